/// One fact that decides and cannot be rebuilt by looking. Rows are only ever appended.
package enum LedgerEntry: Hashable, Sendable {
    case started(Started)
    case stopped(Stopped)
    case known(Known)
    case gone(Gone)
    case enforcing(Enforcing)
    case drift(Drift)
    case driftEnded(DriftEnded)
    case intent(Intent)
    case outcome(IntentOutcome)
    case confirmed(Confirmed)
    case unconfirmed(Unconfirmed)
    case soaked(Soaked)
    case paused(Paused)
    case resumed(Resumed)
    case waived(Waived)
    case waiverEnded(WaiverEnded)
    case released(Released)
    case passwordSealed(PasswordSealed)
    case passwordEscrowed(PasswordEscrowed)
    case rotationRequested(RotationRequested)
    case escrowChallenged(EscrowChallenged)
    case escrowProven(EscrowProven)
    case chainAccepted(ChainAccepted)
    case invariantBroken(InvariantBroken)
}

/// Names one intent for ever: intents are numbered from 1 in the order of the ledger.
package struct IntentID: Hashable, Comparable, Codable, Sendable {
    package var number: UInt64

    package init(number: UInt64) {
        self.number = number
    }

    package init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(UInt64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}

/// Who asked for something: a person at the command line.
package struct Actor: Hashable, Codable, Sendable {
    package var uid: UInt32
    package var name: String?

    package init(uid: UInt32, name: String?) {
        self.uid = uid
        self.name = name
    }
}

extension LedgerEntry {
    /// A process that may write took the state.
    package struct Started: Hashable, Codable, Sendable {
        package var command: String
        package var version: String
        package var pid: Int32

        package init(command: String, version: String, pid: Int32) {
            self.command = command
            self.version = version
            self.pid = pid
        }
    }

    /// The process that `started` named let the state go in good order.
    package struct Stopped: Hashable, Codable, Sendable {
        package init() {}
    }

    /// Resources listed for the first time; the first such row pins the account.
    package struct Known: Hashable, Codable, Sendable {
        /// Absent from rows of programs that knew only one kind.
        package var ofKind: ResourceKind?
        package var resources: [ResourceID]

        package init(kind: ResourceKind, resources: [ResourceID]) {
            ofKind = kind
            self.resources = resources
        }

        package var kind: ResourceKind { ofKind ?? .sshPasswordLogin }
    }

    /// A resource that is no more: absent from the lists for long enough, and not found.
    package struct Gone: Hashable, Codable, Sendable {
        package var resource: ResourceID

        package init(resource: ResourceID) {
            self.resource = resource
        }
    }

    /// The enforcing policies in force from here on, by name and text.
    package struct Enforcing: Hashable, Codable, Sendable {
        package var policies: [PolicyText]

        package init(policies: [PolicyText]) {
            self.policies = policies
        }
    }

    package struct PolicyText: Hashable, Codable, Sendable {
        package var name: String
        package var fingerprint: String

        package init(name: String, fingerprint: String) {
            self.name = name
            self.fingerprint = fingerprint
        }
    }

    /// A resource was seen to differ from what a policy wants.
    package struct Drift: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var policy: String
        package var cause: Cause
        /// What was seen, in the words of the wire.
        package var seen: Observation
        package var code: String?
        /// The last time it was seen to be as wanted, if ever.
        package var lastCompliant: WallTime?

        package init(
            resource: ResourceID, policy: String, cause: Cause, seen: Observation, code: String?,
            lastCompliant: WallTime?
        ) {
            self.resource = resource
            self.policy = policy
            self.cause = cause
            self.seen = seen
            self.code = code
            self.lastCompliant = lastCompliant
        }

        package enum Cause: String, Hashable, Codable, Sendable {
            /// It was never seen as wanted before.
            case adoption
            /// The policy began to want something else.
            case policy
            /// It was as wanted, and somebody else changed it.
            case change
            /// Its time was over.
            case age
        }
    }

    package struct DriftEnded: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var policy: String?
        package var reason: Reason

        package init(resource: ResourceID, policy: String?, reason: Reason) {
            self.resource = resource
            self.policy = policy
            self.reason = reason
        }

        package enum Reason: String, Hashable, Codable, Sendable {
            /// Our write was confirmed.
            case repaired
            /// It became as wanted without us.
            case changed
            /// What is wanted changed, or nothing governs it any more.
            case policy
            /// The resource is another machine now, or gone.
            case replaced
        }
    }

    /// A write that is about to be sent. Durable before its request leaves.
    package struct Intent: Hashable, Codable, Sendable {
        package var intent: IntentID
        package var resource: ResourceID
        package var policy: String
        /// The text of the policy under which it is sent.
        package var fingerprint: String
        package var change: Change
        /// The read that it rests on.
        package var before: Observation
        /// How old that read was, in milliseconds.
        package var readAgeMilliseconds: Int64
        /// True for the two writes of a waiver, which cost the brake nothing.
        package var underWaiver: Bool
        /// The wave it belongs to, 0 for the canaries; `nil` where the policy has no waves, or a person wants it now.
        package var wave: Int?

        package init(
            intent: IntentID, resource: ResourceID, policy: String, fingerprint: String, change: Change,
            before: Observation, readAgeMilliseconds: Int64, underWaiver: Bool,
            wave: Int? = nil
        ) {
            self.intent = intent
            self.resource = resource
            self.policy = policy
            self.fingerprint = fingerprint
            self.change = change
            self.before = before
            self.readAgeMilliseconds = readAgeMilliseconds
            self.underWaiver = underWaiver
            self.wave = wave
        }
    }

    /// What became of an intent; each has exactly one.
    package struct IntentOutcome: Hashable, Codable, Sendable {
        package var intent: IntentID
        package var resource: ResourceID
        package var policy: String
        package var result: Result
        /// The provider's `lastOperation.verified`, where it answered for our change.
        package var claimed: Bool?
        package var status: Int?
        package var code: String?
        package var message: String?
        package var requestId: String?

        package init(
            intent: IntentID, resource: ResourceID, policy: String, result: Result, claimed: Bool? = nil,
            status: Int? = nil, code: String? = nil, message: String? = nil, requestId: String? = nil
        ) {
            self.intent = intent
            self.resource = resource
            self.policy = policy
            self.result = result
            self.claimed = claimed
            self.status = status
            self.code = code
            self.message = message
            self.requestId = requestId
        }

        package enum Result: String, Hashable, Codable, Sendable {
            /// The provider answered with success.
            case accepted
            /// The provider refused it; nothing was changed.
            case refused
            /// No answer, or one that does not tell: it may have been carried out.
            case unknown
            /// We did not send it after all.
            case withdrawn
        }

        /// True where the provider would say the same of the next resource: neither busy, nor in a hurry, nor about the
        /// token or this one resource.
        var isRejection: Bool {
            guard result == .refused, let status else { return false }
            return ![401, 403, 404, 409, 429].contains(status)
        }
    }

    /// Our own later read showed what an intent was to bring about.
    package struct Confirmed: Hashable, Codable, Sendable {
        package var intent: IntentID
        package var resource: ResourceID
        package var policy: String
        package var fingerprint: String
        package var seen: Observation

        package init(
            intent: IntentID, resource: ResourceID, policy: String, fingerprint: String, seen: Observation
        ) {
            self.intent = intent
            self.resource = resource
            self.policy = policy
            self.fingerprint = fingerprint
            self.seen = seen
        }
    }

    /// No read showed it before the deadline, or a read showed that it did not take.
    package struct Unconfirmed: Hashable, Codable, Sendable {
        package var intent: IntentID
        package var resource: ResourceID
        package var policy: String
        package var fingerprint: String

        package init(intent: IntentID, resource: ResourceID, policy: String, fingerprint: String) {
            self.intent = intent
            self.resource = resource
            self.policy = policy
            self.fingerprint = fingerprint
        }
    }

    /// Whether a confirmed write of a wave lasted, so that the next wave may start.
    package struct Soaked: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var policy: String
        package var fingerprint: String
        package var result: Result

        package init(resource: ResourceID, policy: String, fingerprint: String, result: Result) {
            self.resource = resource
            self.policy = policy
            self.fingerprint = fingerprint
            self.result = result
        }

        package enum Result: String, Hashable, Codable, Sendable {
            /// Still as wanted at a read after the soak.
            case lasted
            /// Drift came back before that.
            case drifted
            /// No read could tell for so long that nobody waits any more.
            case unseen
        }
    }

    package struct Paused: Hashable, Codable, Sendable {
        /// One policy or one resource; both `nil`: everything.
        package var policy: String?
        package var resource: ResourceID?
        package var reason: String
        /// `nil`: until somebody resumes.
        package var until: WallTime?
        package var by: Actor

        package init(policy: String?, resource: ResourceID?, reason: String, until: WallTime?, by: Actor) {
            self.policy = policy
            self.resource = resource
            self.reason = reason
            self.until = until
            self.by = by
        }
    }

    package struct Resumed: Hashable, Codable, Sendable {
        package var policy: String?
        package var resource: ResourceID?
        /// True where a person also vouches that the account now listed is the right one.
        package var identity: Bool
        package var reason: String
        package var by: Actor

        package init(policy: String?, resource: ResourceID?, identity: Bool, reason: String, by: Actor) {
            self.policy = policy
            self.resource = resource
            self.identity = identity
            self.reason = reason
            self.by = by
        }
    }

    package struct Waived: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var until: WallTime
        package var reason: String
        /// The value wanted until the end, or `nil` where the resource is only to be left alone.
        package var enabled: Bool?
        package var by: Actor

        package init(resource: ResourceID, until: WallTime, reason: String, enabled: Bool?, by: Actor) {
            self.resource = resource
            self.until = until
            self.reason = reason
            self.enabled = enabled
            self.by = by
        }
    }

    package struct WaiverEnded: Hashable, Codable, Sendable {
        package var resource: ResourceID

        package init(resource: ResourceID) {
            self.resource = resource
        }
    }

    /// What the brake or a halted wave holds for this policy may proceed, once.
    package struct Released: Hashable, Codable, Sendable {
        package var policy: String
        package var reason: String
        package var by: Actor

        package init(policy: String, reason: String, by: Actor) {
            self.policy = policy
            self.reason = reason
            self.by = by
        }
    }

    /// The first row of a chain that follows one which could not be trusted.
    package struct ChainAccepted: Hashable, Codable, Sendable {
        /// SHA-256 of the ledger file set aside, in lower-case hexadecimal; `nil` where there was none.
        package var previousSHA256: String?
        /// What was wrong with it.
        package var found: String
        package var reason: String
        package var by: Actor
        /// The newest version of each account's password that lies in the escrow: the next ones are numbered from there.
        /// Absent where the escrow has none.
        package var escrowed: [String: Int]?

        package init(
            previousSHA256: String?, found: String, reason: String, by: Actor, escrowed: [String: Int]? = nil
        ) {
            self.previousSHA256 = previousSHA256
            self.found = found
            self.reason = reason
            self.by = by
            self.escrowed = escrowed
        }
    }

    /// The program found itself in a state that must not be. Nothing is written until somebody resumes.
    package struct InvariantBroken: Hashable, Codable, Sendable {
        package var what: String

        package init(what: String) {
            self.what = what
        }
    }
}
