package import ReconcileCore
import ReconcileStore

/// `pause`, `resume`, `waive` and `release`: a person's word, written into the ledger.
package struct OperatorCommand: Sendable {
    package enum Request: Sendable {
        /// `scope` names a policy or a resource; `nil` is everything. `until` is `nil` for ever.
        case pause(scope: String?, reason: String, until: WallTime?)
        case resume(scope: String?, reason: String, identity: Bool)
        case acceptLedger(reason: String)
        case waive(resource: String, reason: String, until: WallTime, enabled: Bool?)
        case release(policy: String, reason: String)
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
        do {
            let configuration = try Inputs.requireConfiguration(invocation)
            let store = try await StateAccess.open(invocation, configuration, writes: true)
            let said = try await perform(store)
            await store.close()
            show(said)
            return .done
        } catch let failure as CommandFailure {
            return report(failure)
        } catch {
            return report(CommandFailure(.failed, "\(error)"))
        }
    }

    private func report(_ failure: CommandFailure) -> ExitStatus {
        terminal.printError(failure.text)
        if invocation.format == .json {
            terminal.print(OperatorDocument(at: SystemClock.now().wall, done: nil, error: failure.message).json())
        }
        return failure.status
    }

    private func show(_ said: String) {
        switch invocation.format {
        case .text: terminal.print(said)
        case .json: terminal.print(OperatorDocument(at: SystemClock.now().wall, done: said, error: nil).json())
        }
    }

    /// - Returns: what was done, as a sentence.
    private func perform(_ store: StateStore) async throws -> String {
        let now = SystemClock.now().wall
        let actor = ProcessIdentity.actor
        if case .acceptLedger(let reason) = request {
            return try await StateAccess.reading {
                let row = try await store.ledger.accept(reason: reason, by: actor, at: now)
                return "A new ledger begins with row \(row.sequence) (\(row.hash.prefix(12))…); the old file is kept."
            }
        }
        let (entry, said) = try await entry(store, at: now, by: actor)
        _ = try await StateAccess.reading { try await store.ledger.append([entry], at: now) }
        return said
    }

    private func entry(_ store: StateStore, at now: WallTime, by actor: Actor) async throws -> (LedgerEntry, String) {
        switch request {
        case .pause(let scope, let reason, let until):
            try requireFuture(until, now)
            let (policy, resource) = try await resolve(scope, store)
            let end = until.map { "until \($0.rfc3339)" } ?? "until somebody resumes"
            return (
                .paused(.init(policy: policy, resource: resource, reason: reason, until: until, by: actor)),
                "Writes are paused for \(scope ?? "everything"), \(end). Observing goes on."
            )
        case .resume(let scope, let reason, let identity):
            let (policy, resource) = try await resolve(scope, store)
            return (
                .resumed(.init(policy: policy, resource: resource, identity: identity, reason: reason, by: actor)),
                identity
                    ? "The account that is listed next is taken as the right one."
                    : "Writes are no longer paused for \(scope ?? "everything")."
            )
        case .waive(let name, let reason, let until, let enabled):
            try requireFuture(until, now)
            try requireBounded(until, enabled: enabled, now)
            let records = try await StateAccess.reading { try await store.cache.load() }.resources
            let id = try ResourceNames(records).resolve(name)
            let wish = enabled.map { "password login is wanted \($0.onOff)" } ?? "it is only observed"
            return (
                .waived(.init(resource: id, until: until, reason: reason, enabled: enabled, by: actor)),
                "Waived for \(name): \(wish) until \(until.rfc3339), then the policy counts again by itself."
            )
        case .release(let policy, let reason):
            try requirePolicy(policy)
            return (
                .released(.init(policy: policy, reason: reason, by: actor)),
                "What brake or wave holds now for '\(policy)' may proceed, once."
            )
        case .acceptLedger:
            preconditionFailure("\(#function): accepting a ledger appends nothing to it")
        }
    }

    // MARK: Checks

    /// A name of a policy goes before the same name of a resource.
    private func resolve(_ scope: String?, _ store: StateStore) async throws -> (String?, ResourceID?) {
        guard let scope else { return (nil, nil) }
        if policyNames.contains(scope) { return (scope, nil) }
        let records = try await StateAccess.reading { try await store.cache.load() }.resources
        return (nil, try ResourceNames(records).resolve(scope))
    }

    private var policyNames: [String] {
        switch Inputs.read(invocation, at: SystemClock.now().wall) {
        case .success(let inputs): inputs.policies.map(\.name)
        case .failure: []
        }
    }

    private func requirePolicy(_ name: String) throws {
        let names = policyNames
        guard names.contains(name) else {
            throw CommandFailure(
                .failed, "there is no policy named '\(name)'",
                hint: names.isEmpty ? nil : "in force: \(names.sorted().joined(separator: ", "))")
        }
    }

    private func requireFuture(_ until: WallTime?, _ now: WallTime) throws {
        guard let until, until <= now else { return }
        throw CommandFailure(.usage, "'--until' is in the past: \(until.rfc3339)")
    }

    private func requireBounded(_ until: WallTime, enabled: Bool?, _ now: WallTime) throws {
        let longest = enabled == true ? Waiver.longestOpen : Waiver.longest
        guard until > now + longest else { return }
        throw CommandFailure(
            .usage,
            "'--until' is too far ahead: a waiver\(enabled == true ? " that opens a door" : "") may run "
                + "\(Durations.long(longest)) at most")
    }
}

struct OperatorDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var done: String? = nil
    @Nullable var error: String? = nil
}
