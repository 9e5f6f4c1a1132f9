import ReconcileCore
import ReconcileSystemd

/// What drift and a change to a resource look like in the journal.
extension JournalEntry {
    static func drifted(_ subject: Notice.Subject, _ wanted: Bool, _ code: String?) -> JournalEntry {
        let whose = code == "otherUsers" ? " for users other than root" : ""
        let policy = subject.policy.map { "policy \($0)" } ?? "somebody"
        return JournalEntry(
            .driftFound, .notice,
            "Password login was \((!wanted).onOff) at \(subject.title)\(whose), \(policy) wants it \(wanted.onOff)",
            about: subject, [JournalField(.verdict, "drifted")])
    }

    static func driftEnded(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(
            .driftEnded, .info, "\(subject.title) is as wanted again, and not by our doing", about: subject,
            [JournalField(.verdict, "compliant")])
    }

    static func driftDropped(_ subject: Notice.Subject, isReplaced: Bool) -> JournalEntry {
        let reason = isReplaced ? "it is another machine now" : "no policy wants it otherwise any more"
        return JournalEntry(
            .driftEnded, .info, "\(subject.title) no longer counts as drifted: \(reason)", about: subject)
    }

    static func claimed(_ subject: Notice.Subject, _ enabled: Bool, _ requestID: String?) -> JournalEntry {
        JournalEntry(
            .changeClaimed, .info, "The provider says that password login is \(enabled.onOff) at \(subject.title) now",
            about: subject, [.action(enabled), JournalField(.claimed, "true"), .requestID(requestID)])
    }

    static func unverified(_ subject: Notice.Subject, _ said: String?) -> JournalEntry {
        JournalEntry(
            .changeUnverified, .warning,
            "The provider does not say that the change at \(subject.title) took\(quoted(said)); reading it again",
            about: subject, [JournalField(.claimed, "false")])
    }

    static func confirmed(_ subject: Notice.Subject, _ enabled: Bool) -> JournalEntry {
        JournalEntry(
            .changeConfirmed, .notice, "Password login is \(enabled.onOff) at \(subject.title), confirmed",
            about: subject, [.action(enabled), JournalField(.confirmed, "true")])
    }

    static func unconfirmed(_ subject: Notice.Subject) -> JournalEntry {
        JournalEntry(
            .changeUnverified, .warning,
            "The change at \(subject.title) did not show in any read in time; trying again later", about: subject,
            [JournalField(.confirmed, "false")])
    }

    static func refused(_ subject: Notice.Subject, _ problem: Problem, _ requestID: String?) -> JournalEntry {
        let code = problem.code.map { ", \($0)" } ?? ""
        return JournalEntry(
            .writeRefused, .warning,
            "The provider refused the change at \(subject.title)\(quoted(problem.detail)) (\(problem.status)\(code))",
            about: subject, [JournalField(.httpStatus, String(problem.status)), .requestID(requestID)])
    }

    static func outcomeUnknown(_ subject: Notice.Subject, _ detail: String) -> JournalEntry {
        let finding =
            switch subject.kind {
            case .sshPasswordLogin: "reading it again"
            case .hostingPassword: "sending the same again"
            }
        return JournalEntry(
            .outcomeUnknown, .warning,
            "It is not known whether the change at \(subject.title) took: \(detail.trimmedStop); \(finding)",
            about: subject)
    }

    static func rootLoginWeaker(_ subject: Notice.Subject, _ before: String, _ after: String) -> JournalEntry {
        JournalEntry(
            .rootLoginWeaker, .error,
            "PermitRootLogin at \(subject.title) is '\(after)' after the change and was '\(before)' before: root gets "
                + "in more easily",
            about: subject)
    }

    static func rootLoginRestored(_ subject: Notice.Subject, _ value: String) -> JournalEntry {
        JournalEntry(
            .rootLoginRestored, .notice,
            "PermitRootLogin at \(subject.title) is '\(value)' now: root gets in no more easily than before the change",
            about: subject)
    }

    private static func quoted(_ said: String?) -> String {
        said.map { ": \"\($0)\"" } ?? ""
    }
}

extension JournalField {
    fileprivate static func action(_ enabled: Bool) -> JournalField {
        JournalField(.action, Change.sshPasswordLogin(enabled: enabled).action)
    }

    fileprivate static func requestID(_ text: String?) -> JournalField? {
        text.map { JournalField(.requestID, $0) }
    }
}

extension Bool {
    var onOff: String { self ? "on" : "off" }
}
