import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite(
    "Disks that are full or read-only",
    .enabled(if: SmallDisk.isAvailable, Comment(rawValue: SmallDisk.whyNot)))
struct DiskTests {
    private let disk: SmallDisk
    private let people: People
    private let escrow: EscrowDirectory

    init() throws {
        disk = try SmallDisk(kilobytes: 32)
        people = try People()
        escrow = EscrowDirectory(disk.directory.path("escrow"))
    }

    private func write(version: Int) throws {
        var generator = SystemRandomNumberGenerator()
        _ = try escrow.write(.sample(version: version), for: people.recipients, isSubmitted: false, using: &generator)
    }

    private func refusal(at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> String {
        let error = #expect(throws: EscrowError.self, sourceLocation: location) { try body() }
        return disk.directory.named("\(error?.code ?? "") / \(error?.description ?? "") / \(error?.hint ?? "")")
    }

    @Test("on a full disk nothing half-written stays and all that was there remains; with space again it goes on")
    func full() throws {
        try write(version: 1)
        try escrow.makeCurrent(version: 1, of: ResourceID("acct_01"))
        let filler = disk.directory.path("filler")
        // As much as fits.
        _ = try? Tool.run("/bin/dd", ["if=/dev/zero", "of=\(filler)", "bs=1024"])
        let before = try disk.directory.tree("escrow")
        let full =
            "full / cannot write 'DIR/escrow/acct_01/2.age.unfinished': No space left on device / "
            + "free some space; work goes on by itself"
        #expect(refusal { try write(version: 2) } == full)
        #expect(try disk.directory.tree("escrow") == before)
        try FileManager.default.removeItem(atPath: filler)
        try write(version: 2)
        #expect(try escrow.list().accounts.first?.versions.map(\.number) == [1, 2])
        #expect(try escrow.list().unreadable == [])
    }

    @Test("on a read-only disk every step says so, and what is there can still be listed")
    func readOnly() throws {
        try write(version: 1)
        try disk.makeReadOnly()
        let account = ResourceID("acct_01")
        let hint = "Read-only file system / mount it for writing"
        #expect(
            refusal { try write(version: 2) }
                == "unusable / cannot remove 'DIR/escrow/acct_01/2.age.unfinished': \(hint)")
        #expect(
            refusal { try escrow.makeCurrent(version: 1, of: account) }
                == "unusable / cannot remove 'DIR/escrow/acct_01/current.age.unfinished': \(hint)")
        #expect(
            refusal { try escrow.refuse(version: 1, of: account) }
                == "unusable / cannot put into place 'DIR/escrow/acct_01/1.refused.age': \(hint)")
        #expect(
            refusal { _ = try SealingKeyFile(in: disk.directory.path).make() }
                == "unusable / cannot remove 'DIR/seal.key.unfinished': \(hint)")
        #expect(try escrow.list().accounts.map(\.id) == [account])
        try disk.makeWritable()
        try write(version: 2)
    }
}
