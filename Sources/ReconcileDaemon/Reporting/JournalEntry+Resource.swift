import ReconcileCore
import ReconcileSystemd

/// What becomes of a resource, changes aside, as the journal says it.
extension JournalEntry {
    static func held(_ subject: Notice.Subject, _ hold: Hold) -> JournalEntry {
        JournalEntry(
            .writeHeld, .warning, "\(subject.title) is held by \(hold.reason.rawValue): \(hold.detail.trimmedStop)",
            about: subject, [JournalField(.hold, hold.reason.rawValue)])
    }

    static func holdEnded(_ subject: Notice.Subject, _ reason: HoldReason) -> JournalEntry {
        JournalEntry(
            .holdEnded, .info, "\(subject.title) is no longer held by \(reason.rawValue)", about: subject,
            [JournalField(.hold, reason.rawValue)])
    }

    static func cannotRead(_ subject: Notice.Subject, _ detail: String) -> JournalEntry {
        JournalEntry(
            .unreadable, .warning, "\(subject.title) cannot be read: \(detail.trimmedStop); trying again",
            about: subject, [JournalField(.verdict, "unknown")])
    }

    static func canReadAgain(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(.readableAgain, .notice, "\(subject.title) can be read again", about: subject)
    }

    static func flapping(_ subject: Notice.Subject, _ until: WallTime) -> JournalEntry {
        JournalEntry(
            .flapping, .error,
            "Drift came back to \(subject.title) for the third time in 24 hours; nothing is written there until "
                + until.rfc3339,
            about: subject, [JournalField(.hold, HoldReason.flapping.rawValue)])
    }

    static func appeared(_ count: Int, _ first: Notice.Subject) -> JournalEntry {
        let message =
            count == 1
            ? "\(first.title) is new in the account"
            : "\(count) resources are new in the account, the first of them \(first.title)"
        return JournalEntry(.resourceAppeared, .info, message, about: first)
    }

    static func gone(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(.resourceGone, .info, "\(subject.title) is gone from the account", about: subject)
    }

    static func waiverEnded(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(
            .waiverEnded, .notice, "The waiver for \(subject.title) ended; its policy counts again", about: subject)
    }
}
