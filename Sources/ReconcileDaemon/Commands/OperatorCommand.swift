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
        await invocation.carryOut(on: terminal, failed: OperatorDocument.init(failedAt:error:)) {
            let configuration = try Inputs.requireConfiguration(invocation)
            let now = SystemClock.now().wall
            let said = try await StateAccess.with(invocation, configuration, writes: true) { store in
                try await StateAccess.reading { try await perform(store, at: now) }
            }
            switch invocation.format {
            case .text: terminal.print(said)
            case .json: terminal.print(OperatorDocument(at: now, done: said).json())
            }
            return .done
        }
    }

    /// - Returns: what was done, in sentences.
    private func perform(_ store: StateStore, at now: WallTime) async throws -> String {
        switch request {
        case .pause(let scope, let reason, let until):
            return try await pause(scope, reason, until: until, store, at: now)
        case .resume(let scope, let reason, let identity):
            return try await resume(scope, reason, identity: identity, store, at: now)
        case .acceptLedger(let reason):
            let row = try await store.ledger.accept(reason: reason, by: ProcessIdentity.actor, at: now)
            return "A new ledger begins with row \(row.sequence) (\(row.hash.prefix(12))…); the old file is kept."
        case .waive(let resource, let reason, let until, let enabled):
            return try await waive(resource, reason, until: until, enabled: enabled, store, at: now)
        case .release(let policy, let reason):
            try requirePolicy(policy)
            let row = LedgerEntry.Released(policy: policy, reason: reason, by: ProcessIdentity.actor)
            _ = try await store.ledger.append([.released(row)], at: now)
            return "What brake or wave holds now for '\(policy)' may proceed, once."
        }
    }

    private func pause(
        _ scope: String?, _ reason: String, until: WallTime?, _ store: StateStore, at now: WallTime
    ) async throws -> String {
        try requireFuture(until, now)
        let (policy, resource) = try await resolve(scope, store)
        let row = LedgerEntry.Paused(
            policy: policy, resource: resource, reason: reason, until: until, by: ProcessIdentity.actor)
        _ = try await store.ledger.append([.paused(row)], at: now)
        let end = until.map { "until \($0.rfc3339)" } ?? "until somebody resumes"
        return "Writes are paused for \(scope ?? "everything"), \(end). Observing goes on."
    }

    private func resume(
        _ scope: String?, _ reason: String, identity: Bool, _ store: StateStore, at now: WallTime
    ) async throws -> String {
        let (policy, resource) = try await resolve(scope, store)
        let row = LedgerEntry.Resumed(
            policy: policy, resource: resource, identity: identity, reason: reason, by: ProcessIdentity.actor)
        _ = try await store.ledger.append([.resumed(row)], at: now)
        return identity
            ? "The account that is listed next is taken as the right one."
            : "Writes are no longer paused for \(scope ?? "everything")."
    }

    private func waive(
        _ name: String, _ reason: String, until: WallTime, enabled: Bool?, _ store: StateStore, at now: WallTime
    ) async throws -> String {
        try requireFuture(until, now)
        try requireBounded(until, enabled: enabled, now)
        let id = try ResourceNames(try await store.cache.load().resources).resolve(name)
        let row = LedgerEntry.Waived(
            resource: id, until: until, reason: reason, enabled: enabled, by: ProcessIdentity.actor)
        _ = try await store.ledger.append([.waived(row)], at: now)
        let wish = enabled.map { "password login is wanted \($0.onOff)" } ?? "it is only observed"
        return "Waived for \(name): \(wish) until \(until.rfc3339), then the policy counts again by itself."
    }

    // MARK: Checks

    /// A name of a policy goes before the same name of a resource.
    private func resolve(_ scope: String?, _ store: StateStore) async throws -> (String?, ResourceID?) {
        guard let scope else { return (nil, nil) }
        if policyNames.contains(scope) { return (scope, nil) }
        return (nil, try ResourceNames(try await store.cache.load().resources).resolve(scope))
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
