import ReconcileCore
import ReconcileSystemd

/// What becomes of the password of a hosting account, as the journal says it. No password is in it.
extension JournalEntry {
    static func rotated(
        _ subject: Notice.Subject, _ version: Int, _ access: [String], _ requestID: String?
    ) -> JournalEntry {
        let change = Change.hostingPassword(version: version)
        return JournalEntry(
            .passwordRotated, .notice,
            "The password of \(subject.title) is version \(version) now, for \(HostingAccess.sentence(access))",
            about: subject,
            [
                JournalField(.action, change.action), JournalField(.version, String(version)),
                JournalField(.affectedAccess, access.joined(separator: " ")), JournalField(.claimed, "true"),
                JournalField(.confirmed, "true"), requestID.map { JournalField(.requestID, $0) },
            ])
    }

    static func escrowUnmarked(_ subject: Notice.Subject, _ detail: String) -> JournalEntry {
        JournalEntry(
            .escrowUnmarked, .warning,
            "The escrow of \(subject.title) does not say which version is current: \(detail)", about: subject)
    }

    static func escrowMarked(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(
            .escrowMarked, .info, "The escrow of \(subject.title) says again which version is current", about: subject)
    }

    /// - Parameter candidates: the versions to try, in that order.
    static func passwordUnsettled(
        _ subject: Notice.Subject, _ candidates: [Int], orOneBeforeUs: Bool
    ) -> JournalEntry {
        let all = candidates.map { "version \($0)" } + (orOneBeforeUs ? ["the one from before us"] : [])
        return JournalEntry(
            .passwordUnsettled, .error,
            "It is not known which password \(subject.title) has: try \(all.joined(separator: ", then ")); "
                + "`reconciled rotate \(subject.resource.text) --supersede --reason …` sets a new one",
            about: subject,
            [JournalField(.hold, HoldReason.unverified.rawValue)]
                + candidates.map { JournalField(.version, String($0)) })
    }
}
