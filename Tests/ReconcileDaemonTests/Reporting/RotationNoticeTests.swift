import ReconcileSystemd
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What the journal says of passwords")
struct RotationNoticeTests {
    private let subject = Notice.Subject(
        resource: ResourceID("acct_1"), kind: .hostingPassword, name: "shop.example.com", policy: "quarterly")
    private let names = [JournalField(.resource, "acct_1"), JournalField(.policy, "quarterly")]

    @Test("a new password names its version and all that opens with it")
    func rotated() {
        let access = ["controlPanel", "ftp", "sftp", "ssh", "webmail"]
        let entry = Notice.rotated(subject, version: 3, affectedAccess: access, requestID: "req_1").journalEntry
        #expect(
            entry
                == JournalEntry(
                    messageID: MessageID.passwordRotated.rawValue, priority: .notice,
                    message:
                        "The password of shop.example.com (acct_1) is version 3 now, for control panel, FTP, SFTP, "
                        + "SSH and webmail",
                    fields: names + [
                        JournalField(.action, "rotate"), JournalField(.version, "3"),
                        JournalField(.affectedAccess, "controlPanel ftp sftp ssh webmail"),
                        JournalField(.claimed, "true"), JournalField(.confirmed, "true"),
                        JournalField(.requestID, "req_1"),
                    ]))
    }

    @Test(
        "a password that nobody knows is an error that names the versions to try and what to do",
        arguments: [true, false])
    func unsettled(orOneBeforeUs: Bool) {
        let notice = Notice.passwordUnsettled(subject, candidates: [2, 1], orOneBeforeUs: orOneBeforeUs)
        let others = orOneBeforeUs ? ", then the one from before us" : ""
        #expect(
            notice.journalEntry
                == JournalEntry(
                    messageID: MessageID.passwordUnsettled.rawValue, priority: .error,
                    message:
                        "It is not known which password shop.example.com (acct_1) has: try version 2, then version "
                        + "1\(others); `reconciled rotate acct_1 --supersede --reason …` sets a new one",
                    fields: names + [
                        JournalField(.hold, "unverified"), JournalField(.version, "2"), JournalField(.version, "1"),
                    ]))
    }

    @Test("a lost answer is followed by the same password, not by a read")
    func lost() {
        #expect(
            Notice.outcomeUnknown(subject, detail: "No answer.").journalEntry.message
                == "It is not known whether the change at shop.example.com (acct_1) took: No answer; sending the same "
                + "again")
    }

    @Test("what is forbidden is named for each kind, with the scopes in the API's refusal")
    func forbidden() {
        let detail = "The API refused the write (403 forbidden); it takes the scopes write:hosting and console:services"
        let family = RequestFamily(.write, of: .hostingPassword)
        #expect(
            Notice.requestsForbidden(family, detail: detail).journalEntry.message
                == "The API does not let this token change hosting accounts: \(detail); asking again every 10 min")
        #expect(
            Notice.requestsAllowed(RequestFamily(.list, of: .hostingPassword)).journalEntry.message
                == "The API lets this token list hosting accounts again")
    }
}
