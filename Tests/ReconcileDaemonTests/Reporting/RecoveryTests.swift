import Foundation
import ReconcileSystemd
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

private let subject = Notice.Subject(
    resource: ResourceID("vps_1"), kind: .sshPasswordLogin, name: "web-3", policy: "login-off")
private let family = RequestFamily(.read, of: .sshPasswordLogin)
private let hold = Hold(.gate, "An order.")

extension Notice {
    /// One of each.
    fileprivate static let samples: [Notice] = [
        .drifted(subject, wanted: false, code: nil), .driftEnded(subject), .driftDropped(subject, isReplaced: true),
        .claimed(subject, enabled: false, requestID: nil), .unverified(subject, message: nil),
        .confirmed(subject, enabled: false), .unconfirmed(subject),
        .rotated(subject, version: 1, affectedAccess: ["ftp"], requestID: nil),
        .escrowUnmarked(subject, detail: "A disk."), .escrowMarked(subject),
        .passwordUnsettled(subject, candidates: [1], orOneBeforeUs: false),
        .refused(subject, Problem(status: 409), requestID: nil), .outcomeUnknown(subject, detail: "No answer."),
        .held(subject, hold), .holdEnded(subject, .gate), .cannotRead(subject, detail: "No agent."),
        .canReadAgain(subject), .flapping(subject, until: .noon),
        .rootLoginWeaker(subject, before: "no", after: "yes"), .rootLoginRestored(subject, now: "no"),
        .appeared(count: 1, first: subject), .gone(subject), .waiverEnded(subject),
        .matchesNothing(policy: "p", detail: "It matches no server."), .matchesAgain(policy: "p"),
        .policyVanished(policy: "p"), .policyReturned(policy: "p"), .rateLimited(until: .noon),
        .limitEased(after: .minutes(10)), .cannotList(detail: "No answer."), .canListAgain,
        .unreachable(detail: "No answer."), .reachableAgain, .credentialsRefused(detail: "No."), .credentialsAccepted,
        .writesStopped(hold), .writesAllowed(.gate), .requestsForbidden(family, detail: "No."),
        .requestsAllowed(family),
    ]

    /// What ends the trouble that a notice tells of; `nil` where it tells of none. A resource that goes, or whose policy
    /// does, ends all that was said of it.
    fileprivate var recoveries: [Notice]? {
        switch self {
        case .drifted:
            [
                .confirmed(subject, enabled: false), .driftEnded(subject), .driftDropped(subject, isReplaced: false),
                .gone(subject),
            ]
        case .unverified, .unconfirmed, .refused, .outcomeUnknown:
            [
                .confirmed(subject, enabled: false), .driftEnded(subject), .driftDropped(subject, isReplaced: false),
                .rotated(subject, version: 1, affectedAccess: ["ftp"], requestID: nil),
            ]
        case .passwordUnsettled: [.rotated(subject, version: 2, affectedAccess: ["ftp"], requestID: nil)]
        case .escrowUnmarked: [.escrowMarked(subject)]
        case .held, .flapping:
            [
                .holdEnded(subject, .gate), .confirmed(subject, enabled: false), .driftEnded(subject),
                .driftDropped(subject, isReplaced: false),
            ]
        case .cannotRead: [.canReadAgain(subject), .gone(subject)]
        case .rootLoginWeaker: [.rootLoginRestored(subject, now: "no"), .gone(subject)]
        case .matchesNothing: [.matchesAgain(policy: "p")]
        case .policyVanished: [.policyReturned(policy: "p")]
        case .rateLimited: [.limitEased(after: .minutes(10))]
        case .cannotList: [.canListAgain]
        case .unreachable: [.reachableAgain]
        case .credentialsRefused: [.credentialsAccepted]
        case .writesStopped: [.writesAllowed(.gate)]
        case .requestsForbidden: [.requestsAllowed(family)]
        case .driftEnded, .driftDropped, .claimed, .confirmed, .rotated, .escrowMarked, .holdEnded, .canReadAgain,
            .rootLoginRestored, .appeared, .gone, .waiverEnded, .matchesAgain, .policyReturned, .limitEased,
            .canListAgain, .reachableAgain, .credentialsAccepted, .writesAllowed, .requestsAllowed:
            nil
        }
    }
}

extension MessageID {
    /// The classes that end what an entry of this class tells of; `nil` where that is no trouble.
    fileprivate var recoveries: [MessageID]? {
        switch self {
        case .driftFound: [.changeConfirmed, .driftEnded, .resourceGone]
        case .changeUnverified, .writeRefused, .outcomeUnknown: [.changeConfirmed, .driftEnded, .passwordRotated]
        case .passwordUnsettled: [.passwordRotated]
        case .escrowUnmarked: [.escrowMarked]
        case .writeHeld, .flapping: [.holdEnded, .changeConfirmed, .driftEnded]
        case .unreadable: [.readableAgain, .resourceGone]
        case .apiUnreachable: [.apiAnswers]
        case .rateLimited: [.limitEased]
        case .credentialsRefused: [.credentialsAccepted]
        case .reloadRefused, .fileWarning: [.policiesReloaded]
        case .policyMatchesNothing: [.policyMatchesAgain]
        case .policyVanished: [.policyReturned]
        case .writesStopped, .invariantBroken: [.writesAllowed]
        case .rootLoginWeaker: [.rootLoginRestored, .resourceGone]
        case .filesInvalid, .tokenUnusable, .stateHeld, .stateTooNew, .stateUnusable, .failed, .notServed: [.started]
        case .driftEnded, .changeClaimed, .changeConfirmed, .passwordRotated, .escrowMarked, .holdEnded,
            .readableAgain, .apiAnswers, .credentialsAccepted, .policiesReloaded, .writesAllowed, .dailySummary,
            .started, .stopping, .resourceAppeared, .resourceGone, .waiverEnded, .limitEased, .rootLoginRestored,
            .policyMatchesAgain, .policyReturned:
            nil
        }
    }
}

@Suite("Trouble and its end in the journal")
struct RecoveryTests {
    @Test("the samples leave no notice out")
    func samples() throws {
        let source = try RepositoryFiles.text("Sources/ReconcileCore/Engine/Notice.swift")
        let cases = source.matches(of: /\n    case ([a-zA-Z]+)/).map { String($0.output.1) }
        let names = Notice.samples.map { "\($0)".prefix { $0.isLetter } }.map(String.init)
        #expect(Set(names) == Set(cases))
    }

    @Test("every line of trouble has a line that ends it, and no other line has", arguments: Notice.samples)
    fileprivate func recovers(notice: Notice) throws {
        let entry = notice.journalEntry
        let isTrouble = entry.priority.rawValue <= JournalEntry.Priority.warning.rawValue
        if isTrouble { try #require(notice.recoveries?.isEmpty == false, "\(entry.message)") }
        for recovery in notice.recoveries ?? [] {
            let end = recovery.journalEntry
            #expect(end.priority.rawValue > JournalEntry.Priority.warning.rawValue, "\(end.message)")
            #expect(recovery.recoveries == nil, "\(end.message)")
            let ends = try #require(entry.messageID.flatMap(MessageID.init)?.recoveries, "\(entry.message)")
            #expect(try ends.contains(#require(end.messageID.flatMap(MessageID.init))), "\(end.message)")
        }
    }

    @Test("what ends trouble of a class is no trouble itself", arguments: MessageID.allCases)
    func classes(id: MessageID) {
        for recovery in id.recoveries ?? [] { #expect(recovery.recoveries == nil) }
    }
}
