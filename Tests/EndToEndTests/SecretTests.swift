import Foundation
import ReconcileSimulation
import Testing

private let prlimit = URL(filePath: "/usr/bin/prlimit")

/// Every other test here looks for the token too: in all that is left when its world ends.
@Suite("The token", .timeLimit(.minutes(15)))
struct SecretTests {
    @Test("is in no argument, variable or file of the service while it runs")
    func whileRunning() async throws {
        try await World.with(Fleet(5)) { world in
            let service = try world.start("run")
            try await Patience.wait(for: "every door to shut") {
                try await world.simulator.report().guests.allSatisfy { !$0.enabled }
            }
            let token = Data(world.sandbox.token.utf8)
            for name in ["cmdline", "environ", "comm"] {
                let content = try Data(contentsOf: URL(filePath: "/proc/\(service.pid)/\(name)"))
                #expect(!content.isEmpty && content.firstRange(of: token) == nil, "\(name)")
            }
            #expect(world.sandbox.filesWithToken() == [])
        }
    }

    @Test("is not told where it cannot be used, nor where it is refused")
    func inErrors() async throws {
        try await World.with(Fleet(2)) { world in
            try await world.simulator.setKeys([(token: "another", scopes: ["read:vm", "write:vm"])])
            let refused = try await world.run("once", "--for", "2s")
            #expect(refused.status != 0)
            try world.sandbox.write("\(world.sandbox.token) \(world.sandbox.token)\n", to: world.sandbox.tokenFile)
            let unusable = try await world.run("once")
            #expect(unusable.status == 78)
            #expect(unusable.errors.contains("  hint: "), "\(unusable.errors)")
        }
    }

    @Test(
        "a crash leaves no core file, where another program of the same start would leave one",
        .enabled(if: Programs.canRun(prlimit), "needs util-linux"))
    func noCore() async throws {
        try await World.with(Fleet(5)) { world in
            guard try await world.machineKeepsCores() else { return }
            try await world.simulator.setFaults([FaultRule(.silent)])
            for command in ["run", "once"] {
                let asked = try await world.simulator.report().totalRequests
                let child = try world.startWithCores(Programs.reconciled, world.arguments([command]))
                try await Patience.wait(for: "it to use the token") {
                    try await world.simulator.report().totalRequests > asked
                }
                child.signal(SIGABRT)
                #expect(
                    try await child.wait(within: .seconds(10)) == .signalled(SIGABRT, leftCore: false), "\(command)")
            }
        }
    }
}

extension World {
    /// Whoever starts the program may have raised the limit of core files as far as it goes.
    fileprivate func startWithCores(_ program: URL, _ arguments: [String]) throws -> ChildProcess {
        // Swift's own report of a crash takes longer than the test.
        try sandbox.start(
            prlimit, ["--core=unlimited:unlimited", program.path] + arguments,
            environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    /// Tried with a program that does nothing about it: where cores go, and whether, is the machine's affair.
    fileprivate func machineKeepsCores() async throws -> Bool {
        let child = try startWithCores(URL(filePath: "/usr/bin/sleep"), ["60"])
        try await Patience.wait(for: "the program itself") {
            try String(contentsOfFile: "/proc/\(child.pid)/comm", encoding: .utf8) == "sleep\n"
        }
        child.signal(SIGABRT)
        return try await child.wait(within: .seconds(10)) == .signalled(SIGABRT, leftCore: true)
    }
}
