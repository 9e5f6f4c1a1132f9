import Foundation
import Testing

/// The manual pages against what they describe.
@Suite struct ManualTests {
    /// What `--experimental-dump-help` of swift-argument-parser prints, as far as it is needed.
    private struct Dump: Decodable {
        var command: Command

        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?
            var arguments: [Argument]?
        }

        struct Argument: Decodable {
            var names: [Name]?
        }

        struct Name: Decodable {
            var kind: String
            var name: String
        }
    }

    static let pages = ["reconciled.8", "reconciled.yaml.5", "reconciled-policy.7", "hostup-simulator.1"]
    private static let folder = SystemdBox.repository.appending(path: "systemd/man")

    private func page(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }

    private func dump(_ program: String) async throws -> Dump.Command {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let path = TestPackages.programs.appending(path: program).path
        let outcome = try await Command.run(path, ["--experimental-dump-help"], scratch: scratch)
        return try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8)).command
    }

    private func longOptions(of command: Dump.Command) -> Set<String> {
        let names = (command.arguments ?? []).flatMap { $0.names ?? [] }
        return Set(names.filter { $0.kind == "long" }.map(\.name))
            .union((command.subcommands ?? []).flatMap(longOptions))
    }

    private func options(in page: String) -> Set<String> {
        Set(page.matches(of: /(?:Fl |\| |, |\n)-([a-z][a-z-]*)/).map { String($0.output.1) })
    }

    @Test("reconciled(8) has every command and every option, and no other")
    func commands() async throws {
        let page = try page("reconciled.8")
        let command = try await dump("reconciled")
        let described = page.matches(of: /\n(?:\.It |\.It Xo\n\.)Cm ([a-z]+)/).map { String($0.output.1) }
        #expect(described == (command.subcommands ?? []).map(\.commandName).sortedAs(described))
        #expect(options(in: page) == longOptions(of: command))
    }

    @Test("hostup-simulator(1) has every option, and no other")
    func simulator() async throws {
        #expect(try options(in: page("hostup-simulator.1")) == longOptions(of: await dump("hostup-simulator")))
    }

    @Test("reconciled(8) has every exit code")
    func exitCodes() throws {
        let section = try #require(try page("reconciled.8").split(separator: ".Sh EXIT STATUS").last)
        #expect(section.matches(of: /\n\.It ([0-9]+)/).map(\.output.1) == ["0", "1", "2", "64", "77", "78"])
    }

    @Test("reconciled.yaml(5) has every key of the configuration with its default, and no other")
    func configuration() throws {
        let schema = try keys(of: "config.schema.json")
        let page = try page("reconciled.yaml.5")
        #expect(
            Set(page.matches(of: /\n\.It Li ([A-Za-z.]+)/).map { String($0.output.1) }) == Set(schema.keys))
        for (key, value) in schema {
            let text = page.split(separator: ".It Li \(key)\n").last?.split(separator: "\n.It ").first ?? ""
            #expect(text.contains("Default:\n.Li \(value ?? "")"), "\(key)")
        }
    }

    @Test("reconciled-policy(7) has every key of a policy with its default")
    func policy() throws {
        let page = try page("reconciled-policy.7")
        for (key, value) in try keys(of: "policy.schema.json") {
            let word = key.split(separator: ".").last ?? ""
            #expect(page.contains(try Regex("Li (?:[A-Za-z.]*\\.)?\(word)(?![A-Za-z])")), "\(key)")
            guard let value else { continue }
            let text = page.split(separator: ".It Li \(key)\n").last?.split(separator: "\n.It Li ").first ?? ""
            #expect(text.contains("Default:\n.Li \(value)"), "\(key)")
        }
    }

    @Test(
        "no page has a mistake of form",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc"), "mandoc is not installed"),
        arguments: pages)
    func form(name: String) async throws {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let page = Self.folder.appending(path: name).path
        let outcome = try await Command.run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", page], scratch: scratch)
        #expect(outcome == .init(exitStatus: 0, output: "", diagnostics: ""))
    }

    /// The keys of a schema that hold a value, as in `api.timeout`, each with its default where it has one.
    private func keys(of schema: String) throws -> [String: String?] {
        let url = SystemdBox.repository.appending(path: "Sources/ReconcilePolicy/Schemas/\(schema)")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
        return keys(in: root, definitions, prefix: "")
    }

    private func keys(
        in schema: [String: Any], _ definitions: [String: [String: Any]], prefix: String
    ) -> [String: String?] {
        var found: [String: String?] = [:]
        for (name, value) in schema["properties"] as? [String: [String: Any]] ?? [:] {
            let definition = (value["$ref"] as? String).flatMap { definitions[String($0.dropFirst("#/$defs/".count))] }
            let choices = [value, definition ?? [:], value["items"] as? [String: Any] ?? [:]]
            let alternatives = choices + choices.flatMap { $0["oneOf"] as? [[String: Any]] ?? [] }
            let inner = alternatives.map { keys(in: $0, definitions, prefix: "\(prefix)\(name).") }
            let all = inner.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            if all.isEmpty { found[prefix + name] = value["default"].map { "\($0)" } } else { found.merge(all) { $1 } }
        }
        return found
    }
}

extension [String] {
    /// The same words in the order of `other`, and the rest behind them, so that a difference is easy to see.
    fileprivate func sortedAs(_ other: [String]) -> [String] {
        other.filter(contains) + filter { !other.contains($0) }
    }
}
