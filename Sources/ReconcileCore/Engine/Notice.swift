/// Something that changed and that a person may want to hear of. A healthy day has a handful.
package enum Notice: Hashable, Sendable {
    /// It was seen to differ; `wanted` is what the policy, or a waiver, wants of it.
    case drifted(Subject, wanted: Bool, code: String?)
    /// Drift ended without us.
    case driftEnded(Subject)
    case claimed(Subject, enabled: Bool, requestID: String?)
    /// The provider answered our write, but not that it took.
    case unverified(Subject, message: String?)
    case confirmed(Subject, enabled: Bool)
    case unconfirmed(Subject)
    case refused(Subject, Problem, requestID: String?)
    /// No answer to a write: whether it took is found out by reading.
    case outcomeUnknown(Subject, detail: String)
    case held(Subject, Hold)
    case holdEnded(Subject, HoldReason)
    case cannotRead(Subject, detail: String)
    case canReadAgain(Subject)
    case flapping(Subject, until: WallTime)
    case rootLoginWeaker(Subject, before: String, after: String)
    case appeared(count: Int, first: Subject)
    case gone(Subject)
    case waiverEnded(Subject)
    /// Something in a policy names nothing that is listed: said once after a start and after each reload.
    case matchesNothing(policy: String, detail: String)
    case rateLimited(until: WallTime)
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
        package var name: String?
        package var policy: String?

        package init(resource: ResourceID, name: String?, policy: String?) {
            self.resource = resource
            self.name = name
            self.policy = policy
        }
    }
}
