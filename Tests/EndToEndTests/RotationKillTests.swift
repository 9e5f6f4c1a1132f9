import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite(
    "Killed while passwords rotate", .timeLimit(.minutes(30)), .enabled(if: KeyHolders.canOpen, KeyHolders.whyNot))
struct RotationKillTests {
    /// `RECONCILED_KILLS` says otherwise.
    private static let kills = ProcessInfo.processInfo.environment["RECONCILED_KILLS"].flatMap(Int.init) ?? 10

    /// One more within ten minutes, and the next start only observes until somebody resumes.
    private static let killsInARow = 2

    /// From before the state is open until each account was asked for several times.
    private static let span = Duration.milliseconds(1500)

    private static let faults: [FaultRule] = {
        let parts: [(Fault, Double)] = [
            (.droppedBeforeApply, 0.1), (.droppedAfterApply, 0.15), (.internalError, 0.05), (.upstream503, 0.05),
            (.weakPassword, 0.05), (.rateLimited, 0.02),
        ]
        return parts.map { FaultRule($0, probability: $1, kind: .hostingPassword, requests: [.write]) }
    }()

    @Test("after kill -9 at a random instant, with answers lost and refused, every password in force can be opened")
    func killed() async throws {
        var draws = SplitMix64.stream("password kills", seed: 1)
        try await HostingWorld.with(accounts: 6) { hosting in
            try await hosting.prove()
            try await hosting.simulator.setFaults(Self.faults)
            var opened = OpenedEscrow(hosting: hosting)
            for number in 1...max(1, Self.kills) {
                try await hosting.killWhileRotating(after: Self.span * Double.random(in: 0...1, using: &draws))
                try await opened.checkPasswordsInForce("kill \(number)")
                guard number % Self.killsInARow == 0 else { continue }
                let resume = try await hosting.world.run("resume", "--reason", "the test killed it")
                #expect(resume.status == 0, "\(resume.errors)")
            }
            try await hosting.simulator.setFaults([])
            let pass = try await hosting.pass("once", "--for", "60s")
            #expect(pass.status == 0, "\(pass.document.heldBy) \(pass.errors)")
            try await opened.checkPasswordsInForce("the end")
            try await hosting.checkEnd()
        }
    }
}

extension HostingWorld {
    /// Runs the service and has it rotate whatever it can, until it is killed.
    fileprivate func killWhileRotating(after delay: Duration) async throws {
        let accounts = try await simulator.report().accounts.map(\.id)
        let service = try world.start("run")
        await withTaskGroup { group in
            for account in accounts {
                group.addTask {
                    while !Task.isCancelled {
                        // It may not listen yet, or not any more.
                        try? await order(account)
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
            }
            try? await Task.sleep(for: delay)
            service.signal(SIGKILL)
            group.cancelAll()
        }
        #expect(try await service.wait(within: .seconds(10)) == .signalled(SIGKILL, leftCore: false))
    }

    fileprivate func checkEnd() async throws {
        let report = try await simulator.report()
        for account in report.accounts {
            let record = try await open("current.age", of: account.id)
            #expect(record.sha256 == account.passwordSHA256, "\(account.name)")
        }
        // Killed before it heard of a 429, it cannot know of it.
        #expect(report.violations.filter { $0.kind != .duringRetryAfter } == [])
        let outcomes = try await world.history().outcomesByIntent
        #expect(outcomes.filter { $0.value != 1 } == [:])
        #expect(report.accounts.map(\.resets).reduce(0, +) >= report.accounts.count)
        print(
            "\(outcomes.count) intents, \(report.accounts.map(\.resets).reduce(0, +)) passwords set, "
                + "\(versionFiles.count) versions in the escrow, faults \(report.faults)")
    }
}

/// What people found in the escrow up to now: a file there never changes, so each is opened once.
private struct OpenedEscrow {
    let hosting: HostingWorld
    private var records: [String: EscrowRecordDocument] = [:]

    init(hosting: HostingWorld) {
        self.hosting = hosting
    }

    mutating func checkPasswordsInForce(_ place: Comment) async throws {
        let accounts = try await hosting.simulator.report().accounts
        for file in hosting.versionFiles where records[file] == nil {
            records[file] = try EscrowRecordDocument(try await hosting.people.open(file))
        }
        for account in accounts {
            guard let inForce = account.passwordSHA256 else { continue }
            let isOpened = records.values.contains { $0.accountId == account.id && $0.sha256 == inForce }
            #expect(isOpened, "\(place): \(account.name)")
        }
    }
}
