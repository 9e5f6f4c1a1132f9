import Foundation
import Testing

@testable import ReconcileStore

@Suite("the state directory and its lock")
struct StateDirectoryTests {
    private let root = FileManager.default.temporaryDirectory.path + "/reconciled-store-" + UUID().uuidString

    @Test("missing directories are made for the owner only, the escrow beside the state")
    func creates() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let directory = try StateDirectory(path: root + "/deep/state/")
        #expect(directory.path == root + "/deep/state")
        #expect(directory.escrow == root + "/deep/state-escrow")
        try directory.create()
        try directory.create()
        for path in [directory.path, directory.escrow] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o700)
        }
    }

    @Test(
        "an escrow and a state that lie in one another are refused, also through dots",
        arguments: ["/a/state/escrow", "/a/state", "/a", "/a/b/../state/deep/escrow"])
    func refusesEscrowInside(escrow: String) throws {
        #expect(throws: StoreError.self) { try StateDirectory(path: root + "/a/state", escrow: root + escrow) }
    }

    @Test("an escrow that is inside the state through a link is refused")
    func refusesLinkedEscrow() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/state", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: root + "/elsewhere", withDestinationPath: root + "/state")
        let error = #expect(throws: StoreError.self) {
            try StateDirectory(path: root + "/state", escrow: root + "/elsewhere/escrow")
        }
        #expect(error == .escrowNotApart(escrow: root + "/elsewhere/escrow", state: root + "/state"))
    }

    @Test(
        "a state that is called like the escrow of another is refused, as of reconciled@shop-escrow",
        arguments: ["/shop-escrow", "/shop-escrow/"])
    func refusesNameOfEscrow(name: String) {
        let error = #expect(throws: StoreError.self) { try StateDirectory(path: root + name) }
        #expect(error == .namedAsEscrow(state: root + "/shop-escrow"))
    }

    @Test("a name that only begins alike is no directory inside")
    func acceptsSimilarNames() throws {
        #expect(try StateDirectory(path: root + "/state", escrow: root + "/state2").escrow == root + "/state2")
    }

    @Test("a file where a directory should be is refused")
    func refusesFile() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: root + "/state"))
        let directory = try StateDirectory(path: root + "/state")
        #expect(throws: StoreError.unusable(file: root + "/state", detail: "it is not a directory")) {
            try directory.create()
        }
    }

    @Test("a second holder is refused and told the first one's process id; when the first lets go, it gets the lock")
    func lockContends() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let directory = try StateDirectory(path: root + "/state")
        try directory.create()
        var first: StateLock? = try StateLock.acquire(in: directory)
        let pid = ProcessInfo.processInfo.processIdentifier
        #expect(first != nil)
        let error = #expect(throws: StoreError.self) { try StateLock.acquire(in: directory) }
        #expect(error == .locked(path: directory.path + "/lock", pid: pid))
        #expect(error?.description == "cannot lock '\(directory.path)/lock': process \(pid) holds it")
        first = nil
        _ = try StateLock.acquire(in: directory)
    }

    @Test("a lock file left by a process that is gone holds nobody up")
    func staleLockFile() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let directory = try StateDirectory(path: root + "/state")
        try directory.create()
        try Data("123456789 and more than a number\n".utf8).write(to: URL(fileURLWithPath: directory.lock))
        let lock = try StateLock.acquire(in: directory)
        try withExtendedLifetime(lock) {
            let text = try String(contentsOfFile: directory.lock, encoding: .utf8)
            #expect(text == "\(ProcessInfo.processInfo.processIdentifier)\n")
        }
    }
}
