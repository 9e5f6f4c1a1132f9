import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct EscrowListingTests {
    private let directory: TemporaryDirectory
    private let people: People
    private let escrow: EscrowDirectory

    init() throws {
        directory = try TemporaryDirectory()
        people = try People()
        escrow = EscrowDirectory(directory.path("escrow"))
    }

    private func write(_ account: String, version: Int, for recipients: [AgeRecipient]? = nil) throws {
        var generator = SystemRandomNumberGenerator()
        _ = try escrow.write(
            .sample(account: account, version: version), for: recipients ?? people.recipients, isSubmitted: false,
            using: &generator)
    }

    @Test("accounts, versions, the refused and the current one are listed in order, with recipients and sizes")
    func list() throws {
        for version in [10, 9, 11] { try write("b", version: version) }
        try write("a/b", version: 1, for: [people.anna.recipient])
        try escrow.refuse(version: 10, of: ResourceID("b"))
        try escrow.makeCurrent(version: 11, of: ResourceID("b"))
        // What a crash leaves, and files of others beside the folders.
        try directory.write([], to: "escrow/b/12.age.unfinished")
        try directory.write([], to: "escrow/ledger-head")
        func version(_ number: Int, recipients: Int = 2, isRefused: Bool = false, isCurrent: Bool = false) throws
            -> EscrowListing.Version
        {
            let folder = recipients == 1 ? "a%2Fb" : "b"
            let file = try directory.read("escrow/\(folder)/\(number)\(isRefused ? ".refused" : "").age")
            return EscrowListing.Version(
                number: number, isRefused: isRefused, isCurrent: isCurrent, recipientCount: recipients,
                byteCount: file.count)
        }
        let listing = try escrow.list()
        #expect(
            listing.accounts == [
                .init(id: ResourceID("a/b"), versions: [try version(1, recipients: 1)]),
                .init(
                    id: ResourceID("b"),
                    versions: [
                        try version(9), try version(10, isRefused: true), try version(11, isCurrent: true),
                    ]),
            ])
        #expect(listing.unreadable == [])
        #expect(listing.accounts.map(\.newest) == [1, 11])
    }

    @Test("what should not be there, or is no file of age, is named with the reason and hides nothing else")
    func unreadable() throws {
        try write("a", version: 1)
        try escrow.makeCurrent(version: 1, of: ResourceID("a"))
        try directory.write("age?".utf8, to: "escrow/a/2.age")
        for name in ["03.age", "0.age", "-1.age", "x.age", "1.age.bak", "4.refused"] {
            try directory.write([], to: "escrow/a/\(name)")
        }
        try directory.link("escrow/a/5.age", to: directory.path("escrow/a/1.age"))
        try directory.makeDirectory("escrow/a/6.age")
        try directory.makeDirectory("escrow/lost+found")
        try directory.makeDirectory("escrow/%2e")
        let listing = try escrow.list()
        #expect(listing.accounts.map(\.newest) == [1])
        #expect(
            listing.unreadable.map { directory.named("\($0.path): \($0.reason)") } == [
                "DIR/escrow/%2e: this is no account's folder",
                "DIR/escrow/a/-1.age: this is no version's file",
                "DIR/escrow/a/0.age: this is no version's file",
                "DIR/escrow/a/03.age: this is no version's file",
                "DIR/escrow/a/1.age.bak: this is no version's file",
                "DIR/escrow/a/2.age: the header is not as age writes it: it is cut short",
                "DIR/escrow/a/4.refused: this is no version's file",
                "DIR/escrow/a/5.age: cannot use 'DIR/escrow/a/5.age': it is a link",
                "DIR/escrow/a/6.age: cannot use 'DIR/escrow/a/6.age': it is not a file",
                "DIR/escrow/a/x.age: this is no version's file",
                "DIR/escrow/lost+found: this is no account's folder",
            ])
    }

    @Test("a 'current.age' that is a copy of no version is named")
    func strayCurrent() throws {
        try write("a", version: 1)
        try escrow.makeCurrent(version: 1, of: ResourceID("a"))
        try write("a", version: 2)
        try FileManager.default.removeItem(atPath: directory.path("escrow/a/1.age"))
        let listing = try escrow.list()
        #expect(listing.accounts.first?.versions.map(\.isCurrent) == [false])
        #expect(
            listing.unreadable.map { directory.named("\($0.path): \($0.reason)") } == [
                "DIR/escrow/a/current.age: it is a copy of no version that is here"
            ])
    }
}
