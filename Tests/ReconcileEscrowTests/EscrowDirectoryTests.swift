import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct EscrowDirectoryTests {
    private let directory: TemporaryDirectory
    private let people: People
    private let escrow: EscrowDirectory
    private let account = ResourceID("acct_01")

    init() throws {
        directory = try TemporaryDirectory()
        people = try People()
        escrow = EscrowDirectory(directory.path("escrow"))
    }

    @discardableResult
    private func write(_ record: EscrowRecord = .sample(), isSubmitted: Bool = false) throws -> String {
        var generator = SystemRandomNumberGenerator()
        return try escrow.write(record, for: people.recipients, isSubmitted: isSubmitted, using: &generator)
    }

    private func opened(_ name: String) throws -> String {
        let file = try directory.read("escrow/acct_01/\(name)")
        return String(decoding: try AgeFile.decrypt(file, with: [people.anna]), as: UTF8.self)
    }

    private func json(_ record: EscrowRecord) -> String {
        String(decoding: record.json().bytes, as: UTF8.self)
    }

    /// What an operation says when it fails, and what to do.
    private func refusal(_ body: () throws -> some Any, at location: SourceLocation = #_sourceLocation) -> String {
        let error = #expect(throws: EscrowError.self, sourceLocation: location) { _ = try body() }
        return directory.named("\(error?.description ?? "") / \(error?.hint ?? "")")
    }

    @Test("a version is written for its owner alone, each recipient opens it, and its digest is known again")
    func written() throws {
        let digest = try write()
        #expect(try directory.tree("escrow") == ["acct_01", "acct_01/1.age"])
        #expect(try directory.mode("escrow") == 0o700)
        #expect(try directory.mode("escrow/acct_01") == 0o700)
        #expect(try directory.mode("escrow/acct_01/1.age") == 0o600)
        #expect(try opened("1.age") == json(.sample()))
        let file = try directory.read("escrow/acct_01/1.age")
        #expect(try AgeFile.decrypt(file, with: [people.bo]) == EscrowRecord.sample().json().bytes)
        #expect(try escrow.digest(ofVersion: 1, of: account) == digest)
        #expect(try escrow.digest(ofVersion: 2, of: account) == nil)
        #expect(try escrow.digest(ofVersion: 1, of: ResourceID("acct_02")) == nil)
    }

    @Test("what a crash left of a version that was never submitted is replaced")
    func leftovers() throws {
        try write(.sample(password: "Left0ver"))
        try directory.write([1], to: "escrow/acct_01/1.age.unfinished")
        try write()
        #expect(try opened("1.age") == json(.sample()))
        #expect(try directory.tree("escrow/acct_01") == ["1.age"])
    }

    @Test("a version that may have been submitted is never replaced, and one that is missing is written")
    func submitted() throws {
        try write(.sample(version: 2), isSubmitted: true)
        let before = try directory.read("escrow/acct_01/2.age")
        #expect(
            refusal { try write(.sample(version: 2, password: "0ther"), isSubmitted: true) }
                == "cannot write 'DIR/escrow/acct_01/2.age': it is there already, and is never written over / "
                + "find out what it holds before you move it away; it may be the only copy")
        #expect(try directory.read("escrow/acct_01/2.age") == before)
        #expect(try opened("2.age") == json(.sample(version: 2)))
    }

    @Test("the password in force is not replaced even if the caller says that it was never submitted")
    func inForce() throws {
        try write()
        try escrow.makeCurrent(version: 1, of: account)
        #expect(throws: EscrowError.exists(path: directory.path("escrow/acct_01/1.age"))) {
            try write(.sample(password: "0ther"))
        }
        #expect(try opened("1.age") == json(.sample()))
    }

    @Test("making a version current copies it over the one before, and can be done again from any state in between")
    func current() throws {
        try write()
        try write(.sample(version: 2, password: "Def2"))
        try escrow.makeCurrent(version: 1, of: account)
        #expect(try opened("current.age") == json(.sample()))
        // Cut short before the rename, and after it.
        try directory.write([1, 2], to: "escrow/acct_01/current.age.unfinished")
        for _ in 0..<2 {
            try escrow.makeCurrent(version: 2, of: account)
            #expect(try directory.read("escrow/acct_01/current.age") == directory.read("escrow/acct_01/2.age"))
            #expect(try directory.tree("escrow/acct_01") == ["1.age", "2.age", "current.age"])
        }
        #expect(try directory.mode("escrow/acct_01/current.age") == 0o600)
        #expect(
            refusal { try escrow.makeCurrent(version: 3, of: account) }
                == "cannot use 'DIR/escrow/acct_01/3.age': it is missing / "
                + "bring it back from a copy; `reconciled escrow list` shows what is there")
        #expect(try opened("current.age") == json(.sample(version: 2, password: "Def2")))
    }

    @Test("refusing a version renames it, and can be done again from any state in between")
    func refused() throws {
        try write()
        let file = try directory.read("escrow/acct_01/1.age")
        try escrow.refuse(version: 1, of: account)
        // Done before; then cut short between giving the new name and taking the old.
        try escrow.refuse(version: 1, of: account)
        try FileManager.default.linkItem(
            atPath: directory.path("escrow/acct_01/1.refused.age"), toPath: directory.path("escrow/acct_01/1.age"))
        try escrow.refuse(version: 1, of: account)
        #expect(try directory.tree("escrow/acct_01") == ["1.refused.age"])
        #expect(try directory.read("escrow/acct_01/1.refused.age") == file)
        #expect(throws: EscrowError.missing(path: directory.path("escrow/acct_01/2.age"))) {
            try escrow.refuse(version: 2, of: account)
        }
    }

    @Test("another file is never renamed over a refused one")
    func refusedTwice() throws {
        try write()
        try escrow.refuse(version: 1, of: account)
        try write(.sample(password: "0ther"))
        #expect(throws: EscrowError.exists(path: directory.path("escrow/acct_01/1.refused.age"))) {
            try escrow.refuse(version: 1, of: account)
        }
        #expect(try opened("1.refused.age") == json(.sample()))
        #expect(try opened("1.age") == json(.sample(password: "0ther")))
    }

    @Test(
        "an account's id is one folder's name, whatever is in it",
        arguments: [
            ("acct_01hxa3", "acct_01hxa3"), ("..", "%2E%2E"), (".", "%2E"), ("/", "%2F"),
            ("../../etc", "%2E%2E%2F%2E%2E%2Fetc"),
            ("a b%2F", "a%20b%252F"), ("Å", "%C3%85"), ("a\u{0}", "a%00"), ("-", "-"), ("A", "A"),
        ])
    func folders(id: String, name: String) throws {
        try write(.sample(account: id))
        #expect(try directory.tree("escrow") == [name, "\(name)/1.age"])
        #expect(try escrow.list().accounts.map(\.id) == [ResourceID(id)])
    }

    @Test("an account without an id, or with one that no file system takes, is refused", arguments: [0, 256])
    func folderLimits(count: Int) throws {
        let id = String(repeating: "a", count: count)
        #expect(
            refusal { try write(.sample(account: id)) }
                == "cannot name a folder after the account '\(id)': its id is empty or too long / ")
        try write(.sample(account: String(repeating: "a", count: 255)))
    }

    @Test("the directory may be a link, as systemd makes it, but not a link into nothing")
    func links() throws {
        try directory.makeDirectory("private")
        try directory.link("escrow", to: directory.path("private"))
        try write()
        #expect(try directory.tree("private") == ["acct_01", "acct_01/1.age"])
        try FileManager.default.removeItem(atPath: directory.path("private"))
        #expect(
            refusal { try write() }
                == "cannot read 'DIR/escrow': No such file or directory / "
                + "make the directory above it, or set `escrow.directory`")
    }

    @Test("an account's folder or file that is a link or another kind of thing is refused")
    func insideLinks() throws {
        try directory.makeDirectory("escrow")
        try directory.makeDirectory("elsewhere")
        try directory.link("escrow/acct_01", to: directory.path("elsewhere"))
        #expect(
            refusal { try write() }
                == "cannot read 'DIR/escrow/acct_01': Not a directory / "
                + "something else has the name of a directory here; move it away")
        try FileManager.default.removeItem(atPath: directory.path("escrow/acct_01"))
        try directory.write([1], to: "elsewhere/1.age")
        try directory.makeDirectory("escrow/acct_01")
        try directory.link("escrow/acct_01/1.age", to: directory.path("elsewhere/1.age"))
        #expect(
            refusal { try write() }
                == "cannot use 'DIR/escrow/acct_01/1.age': it is a link / put the file itself there")
        #expect(try directory.read("elsewhere/1.age") == [1])
    }

    @Test("a directory in which others may write is refused, one that others may read is not")
    func modes() throws {
        try directory.makeDirectory("escrow", mode: 0o750)
        try write()
        for (name, mode) in [("escrow", 0o770), ("escrow/acct_01", 0o702)] {
            try directory.setMode(mode, of: name)
            #expect(
                refusal { try write(.sample(version: 2)) }
                    == "cannot use 'DIR/\(name)': others than its owner may write in it / "
                    + "run `chmod go-w 'DIR/\(name)'`")
            try directory.setMode(0o700, of: name)
        }
        #expect(try directory.tree("escrow/acct_01") == ["1.age"])
    }

    @Test("what is above the directory is not made: a disk that is not mounted is no empty escrow")
    func unmounted() throws {
        let escrow = EscrowDirectory(directory.path("mount/escrow"))
        var generator = SystemRandomNumberGenerator()
        #expect(
            refusal {
                try escrow.write(.sample(), for: people.recipients, isSubmitted: false, using: &generator)
            } == "cannot make 'DIR/mount/escrow': No such file or directory / "
                + "make the directory above it, or set `escrow.directory`")
        #expect(try escrow.list() == EscrowListing())
    }

    @Test("a file that does not come back as it was written is an error")
    func notReadBack() throws {
        try directory.write([1, 2], to: "1.age")
        let folder = try OpenDirectory(path: directory.path)
        try EscrowDirectory.compare("1.age", in: folder, with: [1, 2])
        for written: [UInt8] in [[1, 3], [1], [1, 2, 3]] {
            #expect(
                refusal { try EscrowDirectory.compare("1.age", in: folder, with: written) }
                    == "cannot rely on 'DIR/1.age': what was read back is not what was written / "
                    + "check the disk; nothing was sent to the provider")
        }
        #expect(throws: EscrowError.notReadBack(path: directory.path("2.age"))) {
            try EscrowDirectory.compare("2.age", in: folder, with: [])
        }
    }

    @Test("without recipients nothing is written")
    func noRecipients() throws {
        var generator = SystemRandomNumberGenerator()
        #expect(throws: EscrowError.age(.noRecipients)) {
            try escrow.write(.sample(), for: [], isSubmitted: false, using: &generator)
        }
        #expect(!FileManager.default.fileExists(atPath: escrow.path))
    }
}
