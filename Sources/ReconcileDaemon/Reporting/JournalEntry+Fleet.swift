import ReconcileCore
import ReconcileSystemd

/// What concerns the API, the account or every write, as the journal says it.
extension JournalEntry {
    static func matchesNothing(_ policy: String, _ detail: String) -> JournalEntry {
        JournalEntry(
            .policyMatchesNothing, .warning, "Policy '\(policy)' may not mean what it says: \(detail.trimmedStop)",
            [JournalField(.policy, policy)])
    }

    static func matchesAgain(_ policy: String) -> JournalEntry {
        JournalEntry(
            .policyMatchesAgain, .notice, "Each part of policy '\(policy)' matches something now",
            [JournalField(.policy, policy)])
    }

    static func policyVanished(_ policy: String) -> JournalEntry {
        JournalEntry(
            .policyVanished, .warning,
            "Policy '\(policy)' enforced before and is not there any more; what it changed stays as it is",
            [JournalField(.policy, policy)])
    }

    static func policyReturned(_ policy: String) -> JournalEntry {
        JournalEntry(
            .policyReturned, .notice, "Policy '\(policy)' is there again", [JournalField(.policy, policy)])
    }

    static func rateLimited(_ until: WallTime) -> JournalEntry {
        JournalEntry(.rateLimited, .info, "The API limits us; nothing is sent until \(until.rfc3339)")
    }

    static func limitEased(_ span: Duration) -> JournalEntry {
        JournalEntry(.limitEased, .info, "The API has not limited us for \(Durations.short(span))")
    }

    static func cannotList(_ detail: String) -> JournalEntry {
        JournalEntry(
            .apiUnreachable, .warning,
            "The account's lists cannot be read: \(detail.trimmedStop); trying again")
    }

    static var canListAgain: JournalEntry {
        JournalEntry(.apiAnswers, .notice, "The account's lists can be read again")
    }

    static func unreachable(_ detail: String) -> JournalEntry {
        JournalEntry(
            .apiUnreachable, .warning, "The API cannot be reached: \(detail.trimmedStop); only probes are sent")
    }

    static var reachableAgain: JournalEntry {
        JournalEntry(.apiAnswers, .notice, "The API answers again")
    }

    static func credentialsRefused(_ detail: String) -> JournalEntry {
        JournalEntry(.credentialsRefused, .error, "\(detail.trimmedStop); only probes are sent")
    }

    static var credentialsAccepted: JournalEntry {
        JournalEntry(.credentialsAccepted, .notice, "The API takes the token again")
    }

    static func writesStopped(_ hold: Hold) -> JournalEntry {
        JournalEntry(
            .writesStopped, .warning, "Nothing is written (\(hold.reason.rawValue)): \(hold.detail.trimmedStop)",
            [JournalField(.hold, hold.reason.rawValue)])
    }

    static func writesAllowed(_ reason: HoldReason) -> JournalEntry {
        JournalEntry(
            .writesAllowed, .notice, "Writes are no longer stopped by \(reason.rawValue)",
            [JournalField(.hold, reason.rawValue)])
    }

    static func requestsForbidden(_ family: RequestFamily, _ detail: String) -> JournalEntry {
        JournalEntry(
            .apiUnreachable, .error,
            "The API does not let this token \(family.deed): \(detail.trimmedStop); asking again every 10 min")
    }

    static func requestsAllowed(_ family: RequestFamily) -> JournalEntry {
        JournalEntry(.apiAnswers, .notice, "The API lets this token \(family.deed) again")
    }
}

extension RequestFamily {
    fileprivate var deed: String {
        switch verb {
        case .list: "list \(kind.noun)s"
        case .read: "read \(kind.noun)s"
        case .write: "change \(kind.noun)s"
        }
    }
}
