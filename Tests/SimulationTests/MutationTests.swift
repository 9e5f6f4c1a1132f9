import Foundation
import Testing

/// The mistakes that `mutants.py` makes on purpose, each a patch, to see whether the simulation finds it.
@Suite("mistakes made on purpose")
struct MutationTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// By name, in order; empty where they cannot be listed, which a test of its own notices.
    static let patches: [String] = {
        let folder = root.appendingPathComponent("Tests/SimulationTests/Mutations").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".patch") }.sorted()
    }()

    /// One for each class of mistake that such a service has died of elsewhere.
    @Test("there are enough of them")
    func enough() {
        #expect(Self.patches.count >= 40)
    }

    @Test("each says in a sentence what is wrong, and still applies", arguments: patches)
    func applies(name: String) throws {
        let patch = Self.root.appendingPathComponent("Tests/SimulationTests/Mutations/\(name)")
        let lines = try String(contentsOf: patch, encoding: .utf8).split(separator: "\n")
        #expect(lines.first?.hasSuffix(".") == true && lines.dropFirst().first?.hasPrefix("diff --git ") == true)
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "apply", "--check", patch.path]
        git.currentDirectoryURL = Self.root
        let complaints = Pipe()
        git.standardError = complaints
        try git.run()
        let said = complaints.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        #expect(git.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
