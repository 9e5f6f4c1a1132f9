import ReconcileCore
import ReconcileSystemd

/// The sentence, the priority and the fields of every notice.
extension Notice {
    func journalEntry(ledgerHead: String?) -> JournalEntry {
        var entry = sentence
        if let ledgerHead { entry.fields.append(JournalField(.ledgerHead, ledgerHead)) }
        return entry
    }

    /// The kind of a notice, by which many at once fold into one line.
    var messageID: MessageID {
        switch self {
        case .drifted: .driftFound
        case .driftEnded: .driftEnded
        case .claimed: .changeClaimed
        case .unverified, .unconfirmed: .changeUnverified
        case .confirmed: .changeConfirmed
        case .refused: .writeRefused
        case .outcomeUnknown: .outcomeUnknown
        case .held: .writeHeld
        case .holdEnded: .holdEnded
        case .cannotRead: .unreadable
        case .canReadAgain: .readableAgain
        case .flapping: .flapping
        case .rootLoginWeaker: .rootLoginWeaker
        case .appeared: .resourceAppeared
        case .gone: .resourceGone
        case .waiverEnded: .waiverEnded
        case .rateLimited: .rateLimited
        case .cannotList, .unreachable, .requestsForbidden: .apiUnreachable
        case .canListAgain, .reachableAgain, .requestsAllowed: .apiAnswers
        case .credentialsRefused: .credentialsRefused
        case .credentialsAccepted: .credentialsAccepted
        case .writesStopped: .writesStopped
        case .writesAllowed: .writesAllowed
        }
    }

    private var sentence: JournalEntry {
        switch self {
        case .drifted, .driftEnded, .claimed, .unverified, .confirmed, .unconfirmed, .refused, .outcomeUnknown:
            aboutChange
        case .held, .holdEnded, .cannotRead, .canReadAgain, .flapping, .rootLoginWeaker, .appeared, .gone,
            .waiverEnded:
            aboutResource
        case .rateLimited, .cannotList, .canListAgain, .unreachable, .reachableAgain, .credentialsRefused,
            .credentialsAccepted, .writesStopped, .writesAllowed, .requestsForbidden, .requestsAllowed:
            aboutFleet
        }
    }

    private func entry(
        _ priority: JournalEntry.Priority, _ message: String, _ subject: Subject? = nil, _ fields: [JournalField] = []
    ) -> JournalEntry {
        JournalEntry(
            messageID: messageID.rawValue, priority: priority, message: message,
            fields: (subject?.fields ?? []) + fields)
    }

    private var aboutChange: JournalEntry {
        switch self {
        case .drifted(let subject, let code):
            let whose = code == "otherUsers" ? "for users other than root" : ""
            let what = ["Password login is on", whose].filter { !$0.isEmpty }.joined(separator: " ")
            let message = "\(what) at \(subject.title), policy \(subject.policy ?? "") wants it otherwise"
            return entry(.notice, message, subject, [JournalField(.verdict, "drifted")])
        case .driftEnded(let subject):
            return entry(
                .info, "\(subject.title) is as wanted again, and not by our doing", subject,
                [JournalField(.verdict, "compliant")])
        case .claimed(let subject, let enabled, let requestID):
            let message = "Password login was switched \(enabled.onOff) at \(subject.title), as the provider claims"
            return entry(.info, message, subject, change(enabled, claimed: true) + field(.requestID, requestID))
        case .unverified(let subject, let said):
            let message = "The provider does not say that the change at \(subject.title) took\(quoted(said))"
            return entry(.warning, message, subject, [JournalField(.claimed, "false")])
        case .confirmed(let subject, let enabled):
            let message = "Password login is \(enabled.onOff) at \(subject.title), confirmed"
            return entry(.notice, message, subject, [JournalField(.confirmed, "true")] + change(enabled, claimed: nil))
        case .unconfirmed(let subject):
            let message = "The change at \(subject.title) did not show in any read within a minute; trying again later"
            return entry(.warning, message, subject, [JournalField(.confirmed, "false")])
        case .refused(let subject, let problem, let requestID):
            let message = "The provider refused the change at \(subject.title)\(quoted(problem.detail))"
            let status = JournalField(.httpStatus, String(problem.status))
            return entry(.warning, message, subject, [status] + field(.requestID, requestID))
        case .outcomeUnknown(let subject, let detail):
            let message =
                "It is not known whether the change at \(subject.title) took: \(detail.trimmedStop); reading it"
            return entry(.warning, message, subject)
        default:
            preconditionFailure("\(#function): \(messageID) is not about a change")
        }
    }

    private var aboutResource: JournalEntry {
        switch self {
        case .held(let subject, let hold):
            let message = "\(subject.title) is held by \(hold.reason.rawValue): \(hold.detail.trimmedStop)"
            return entry(.warning, message, subject, [JournalField(.hold, hold.reason.rawValue)])
        case .holdEnded(let subject, let reason):
            return entry(
                .info, "\(subject.title) is no longer held by \(reason.rawValue)", subject,
                [JournalField(.hold, reason.rawValue)])
        case .cannotRead(let subject, let detail):
            let message = "\(subject.title) cannot be read: \(detail.trimmedStop); trying again"
            return entry(.warning, message, subject, [JournalField(.verdict, "unknown")])
        case .canReadAgain(let subject):
            return entry(.notice, "\(subject.title) can be read again", subject)
        case .flapping(let subject, let until):
            let message =
                "Drift came back to \(subject.title) three times in 24 hours; nothing is written there until "
                + until.rfc3339
            return entry(.error, message, subject, [JournalField(.hold, "flapping")])
        case .rootLoginWeaker(let subject, let before, let after):
            let message =
                "PermitRootLogin at \(subject.title) is weaker after the change: \(after), before it \(before)"
            return entry(.error, message, subject)
        case .appeared(let count, let first):
            let others = count == 1 ? "" : " and \(count - 1) more"
            return entry(.info, "\(first.title)\(others) appeared in the account", first)
        case .gone(let subject):
            return entry(.info, "\(subject.title) is gone from the account", subject)
        case .waiverEnded(let subject):
            return entry(.notice, "The waiver for \(subject.title) ended", subject)
        default:
            preconditionFailure("\(#function): \(messageID) is not about a resource")
        }
    }

    private var aboutFleet: JournalEntry {
        switch self {
        case .rateLimited(let until):
            return entry(.info, "The API limits us; nothing is sent until \(until.rfc3339)")
        case .cannotList(let detail):
            return entry(.warning, "The account's servers cannot be listed: \(detail.trimmedStop); trying again")
        case .canListAgain:
            return entry(.notice, "The account's servers can be listed again")
        case .unreachable(let detail):
            return entry(.warning, "The API cannot be reached: \(detail.trimmedStop); only probes are sent")
        case .reachableAgain:
            return entry(.notice, "The API answers again")
        case .credentialsRefused(let detail):
            return entry(.error, "\(detail.trimmedStop); nothing is sent but probes")
        case .credentialsAccepted:
            return entry(.notice, "The API takes the token again")
        case .writesStopped(let hold):
            return entry(
                .warning, "Nothing is written (\(hold.reason.rawValue)): \(hold.detail.trimmedStop)", nil,
                [JournalField(.hold, hold.reason.rawValue)])
        case .writesAllowed(let reason):
            return entry(
                .notice, "Writes are no longer stopped by \(reason.rawValue)", nil,
                [JournalField(.hold, reason.rawValue)])
        case .requestsForbidden(let family, let detail):
            return entry(.error, "The API forbids to \(family.rawValue): \(detail.trimmedStop); probing every 10 min")
        case .requestsAllowed(let family):
            return entry(.notice, "The API allows to \(family.rawValue) again")
        default:
            preconditionFailure("\(#function): \(messageID) is not about the fleet")
        }
    }

    private func change(_ enabled: Bool, claimed: Bool?) -> [JournalField] {
        let action = JournalField(.action, enabled ? "enable" : "disable")
        return [action] + field(.claimed, claimed.map(String.init))
    }

    private func field(_ name: JournalField.Name, _ value: String?) -> [JournalField] {
        value.map { [JournalField(name, $0)] } ?? []
    }

    private func quoted(_ said: String?) -> String {
        said.map { ": \"\($0)\"" } ?? ""
    }

    /// The resource that a notice is about, if it is about one.
    var subject: Subject? {
        switch self {
        case .drifted(let subject, _), .driftEnded(let subject), .claimed(let subject, _, _),
            .unverified(let subject, _), .confirmed(let subject, _), .unconfirmed(let subject),
            .refused(let subject, _, _), .outcomeUnknown(let subject, _), .held(let subject, _),
            .holdEnded(let subject, _), .cannotRead(let subject, _), .canReadAgain(let subject),
            .flapping(let subject, _), .rootLoginWeaker(let subject, _, _), .appeared(_, let subject),
            .gone(let subject), .waiverEnded(let subject):
            subject
        case .rateLimited, .cannotList, .canListAgain, .unreachable, .reachableAgain, .credentialsRefused,
            .credentialsAccepted, .writesStopped, .writesAllowed, .requestsForbidden, .requestsAllowed:
            nil
        }
    }
}

extension Notice.Subject {
    /// The name with the id beside it.
    var title: String {
        name.map { "\($0) (\(resource.text))" } ?? resource.text
    }

    fileprivate var fields: [JournalField] {
        [JournalField(.resource, resource.text)] + (policy.map { [JournalField(.policy, $0)] } ?? [])
    }
}

extension Bool {
    var onOff: String { self ? "on" : "off" }
}

extension String {
    /// Without a final stop, so that it can stand inside a sentence.
    var trimmedStop: String {
        hasSuffix(".") ? String(dropLast()) : self
    }
}
