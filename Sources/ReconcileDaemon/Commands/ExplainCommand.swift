import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// `explain`: all that decides about one resource, from the state as it was last seen.
package struct ExplainCommand: Sendable {
    let invocation: Invocation
    let resource: String
    let terminal: Terminal

    package init(_ invocation: Invocation, resource: String, _ terminal: Terminal) {
        self.invocation = invocation
        self.resource = resource
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: ExplainDocument.init(failedAt:error:)) {
            let now = SystemClock.now()
            let inputs = try Inputs.require(invocation, at: now.wall)
            try await StateAccess.with(invocation, inputs.configuration, writes: false) { store in
                try await explain(inputs, store, at: now)
            }
            return .done
        }
    }

    private func explain(_ inputs: Inputs, _ store: StateStore, at now: Moment) async throws {
        let cache = try await StateAccess.reading { try await store.cache.load() }
        let id = try ResourceNames(cache.resources).resolve(resource)
        let configuration = EngineConfiguration(
            mode: .service, settings: inputs.configuration.settings, seed: 0,
            localAddresses: LocalAddresses.read(), ledgerDistrust: await StateAccess.distrust(of: store))
        let engine = Engine(
            configuration, policies: inputs.policies, memory: try await StateAccess.memory(of: store),
            records: cache.resources, pacing: cache.pacing, at: now)
        guard let report = engine.report(at: now).resources.first(where: { $0.item.id == id }) else {
            throw CommandFailure(
                .failed, "no policy matches '\(resource)'", hint: "nothing is looked at or changed there")
        }
        let history = try await StateAccess.reading {
            try await store.ledger.history(resource: id, limit: Self.lastOperations)
        }
        switch invocation.format {
        case .json: terminal.print(ExplainDocument(report, at: now.wall).json())
        case .text:
            for line in ExplainText(report: report, rows: history.rows, now: now.wall, terminal: terminal).lines() {
                terminal.print(line)
            }
        }
    }

    /// How many rows of the ledger are shown below.
    private static let lastOperations = 5
}
