import ReconcileControl
package import ReconcileCore
import ReconcileEscrow
import ReconcilePolicy
import ReconcileStore

/// `pause`, `resume`, `waive` and `release`: a person's word, written into the ledger.
package struct OperatorCommand: Sendable {
    package enum Request: Hashable, Sendable {
        /// `scope` names a policy or a resource; `nil` is everything. `until` is `nil` for ever.
        case pause(scope: String?, reason: String, until: WallTime?)
        case resume(scope: String?, reason: String, identity: Bool)
        case acceptLedger(reason: String)
        /// `force`: also where the waiver's end is held already.
        case waive(resource: String, reason: String, until: WallTime, enabled: Bool?, force: Bool = false)
        case release(policy: String, reason: String)
        /// `supersede`: also where it is not known which password is in force.
        case rotate(resource: String, reason: String, supersede: Bool)
    }

    let request: Request
    let invocation: Invocation
    let terminal: Terminal

    package init(_ request: Request, _ invocation: Invocation, _ terminal: Terminal) {
        self.request = request
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        let document = OperatorDocument.init(failedAt:error:)
        guard let order = request.order else {
            return await invocation.carryOut(on: terminal, failed: document) {
                let configuration = try Inputs.requireConfiguration(invocation)
                return terminal.show(try await acceptLedger(configuration))
            }
        }
        return await invocation.answer(order, on: terminal, failed: document, orElse: append)
    }

    private var form: AnswerForm { AnswerForm(invocation.format, hasColour: terminal.hasColour) }

    /// With no service running the word is appended here, under the lock.
    private func append(_ configuration: Configuration, _ form: AnswerForm) async throws -> ControlAnswer {
        try await invocation.withStandpoint(configuration, writes: true, needsPolicies: false) { standpoint, store in
            let word = OperatorWord(engine: standpoint.engine, actor: ProcessIdentity.actor, now: standpoint.now)
            if let said = try word.needless(request) { return ControlAnswer(said: said, form) }
            let outcome = try word.outcome(of: request)
            _ = try await StateAccess.reading {
                try await store.ledger.append([outcome.entry], at: standpoint.now.wall)
            }
            return ControlAnswer(said: outcome.said, form)
        }
    }

    private func acceptLedger(_ configuration: Configuration) async throws -> ControlAnswer {
        guard case .acceptLedger(let reason) = request else {
            preconditionFailure("\(#function): another word was given")
        }
        return try await StateAccess.with(invocation, configuration, writes: true) { store in
            let now = SystemClock.now().wall
            // Numbers that lie in the escrow are never given again.
            let escrow = EscrowDirectory(store.directory.escrow)
            let escrowed = try await OffThread.run { try escrow.list().newestVersions }
            let row = try await StateAccess.reading {
                try await store.ledger.accept(
                    reason: reason, by: ProcessIdentity.actor, escrowed: escrowed, at: now)
            }
            let said = "A new ledger begins with row \(row.sequence) (\(row.hash.prefix(12))…); the old file is kept."
            return ControlAnswer(said: said, form)
        }
    }
}

extension EscrowListing {
    /// The newest version of each account, refused ones included; `nil` where there is none.
    fileprivate var newestVersions: [String: Int]? {
        let versions = accounts.filter { $0.newest > 0 }.map { ($0.id.text, $0.newest) }
        return versions.isEmpty ? nil : Dictionary(versions, uniquingKeysWith: max)
    }
}

extension ControlAnswer {
    /// - Parameter said: what was done, in sentences.
    init(said: String, _ form: AnswerForm) {
        switch form.format {
        case .text: self.init(lines: [said])
        case .json: self.init(document: OperatorDocument(at: SystemClock.now().wall, done: said))
        }
    }
}

extension OperatorCommand.Request {
    /// As it goes over the control socket; `nil` where it cannot.
    var order: ControlRequest? {
        switch self {
        case .pause(let scope, let reason, let until):
            .pause(PauseOrder(scope: scope, reason: reason, until: until?.rfc3339))
        case .resume(let scope, let reason, let identity):
            .resume(ResumeOrder(scope: scope, reason: reason, identity: identity))
        case .acceptLedger: nil
        case .waive(let resource, let reason, let until, let enabled, let force):
            .waive(
                WaiveOrder(
                    resource: resource, reason: reason, until: until.rfc3339, enabled: enabled, force: force))
        case .release(let policy, let reason):
            .release(ReleaseOrder(policy: policy, reason: reason))
        case .rotate(let resource, let reason, let supersede):
            .rotate(RotateOrder(resource: resource, reason: reason, supersede: supersede))
        }
    }

    /// A word that came over the control socket; `nil` where it is a question.
    ///
    /// - Throws: `ControlRefusal` where a time cannot be read.
    init?(_ request: ControlRequest) throws(ControlRefusal) {
        switch request {
        case .pause(let order):
            var until: WallTime?
            if let text = order.until { until = try Self.time(text) }
            self = .pause(scope: order.scope, reason: order.reason, until: until)
        case .resume(let order):
            self = .resume(scope: order.scope, reason: order.reason, identity: order.identity ?? false)
        case .waive(let order):
            self = .waive(
                resource: order.resource, reason: order.reason, until: try Self.time(order.until),
                enabled: order.enabled, force: order.force ?? false)
        case .release(let order):
            self = .release(policy: order.policy, reason: order.reason)
        case .rotate(let order):
            self = .rotate(resource: order.resource, reason: order.reason, supersede: order.supersede ?? false)
        case .status, .explain, .history, .doctor, .plan, .now, .prove, .escrow, .metrics:
            return nil
        }
    }

    static func time(_ text: String) throws(ControlRefusal) -> WallTime {
        guard let time = WallTime(rfc3339: text) else {
            throw .malformed("'\(text)' is no time of RFC 3339")
        }
        return time
    }
}
