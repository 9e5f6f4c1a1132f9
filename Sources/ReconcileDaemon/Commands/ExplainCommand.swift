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
        do {
            try await explain()
            return .done
        } catch let failure as CommandFailure {
            terminal.printError(failure.text)
            return failure.status
        } catch {
            terminal.printError("error: \(error)")
            return .failed
        }
    }

    private func explain() async throws {
        let now = SystemClock.now()
        let inputs = try Inputs.require(invocation, at: now.wall)
        let store = try await StateAccess.open(invocation, inputs.configuration, writes: false)
        defer { Task { await store.close() } }
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

struct ExplainDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var resource: Explained

    init(_ report: ResourceReport, at now: WallTime) {
        at = now
        resource = Explained(report)
    }

    /// A resource as in `once`, with what decided.
    struct Explained: Encodable, Sendable {
        var document: ResourceDocument
        var policies: [String]
        var gates: ObservedDocument.Actions?
        var guards: [GuardDocument]
        var next: WallTime?

        private enum Keys: CodingKey {
            case policies
            case gates
            case guards
            case next
        }

        init(_ report: ResourceReport) {
            document = ResourceDocument(report)
            policies = report.matching
            gates = document.observed?.actions
            guards = report.guardState.map { [GuardDocument($0)] } ?? []
            next = report.nextLook
        }

        func encode(to encoder: any Encoder) throws {
            try document.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(policies, forKey: .policies)
            try container.encode(gates, forKey: .gates)
            try container.encode(guards, forKey: .guards)
            try container.encode(next, forKey: .next)
        }
    }

    struct GuardDocument: Encodable, Sendable {
        var name = HoldReason.sshKeys
        var open: Bool
        @Nullable var detail: String? = nil
        @Nullable var code: String? = nil

        init(_ state: GuardState) {
            switch state {
            case .open: open = true
            case .closed(let hold):
                open = false
                detail = hold.detail
                code = hold.code
            }
        }
    }
}
