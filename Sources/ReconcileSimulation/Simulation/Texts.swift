import ReconcileCore
import ReconcileStore

// Short words for traces and marks.

extension Disturbance.What {
    var name: String {
        switch self {
        case .fault(let rule): "fault \(rule.fault.rawValue)"
        case .edit: "edit"
        case .appear: "appear"
        case .crash: "crash"
        case .loseCache: "loseCache"
        case .stop: "stop"
        case .reload: "reload"
        case .noWrites: "noWrites"
        case .operate: "operate"
        case .tell: "tell"
        case .look: "look"
        case .wallJump(let seconds): seconds > 0 ? "wallForward" : "wallBack"
        case .stall: "stall"
        case .editAccount: "editAccount"
        case .vault: "vault"
        case .disk(let failure, _, _): "disk \(failure.rawValue)"
        case .token: "token"
        case .otherAccount: "otherAccount"
        case .neighbour: "neighbour"
        case .lateWrite: "lateWrite"
        case .doubledWrite: "doubledWrite"
        }
    }
}

extension Request {
    var summary: String {
        switch self {
        case .read(.list(_, let cursor, let limit)): "list \(cursor ?? "first") limit \(limit)"
        case .read(.state(_, let id)): "read \(id)"
        case .write(let write): "write \(write.resource) \(write.change.word)"
        }
    }
}

extension Change {
    /// What a write asks for.
    var word: String {
        switch self {
        case .sshPasswordLogin(let enabled): enabled ? "on" : "off"
        case .hostingPassword(let version): "version \(version)"
        }
    }

    /// The same as a number, for the trace.
    var mark: UInt64 {
        switch self {
        case .sshPasswordLogin(let enabled): enabled ? 1 : 0
        case .hostingPassword(let version): UInt64(version)
        }
    }
}

extension RequestFamily {
    /// The verb alone where it is about VPS.
    fileprivate var name: String {
        switch kind {
        case .sshPasswordLogin: "\(verb)"
        case .hostingPassword: "\(verb) \(kind.rawValue)"
        }
    }
}

extension Outcome {
    var summary: String {
        switch self {
        case .page(let page): "page of \(page.items.count)"
        case .observed(.sshPasswordLogin(let seen)):
            "seen available \(seen.available) enabled \(seen.enabled.map { "\($0)" } ?? "nil") \(seen.source.rawValue)"
        case .observed(.hostingPassword(let seen)): "seen control panel \(seen.controlPanel ?? "nil")"
        case .written(let answer): "written verified \(answer.verified)"
        case .rotated(let answer): "rotated \(answer.account)"
        case .refused(let problem): "refused \(problem.status) \(problem.code ?? "")"
        case .malformed(let detail): "malformed \(detail)"
        case .lost(let loss): "lost, timed out \(loss.timedOut)"
        case .unsent(let detail): "unsent \(detail)"
        }
    }
}

extension Event {
    var summary: String {
        switch self {
        case .reloaded(let policies, _): "reloaded \(policies.map(\.name))"
        case .told(let entry): "told \(entry.kind.rawValue) \(entry.remark)"
        case .windowsRenewed(let windows): "windowsRenewed \(windows.keys.sorted())"
        case .started, .woke, .answered, .recorded, .recordingFailed, .noWritesChanged, .tokenReplaced, .errand,
            .lookRequested, .escrow, .stopping:
            "\(self)"
        }
    }
}

extension Finish {
    var name: String {
        switch self {
        case .settled: "settled"
        case .deadline: "deadline"
        case .nothingListed: "nothingListed"
        case .stopped: "stopped"
        case .credentialsRefused: "credentialsRefused"
        }
    }
}

extension LedgerEntry {
    /// What a reader of a trace wants to know of a row beside its kind.
    var remark: String {
        switch self {
        case .intent(let row): "\(row.intent.number) \(row.change.word) \(row.fingerprint)"
        case .outcome(let row): "\(row.intent.number) \(row.result.rawValue)"
        case .drift(let row): row.cause.rawValue
        case .driftEnded(let row): row.reason.rawValue
        case .soaked(let row): row.result.rawValue
        case .passwordSealed(let row): "version \(row.version)"
        case .passwordEscrowed(let row): "version \(row.version)"
        case .started, .stopped, .known, .gone, .enforcing, .confirmed, .unconfirmed, .paused, .resumed, .waived,
            .waiverEnded, .released, .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted,
            .invariantBroken:
            ""
        }
    }
}

extension Notice {
    /// The case's name, without what it carries.
    var name: String {
        switch self {
        case .drifted: "drifted"
        case .driftEnded: "driftEnded"
        case .driftDropped: "driftDropped"
        case .claimed: "claimed"
        case .unverified: "unverified"
        case .confirmed: "confirmed"
        case .unconfirmed: "unconfirmed"
        case .rotated: "rotated"
        case .passwordUnsettled: "passwordUnsettled"
        case .escrowUnmarked: "escrowUnmarked"
        case .escrowMarked: "escrowMarked"
        case .refused: "refused"
        case .outcomeUnknown: "outcomeUnknown"
        case .held(_, let hold): "held \(hold.reason.rawValue)"
        case .holdEnded(_, let reason): "holdEnded \(reason.rawValue)"
        case .cannotRead: "cannotRead"
        case .canReadAgain: "canReadAgain"
        case .flapping: "flapping"
        case .rootLoginWeaker: "rootLoginWeaker"
        case .rootLoginRestored: "rootLoginRestored"
        case .appeared: "appeared"
        case .gone: "gone"
        case .waiverEnded: "waiverEnded"
        case .matchesNothing: "matchesNothing"
        case .matchesAgain: "matchesAgain"
        case .policyVanished: "policyVanished"
        case .policyReturned: "policyReturned"
        case .rateLimited: "rateLimited"
        case .limitEased: "limitEased"
        case .cannotList: "cannotList"
        case .canListAgain: "canListAgain"
        case .unreachable: "unreachable"
        case .reachableAgain: "reachableAgain"
        case .credentialsRefused: "credentialsRefused"
        case .credentialsAccepted: "credentialsAccepted"
        case .writesStopped(let hold): "writesStopped \(hold.reason.rawValue)"
        case .writesAllowed(let reason): "writesAllowed \(reason.rawValue)"
        case .requestsForbidden(let family, _): "requestsForbidden \(family.name)"
        case .requestsAllowed(let family): "requestsAllowed \(family.name)"
        }
    }

    var summary: String {
        guard case .held(let subject, let hold) = self else { return name }
        return "\(name) \(subject.resource): \(hold.detail)"
    }
}
