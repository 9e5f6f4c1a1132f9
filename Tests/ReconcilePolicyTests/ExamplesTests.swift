import Foundation
import ReconcileCore
import ReconcilePolicy
import Testing

@Suite("the files that are shipped")
struct ExamplesTests {
    private let policies = RepositoryFiles.root.appendingPathComponent("policies").path

    @Test("every example policy is valid, draws no warning and only observes")
    func examples() throws {
        let loaded = try PolicyLoader.load(directories: [PolicyDirectory(policies, isNamed: true)], now: noon).get()
        let names = try FileManager.default.contentsOfDirectory(atPath: policies).sorted()
        #expect(loaded.files == names.map { "\(policies)/\($0)" })
        #expect(loaded.warnings == [])
        #expect(loaded.policies.count == names.count)
        #expect(loaded.policies.allSatisfy { $0.mode == .observe })
    }

    @Test("every example that enforces instead is still valid")
    func enforcing() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: policies) {
            let text = try RepositoryFiles.text("policies/\(name)")
                .replacingOccurrences(of: "\nmode: observe", with: "\nmode: enforce")
            let loaded = try PolicyLoader.parse(text: text, file: name, now: noon).get()
            #expect(loaded.policies.map(\.mode) == [.enforce])
        }
    }

    @Test("the shipped configuration says nothing, and with every key uncommented it says the defaults")
    func shippedConfiguration() throws {
        let text = try RepositoryFiles.text("systemd/reconciled.yaml")
        let asShipped = try ConfigurationLoader.parse(text: text, file: "reconciled.yaml").get()
        #expect(asShipped.configuration == Configuration())

        let uncommented = Self.uncommented(text)
        let loaded = try ConfigurationLoader.parse(text: uncommented, file: "reconciled.yaml").get()
        #expect(loaded.configuration == Configuration())
        #expect(
            Self.keys(uncommented) == [
                "api", "baseURL", "tokenFile", "timeout", "pacing", "share", "ceiling", "concurrency", "inventory",
                "every", "brake", "changesPerDay", "escrow", "directory", "control", "socket", "metrics", "listen",
                "log", "level",
            ])
    }

    /// A `#` directly before a key, or before the two blanks that indent one, is taken away.
    private static func uncommented(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") && (!line.hasPrefix("# ") || line.hasPrefix("#  ")) ? line.dropFirst() : line
        }
        return lines.joined(separator: "\n")
    }

    private static func keys(_ text: String) -> [String] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.split(separator: ":").first.map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }
}
