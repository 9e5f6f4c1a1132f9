import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite("New passwords", .timeLimit(.minutes(15)), .enabled(if: KeyHolders.canOpen, KeyHolders.whyNot))
struct PasswordSecretTests {
    @Test("stand in plain text or in another form in nothing that the program leaves, prints or shows")
    func nowhere() async throws {
        try await HostingWorld.with(accounts: 3) { hosting in
            try await hosting.prove()
            try await hosting.simulator.setFaults(
                [.weakPassword, .droppedAfterApply, .wrongAccount, .internalError].map {
                    FaultRule($0, count: 1, kind: .hostingPassword, requests: [.write])
                })
            let scratch = hosting.sandbox.directory.appending(path: "tmp")
            try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
            let service = try hosting.sandbox.start(
                Programs.reconciled, hosting.world.arguments(["run"]), environment: ["TMPDIR": scratch.path])
            try await Patience.wait(for: "every account to have a password of ours", within: .seconds(60)) {
                try await hosting.world.run("status").output.contains("3/3 compliant")
            }
            for account in try await hosting.simulator.report().accounts {
                let rotated = try await hosting.world.run("rotate", account.id, "--reason", "INC-1")
                #expect(rotated.status == 0, "\(rotated.errors)")
            }
            let shown = try ["cmdline", "environ", "comm"].map { name in
                try Data(contentsOf: URL(filePath: "/proc/\(service.pid)/\(name)"))
            }
            // With the write-ahead log as it stands in the middle of work, and again after a good end.
            service.signal(SIGKILL)
            _ = try await service.wait(within: .seconds(10))
            try await hosting.search(shown)
            for command in ["once", "status", "history", "doctor"] { _ = try await hosting.world.run(command) }
            try await hosting.search([])
        }
    }
}

extension HostingWorld {
    /// Looks for every password that was ever made, as only the escrow tells them, in all files and in `shown`.
    fileprivate func search(_ shown: [Data]) async throws {
        var needles: [Data] = []
        for file in versionFiles {
            needles += Self.forms(of: try EscrowRecordDocument(try await people.open(file)).password)
        }
        #expect(versionFiles.count >= 6)
        let contents = sandbox.contents(of: sandbox.directory)
        let account = Data(try #require(try await simulator.report().accounts.first).id.utf8)
        #expect(contents.contains { $0.key.contains("/ledger.db") && $0.value.firstRange(of: account) != nil })
        let places = contents.filter { content in needles.contains { content.value.firstRange(of: $0) != nil } }
        #expect(places.keys.sorted() == [])
        #expect(shown.allSatisfy { content in needles.allSatisfy { content.firstRange(of: $0) == nil } })
    }

    /// A password as it is, backwards, in hexadecimal, and in base64 wherever it may begin in a longer text.
    private static func forms(of password: String) -> [Data] {
        let bytes = Array(password.utf8)
        let hexadecimal = bytes.map { String($0, radix: 16) }.joined()
        let base64 = (0..<3).map { offset in
            let text = Data(Array(repeating: 0, count: offset) + bytes).base64EncodedString()
            // The digits at both ends depend on what stands beside it.
            return String(text.dropFirst(offset == 0 ? 0 : offset + 1).dropLast(4))
        }
        return ([password, String(password.reversed()), hexadecimal, hexadecimal.uppercased()] + base64)
            .map { Data($0.utf8) }
    }
}
