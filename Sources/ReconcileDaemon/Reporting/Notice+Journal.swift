import ReconcileCore
import ReconcileSystemd

extension Notice {
    /// The line in the journal: one sentence, how urgent it is, and every variable of it as a field.
    var journalEntry: JournalEntry {
        switch self {
        case .drifted(let subject, let wanted, let code): .drifted(subject, wanted, code)
        case .driftEnded(let subject): .driftEnded(subject)
        case .driftDropped(let subject, let isReplaced): .driftDropped(subject, isReplaced: isReplaced)
        case .claimed(let subject, let enabled, let requestID): .claimed(subject, enabled, requestID)
        case .unverified(let subject, let said): .unverified(subject, said)
        case .confirmed(let subject, let enabled): .confirmed(subject, enabled)
        case .unconfirmed(let subject): .unconfirmed(subject)
        case .rotated(let subject, let version, let access, let requestID):
            .rotated(subject, version, access, requestID)
        case .passwordUnsettled(let subject, let candidates, let orOneBeforeUs):
            .passwordUnsettled(subject, candidates, orOneBeforeUs: orOneBeforeUs)
        case .escrowUnmarked(let subject, let detail): .escrowUnmarked(subject, detail)
        case .escrowMarked(let subject): .escrowMarked(subject)
        case .refused(let subject, let problem, let requestID): .refused(subject, problem, requestID)
        case .outcomeUnknown(let subject, let detail): .outcomeUnknown(subject, detail)
        case .held(let subject, let hold): .held(subject, hold)
        case .holdEnded(let subject, let reason): .holdEnded(subject, reason)
        case .cannotRead(let subject, let detail): .cannotRead(subject, detail)
        case .canReadAgain(let subject): .canReadAgain(subject)
        case .flapping(let subject, let until): .flapping(subject, until)
        case .rootLoginWeaker(let subject, let before, let after): .rootLoginWeaker(subject, before, after)
        case .rootLoginRestored(let subject, let value): .rootLoginRestored(subject, value)
        case .appeared(let count, let first): .appeared(count, first)
        case .gone(let subject): .gone(subject)
        case .waiverEnded(let subject): .waiverEnded(subject)
        case .matchesNothing(let policy, let detail): .matchesNothing(policy, detail)
        case .matchesAgain(let policy): .matchesAgain(policy)
        case .policyVanished(let policy): .policyVanished(policy)
        case .policyReturned(let policy): .policyReturned(policy)
        case .rateLimited(let until): .rateLimited(until)
        case .limitEased(let span): .limitEased(span)
        case .cannotList(let detail): .cannotList(detail)
        case .canListAgain: .canListAgain
        case .unreachable(let detail): .unreachable(detail)
        case .reachableAgain: .reachableAgain
        case .credentialsRefused(let detail): .credentialsRefused(detail)
        case .credentialsAccepted: .credentialsAccepted
        case .writesStopped(let hold): .writesStopped(hold)
        case .writesAllowed(let reason): .writesAllowed(reason)
        case .requestsForbidden(let family, let detail): .requestsForbidden(family, detail)
        case .requestsAllowed(let family): .requestsAllowed(family)
        }
    }
}

extension JournalEntry {
    /// - Parameter subject: the resource that the sentence is about; its names become the first fields.
    init(
        _ id: MessageID, _ priority: Priority, _ message: String, about subject: Notice.Subject? = nil,
        _ fields: [JournalField?] = []
    ) {
        let names = [
            subject.map { JournalField(.resource, $0.resource.text) },
            subject?.policy.map { JournalField(.policy, $0) },
        ]
        self.init(
            messageID: id.rawValue, priority: priority, message: message,
            fields: (names + fields).compactMap { $0 })
    }
}

extension Notice.Subject {
    /// The name with the id beside it.
    var title: String {
        name.map { "\($0) (\(resource.text))" } ?? resource.text
    }
}

extension String {
    /// Without a final stop, so that it can stand inside a sentence.
    var trimmedStop: String {
        hasSuffix(".") ? String(dropLast()) : self
    }
}
