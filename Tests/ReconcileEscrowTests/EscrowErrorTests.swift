import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct EscrowErrorTests {
    /// One of each.
    private static let all: [EscrowError] = [
        .passwordLength(7), .noPassword(length: 8, tries: 100), .notASealingKey(credential: "c"),
        .cannotSeal(account: ResourceID("a"), version: 1, reason: "r"),
        .unknownSealFormat(account: ResourceID("a"), version: 1), .sealBroken(account: ResourceID("a"), version: 1),
        .insecure(path: "p", problem: "x", hint: "h"), .damaged(path: "p", problem: "x"), .exists(path: "p"),
        .missing(path: "p"), .notReadBack(path: "p"), .unusableAccount(ResourceID("a")),
        .file(attempt: .sync, path: "p", code: 5), .file(attempt: .write, path: "p", code: 28), .age(.noRecipients),
        .unusableCommand(problem: "x"), .recordTooLarge(byteCount: 5000),
        .commandCannotStart(program: "p", code: 2), .commandFailed(program: "p", ending: "e"),
        .commandOverdue(program: "p", limit: .seconds(30)),
    ]

    @Test("each error has a label of its own, and a text in lower case without a final stop")
    func texts() {
        #expect(Set(Self.all.map(\.code)).count == Self.all.count)
        for text in Self.all.flatMap({ [$0.description, $0.hint ?? "none"] }) {
            #expect(text.first?.isLowercase == true && text.last != ".", "\(text)")
        }
    }
}
