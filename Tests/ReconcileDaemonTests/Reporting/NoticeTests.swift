import ReconcileSystemd
import Synchronization
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

/// What a notice is to become.
private struct Sentence: Sendable {
    var notice: Notice
    var id: MessageID
    var priority: JournalEntry.Priority
    var message: String
    /// Beside the names of the subject.
    var fields: [JournalField] = []
}

private let subject = Notice.Subject(
    resource: ResourceID("vps_1"), kind: .sshPasswordLogin, name: "web-3", policy: "login-off")
private let nameless = Notice.Subject(resource: ResourceID("vps_2"), kind: .sshPasswordLogin, name: nil, policy: nil)

private let changes: [Sentence] = [
    Sentence(
        notice: .drifted(subject, wanted: false, code: nil), id: .driftFound, priority: .notice,
        message: "Password login was on at web-3 (vps_1), policy login-off wants it off",
        fields: [JournalField(.verdict, "drifted")]),
    Sentence(
        notice: .drifted(subject, wanted: false, code: "otherUsers"), id: .driftFound, priority: .notice,
        message: "Password login was on at web-3 (vps_1) for users other than root, policy login-off wants it off",
        fields: [JournalField(.verdict, "drifted")]),
    Sentence(
        notice: .driftEnded(subject), id: .driftEnded, priority: .info,
        message: "web-3 (vps_1) is as wanted again, and not by our doing",
        fields: [JournalField(.verdict, "compliant")]),
    Sentence(
        notice: .driftDropped(subject, isReplaced: false), id: .driftEnded, priority: .info,
        message: "web-3 (vps_1) no longer counts as drifted: no policy wants it otherwise any more"),
    Sentence(
        notice: .driftDropped(subject, isReplaced: true), id: .driftEnded, priority: .info,
        message: "web-3 (vps_1) no longer counts as drifted: it is another machine now"),
    Sentence(
        notice: .claimed(subject, enabled: false, requestID: "req_1"), id: .changeClaimed, priority: .info,
        message: "The provider says that password login is off at web-3 (vps_1) now",
        fields: [JournalField(.action, "disable"), JournalField(.claimed, "true"), JournalField(.requestID, "req_1")]),
    Sentence(
        notice: .unverified(subject, message: "Try later."), id: .changeUnverified, priority: .warning,
        message: "The provider does not say that the change at web-3 (vps_1) took: \"Try later.\"; reading it again",
        fields: [JournalField(.claimed, "false")]),
    Sentence(
        notice: .confirmed(subject, enabled: true), id: .changeConfirmed, priority: .notice,
        message: "Password login is on at web-3 (vps_1), confirmed",
        fields: [JournalField(.action, "enable"), JournalField(.confirmed, "true")]),
    Sentence(
        notice: .unconfirmed(subject), id: .changeUnverified, priority: .warning,
        message: "The change at web-3 (vps_1) did not show in any read in time; trying again later",
        fields: [JournalField(.confirmed, "false")]),
    Sentence(
        notice: .refused(
            subject, Problem(status: 409, code: "pending_order", detail: "A pending order blocks this change."),
            requestID: nil),
        id: .writeRefused, priority: .warning,
        message: "The provider refused the change at web-3 (vps_1): \"A pending order blocks this change.\" "
            + "(409, pending_order)",
        fields: [JournalField(.httpStatus, "409")]),
    Sentence(
        notice: .outcomeUnknown(nameless, detail: "No answer within 30 s."), id: .outcomeUnknown, priority: .warning,
        message: "It is not known whether the change at vps_2 took: No answer within 30 s; reading it again"),
    Sentence(
        notice: .rootLoginWeaker(subject, before: "prohibit-password", after: "yes"), id: .rootLoginWeaker,
        priority: .error,
        message: "PermitRootLogin at web-3 (vps_1) is 'yes' after the change and was 'prohibit-password' before: root "
            + "gets in more easily"),
    Sentence(
        notice: .rootLoginRestored(subject, now: "prohibit-password"), id: .rootLoginRestored, priority: .notice,
        message: "PermitRootLogin at web-3 (vps_1) is 'prohibit-password' now: root gets in no more easily than before "
            + "the change"),
]

private let resources: [Sentence] = [
    Sentence(
        notice: .held(subject, Hold(.gate, "A pending order blocks this change.", code: "pending_order")),
        id: .writeHeld, priority: .warning,
        message: "web-3 (vps_1) is held by gate: A pending order blocks this change",
        fields: [JournalField(.hold, "gate")]),
    Sentence(
        notice: .holdEnded(subject, .gate), id: .holdEnded, priority: .info,
        message: "web-3 (vps_1) is no longer held by gate", fields: [JournalField(.hold, "gate")]),
    Sentence(
        notice: .cannotRead(subject, detail: "The guest agent does not answer."), id: .unreadable, priority: .warning,
        message: "web-3 (vps_1) cannot be read: The guest agent does not answer; trying again",
        fields: [JournalField(.verdict, "unknown")]),
    Sentence(
        notice: .canReadAgain(subject), id: .readableAgain, priority: .notice,
        message: "web-3 (vps_1) can be read again"),
    Sentence(
        notice: .flapping(subject, until: .noon), id: .flapping, priority: .error,
        message: "Drift came back to web-3 (vps_1) for the third time in 24 hours; nothing is written there until "
            + "2026-11-21T12:00:00Z",
        fields: [JournalField(.hold, "flapping")]),
    Sentence(
        notice: .appeared(count: 1, first: nameless), id: .resourceAppeared, priority: .info,
        message: "vps_2 is new in the account"),
    Sentence(
        notice: .appeared(count: 50, first: subject), id: .resourceAppeared, priority: .info,
        message: "50 resources are new in the account, the first of them web-3 (vps_1)"),
    Sentence(
        notice: .gone(subject), id: .resourceGone, priority: .info, message: "web-3 (vps_1) is gone from the account"),
    Sentence(
        notice: .waiverEnded(subject), id: .waiverEnded, priority: .notice,
        message: "The waiver for web-3 (vps_1) ended; its policy counts again"),
]

private let fleet: [Sentence] = [
    Sentence(
        notice: .matchesNothing(policy: "login-off", detail: "It matches no server."), id: .policyMatchesNothing,
        priority: .warning, message: "Policy 'login-off' may not mean what it says: It matches no server",
        fields: [JournalField(.policy, "login-off")]),
    Sentence(
        notice: .matchesAgain(policy: "login-off"), id: .policyMatchesAgain, priority: .notice,
        message: "Each part of policy 'login-off' matches something now", fields: [JournalField(.policy, "login-off")]),
    Sentence(
        notice: .policyVanished(policy: "old"), id: .policyVanished, priority: .warning,
        message: "Policy 'old' enforced before and is not there any more; what it changed stays as it is",
        fields: [JournalField(.policy, "old")]),
    Sentence(
        notice: .policyReturned(policy: "old"), id: .policyReturned, priority: .notice,
        message: "Policy 'old' is there again", fields: [JournalField(.policy, "old")]),
    Sentence(
        notice: .limitEased(after: .minutes(10)), id: .limitEased, priority: .info,
        message: "The API has not limited us for 10 min"),
    Sentence(
        notice: .rateLimited(until: .noon), id: .rateLimited, priority: .info,
        message: "The API limits us; nothing is sent until 2026-11-21T12:00:00Z"),
    Sentence(
        notice: .cannotList(detail: "No answer."), id: .apiUnreachable, priority: .warning,
        message: "The account's lists cannot be read: No answer; trying again"),
    Sentence(
        notice: .canListAgain, id: .apiAnswers, priority: .notice,
        message: "The account's lists can be read again"),
    Sentence(
        notice: .unreachable(detail: "connection refused"), id: .apiUnreachable, priority: .warning,
        message: "The API cannot be reached: connection refused; only probes are sent"),
    Sentence(notice: .reachableAgain, id: .apiAnswers, priority: .notice, message: "The API answers again"),
    Sentence(
        notice: .credentialsRefused(detail: "The API refused the token (401)."), id: .credentialsRefused,
        priority: .error, message: "The API refused the token (401); only probes are sent"),
    Sentence(
        notice: .credentialsAccepted, id: .credentialsAccepted, priority: .notice,
        message: "The API takes the token again"),
    Sentence(
        notice: .writesStopped(Hold(.clock, "The clock is 7 min off.")), id: .writesStopped, priority: .warning,
        message: "Nothing is written (clock): The clock is 7 min off", fields: [JournalField(.hold, "clock")]),
    Sentence(
        notice: .writesAllowed(.clock), id: .writesAllowed, priority: .notice,
        message: "Writes are no longer stopped by clock", fields: [JournalField(.hold, "clock")]),
    Sentence(
        notice: .requestsForbidden(RequestFamily(.write, of: .sshPasswordLogin), detail: "Missing scope."),
        id: .apiUnreachable, priority: .error,
        message: "The API does not let this token change servers: Missing scope; asking again every 10 min"),
    Sentence(
        notice: .requestsAllowed(RequestFamily(.list, of: .sshPasswordLogin)), id: .apiAnswers, priority: .notice,
        message: "The API lets this token list servers again"),
]

@Suite("The journal")
struct NoticeTests {
    /// A sink that keeps what it gets.
    private final class Kept: JournalSink {
        private let entries = Mutex<[JournalEntry]>([])

        func write(_ entry: JournalEntry) {
            entries.withLock { $0.append(entry) }
        }

        var all: [JournalEntry] { entries.withLock { $0 } }
    }

    private func written(_ notices: [Notice], ledgerHead: String? = nil) -> [JournalEntry] {
        let sink = Kept()
        var reporter = Reporter(sink)
        notices.forEach { reporter.add($0) }
        reporter.flush(ledgerHead: ledgerHead)
        reporter.flush(ledgerHead: ledgerHead)
        return sink.all
    }

    @Test(
        "every notice has its sentence, its class, its urgency and its fields", arguments: changes + resources + fleet)
    fileprivate func sentences(expected: Sentence) {
        let names: [JournalField] =
            if expected.message.contains("vps_1") {
                [JournalField(.resource, "vps_1"), JournalField(.policy, "login-off")]
            } else if expected.message.contains("vps_2") {
                [JournalField(.resource, "vps_2")]
            } else {
                []
            }
        #expect(
            expected.notice.journalEntry
                == JournalEntry(
                    messageID: expected.id.rawValue, priority: expected.priority, message: expected.message,
                    fields: names + expected.fields))
    }

    @Test("up to five of a kind get a line each, with the ledger's head, and are written once")
    func lines() {
        let notices = (1...5).map {
            Notice.gone(.init(resource: ResourceID("vps_\($0)"), kind: .sshPasswordLogin, name: nil, policy: nil))
        }
        let entries = written(notices + [.canListAgain], ledgerHead: "abc")
        #expect(
            entries.map(\.message) == (1...5).map { "vps_\($0) is gone from the account" }
                + ["The account's lists can be read again"])
        #expect(entries.allSatisfy { $0.fields.last == JournalField(.ledgerHead, "abc") })
    }

    @Test("more than five of a kind fold into one line with a count, which names every resource in its fields")
    func folded() {
        let subjects = (1...14).map {
            Notice.Subject(resource: ResourceID("vps_\($0)"), kind: .sshPasswordLogin, name: nil, policy: "p")
        }
        let notices = subjects.map { Notice.cannotRead($0, detail: "It does not answer.") } + [.reachableAgain]
        let entries = written(notices)
        #expect(
            entries.map(\.message) == [
                "vps_1 cannot be read: It does not answer; trying again (and 13 more of the same kind)",
                "The API answers again",
            ])
        #expect(
            entries.first?.fields.filter { $0.name == .resource }.map(\.value) == (1...14).map { "vps_\($0)" })
        #expect(entries.first?.fields.filter { $0.name == .policy } == [JournalField(.policy, "p")])
    }

    @Test("holds fold by their reason, as one line must not stand for two causes")
    func foldedByReason() {
        let gates = (1...6).map { number in
            Notice.held(
                .init(resource: ResourceID("vps_\(number)"), kind: .sshPasswordLogin, name: nil, policy: nil),
                Hold(.gate, "Order."))
        }
        let keys = Notice.held(nameless, Hold(.sshKeys, "No key."))
        #expect(
            written(gates + [keys]).map(\.message) == [
                "vps_1 is held by gate: Order (and 5 more of the same kind)", "vps_2 is held by sshKeys: No key",
            ])
    }

    @Test("a folded line stays within what journald takes")
    func bounded() {
        let notices = (1...2000).map {
            Notice.gone(.init(resource: ResourceID("vps_\($0)"), kind: .sshPasswordLogin, name: nil, policy: nil))
        }
        #expect(written(notices).first?.fields.count == Reporter.mostResourcesNamed)
    }
}
