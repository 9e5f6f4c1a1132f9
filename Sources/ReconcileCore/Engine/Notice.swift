/// Something that changed and that a person may want to hear of. A healthy day has a handful.
package enum Notice: Hashable, Sendable {
    /// It was seen to differ; `wanted` is what the policy, or a waiver, wants of it.
    case drifted(Subject, wanted: Bool, code: String?)
    /// Drift ended without us.
    case driftEnded(Subject)
    /// What was called drift is none any more: no policy wants it otherwise, or it is another machine now.
    case driftDropped(Subject, isReplaced: Bool)
    case claimed(Subject, enabled: Bool, requestID: String?)
    /// The provider answered our write, but not that it took.
    case unverified(Subject, message: String?)
    case confirmed(Subject, enabled: Bool)
    case unconfirmed(Subject)
    /// A hosting account has a new password. What takes it is in the provider's words, as in `ftp`.
    case rotated(Subject, version: Int, affectedAccess: [String], requestID: String?)
    /// What lies in the escrow of an account does not say which version is current; the versions themselves are there.
    case escrowUnmarked(Subject, detail: String)
    case escrowMarked(Subject)
    /// It cannot be told which of these versions is an account's password, and a person has to go on. Where we never knew
    /// one to be the account's, it may also be the password from before us.
    case passwordUnsettled(Subject, candidates: [Int], orOneBeforeUs: Bool)
    case refused(Subject, Problem, requestID: String?)
    /// No answer to a write: whether it took is found out by reading.
    case outcomeUnknown(Subject, detail: String)
    case held(Subject, Hold)
    case holdEnded(Subject, HoldReason)
    case cannotRead(Subject, detail: String)
    case canReadAgain(Subject)
    case flapping(Subject, until: WallTime)
    case rootLoginWeaker(Subject, before: String, after: String)
    /// Root gets in no more easily than before the change any more.
    case rootLoginRestored(Subject, now: String)
    case appeared(count: Int, first: Subject)
    case gone(Subject)
    case waiverEnded(Subject)
    /// Something in a policy names nothing that is listed: said once after a start and after each reload.
    case matchesNothing(policy: String, detail: String)
    /// Each part of a policy names something that is listed, which was not so when it was last said.
    case matchesAgain(policy: String)
    /// A policy that enforced before is in force no more: said after a start and after each reload.
    case policyVanished(policy: String)
    case policyReturned(policy: String)
    /// Said once, however often the API refuses us for it, until it has not for a while.
    case rateLimited(until: WallTime)
    /// The API has not limited us for so long.
    case limitEased(after: Duration)
    case cannotList(detail: String)
    case canListAgain
    case unreachable(detail: String)
    case reachableAgain
    case credentialsRefused(detail: String)
    case credentialsAccepted
    case writesStopped(Hold)
    case writesAllowed(HoldReason)
    case requestsForbidden(RequestFamily, detail: String)
    case requestsAllowed(RequestFamily)

    /// The resource that a notice is about, by all its names.
    package struct Subject: Hashable, Sendable {
        package var resource: ResourceID
        package var kind: ResourceKind
        package var name: String?
        package var policy: String?

        package init(resource: ResourceID, kind: ResourceKind, name: String?, policy: String?) {
            self.resource = resource
            self.kind = kind
            self.name = name
            self.policy = policy
        }
    }
}
