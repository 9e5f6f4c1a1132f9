import Foundation
import Testing

/// One account behind a simulator, and one machine with the program on it.
struct World: Sendable {
    let sandbox: Sandbox
    let simulator: SimulatorProcess

    /// Sets the stage, lets the body play, and strikes it. Whatever the program wrote meanwhile, in files, databases
    /// and on both streams, must be without the token.
    ///
    /// - Parameter policy: `nil` where the body writes its own.
    static func with<Value: Sendable>(
        _ fleet: Fleet, _ policy: PolicyText? = PolicyText(), _ body: (World) async throws -> Value
    ) async throws -> Value {
        let sandbox = try Sandbox()
        await Stage.shared.enter()
        let result: Result<Value, any Error>
        do {
            if let policy { try sandbox.write(policy) }
            let simulator = try await SimulatorProcess.start(fleet, in: sandbox)
            result = .success(try await body(World(sandbox: sandbox, simulator: simulator)))
        } catch {
            result = .failure(error)
        }
        #expect(sandbox.filesWithToken() == [])
        await sandbox.remove()
        await Stage.shared.leave()
        return try result.get()
    }

    /// The options that point a command at this world alone.
    func arguments(_ command: [String]) -> [String] {
        command + [
            "--config", sandbox.configuration.path, "--policies", sandbox.policies.path, "--state",
            sandbox.state.path, "--api-url", simulator.apiURL,
        ]
    }

    func start(_ command: String...) throws -> ChildProcess {
        try sandbox.start(Programs.reconciled, arguments(command))
    }

    func run(_ command: String..., within limit: Duration = Sandbox.patience) async throws -> Outcome {
        try await sandbox.run(Programs.reconciled, arguments(command), within: limit)
    }

    /// `once`, or `plan`, with its document.
    func pass(_ command: String...) async throws -> Pass {
        let outcome = try await sandbox.run(
            Programs.reconciled, arguments(command + ["--output", "json"]), within: .seconds(90))
        return Pass(status: outcome.status, document: try PassDocument(outcome.output), errors: outcome.errors)
    }

    func history(_ arguments: String...) async throws -> HistoryDocument {
        let outcome = try await sandbox.run(
            Programs.reconciled, self.arguments(["history", "--output", "json"] + arguments))
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try HistoryDocument(outcome.output)
    }
}

/// A pass over the fleet: how it ended and what it reported.
struct Pass: Sendable {
    var status: Int32?
    var document: PassDocument
    var errors: String
}

/// Lets only so many worlds stand at once: each has processes of its own, and tests start together.
actor Stage {
    static let shared = Stage()

    /// Most of them wait most of the time, so there may be more than processors.
    private var free = max(4, ProcessInfo.processInfo.activeProcessorCount)
    private var queue: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { queue.append($0) }
        }
    }

    func leave() {
        if queue.isEmpty {
            free += 1
        } else {
            queue.removeFirst().resume()
        }
    }
}
