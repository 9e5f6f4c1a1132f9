import Foundation
import ReconcileCore
import Testing
import Yams

@testable import ReconcilePolicy

/// Changes a text here and there, in the way of slips, merges gone wrong and malice.
private struct Mutator {
    private static let pieces = [
        "*", "&a ", "!!str ", "? ", "- ", ": ", "{", "}", "[", "]", ",", "'", "\"", "|", ">", ">-\n", "#", "%", "\n",
        "\n  ",
        "\t", "\r\n", "---\n", "...\n", "<<: ", "name: a\n", "match:\n", "~", "\\", "\u{feff}", "\u{2028}", "\u{0}",
        "é",
        "\u{1f600}", "@", "`", "  ", "*a", "{a: ", "[[", "k: ", "k: k\n",
    ]

    var random: SplitMix64

    mutating func mutate(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...Int.random(in: 0..<6, using: &random) {
            let start = Int.random(in: 0...scalars.count, using: &random)
            let end = min(scalars.count, start + Int.random(in: 0..<12, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                scalars.removeSubrange(start..<end)
            case 1:
                scalars.insert(contentsOf: scalars[start..<end], at: Int.random(in: 0...scalars.count, using: &random))
            default:
                let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
                scalars.insert(contentsOf: piece.unicodeScalars, at: start)
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

/// True where a node that is referred to by name, or has a type of its own, is in the tree.
private func hasAnchorOrTag(_ node: Node) -> Bool {
    if node.anchor != nil { return true }
    switch node {
    case .scalar(let scalar): return !["", "tag:yaml.org,2002:str"].contains(scalar.tag.description)
    case .mapping(let mapping): return mapping.contains { hasAnchorOrTag($0.key) || hasAnchorOrTag($0.value) }
    case .sequence(let sequence): return sequence.contains(where: hasAnchorOrTag)
    case .alias: return true
    }
}

@Suite("any text at all")
struct MutationTests {
    private static let samples = [
        """
        # a comment
        name: a
        resource: vps.sshPasswordLogin
        mode: enforce
        match:
          names: ["web-*", 'db-1']
          tags: {anyOf: [prod], noneOf: [x]}
        desired: {enabled: false, scope: root}
        guards:
          sshKeys: {minimum: 1}
        waivers:
        - match: {ids: [vps_1]}
          until: 2026-11-30T00:00:00Z
          reason: >-
            moved by
            hand
        - {match: all, until: 2026-12-01T00:00:00Z, reason: "INC-123: console"}
        """,
        "api: {baseURL: \"http://[::1]:80/api\", timeout: 1m}\nlog:\n  level: |\n    debug\n  # end\nmetrics: {listen: none}\n",
    ]

    @Test(
        "no change of a text makes the program crash, and what cannot be used is always explained", arguments: 0..<400)
    func neverCrashes(seed: UInt64) {
        var mutator = Mutator(random: SplitMix64(seed: seed))
        for sample in Self.samples {
            let text = mutator.mutate(sample)
            if case .failure(let errors) = PolicyLoader.parse(text: text, file: "a.yaml", now: noon) {
                #expect(errors.diagnostics.contains { $0.severity == .error }, "seed \(seed): \(text)")
            }
            if case .failure(let errors) = ConfigurationLoader.parse(text: text, file: "a.yaml") {
                #expect(errors.diagnostics.contains { $0.severity == .error }, "seed \(seed): \(text)")
            }
        }
    }

    @Test(
        "what the screen lets pass has no aliases, anchors, tags or unseen duplicate keys in it",
        // The last seed once found a duplicate key without a ':' in a flow mapping.
        arguments: Array(0..<400) + [24008])
    func screenAgreesWithTheComposer(seed: UInt64) throws {
        var mutator = Mutator(random: SplitMix64(seed: seed &+ 1_000_000))
        for sample in Self.samples {
            let text = mutator.mutate(sample)
            let problems = FileProblems(file: "a.yaml")
            guard let yaml = YAMLText(text, problems: problems),
                let screened = YAMLScreen.screen(yaml, problems: problems)
            else { continue }
            do {
                let parser = try Parser(yaml: screened.string, resolver: .basic, encoding: .utf8)
                let root = try parser.singleRoot()
                // The parser holds the anchors, which nodes only refer to.
                withExtendedLifetime(parser) {
                    #expect(root.map(hasAnchorOrTag) != true, "seed \(seed): \(text)")
                }
            } catch YamlError.duplicatedKeysInMapping(let keys, _) {
                #expect(text.contains("\\") || keys == [""], "seed \(seed), keys \(keys): \(text)")
            } catch is YamlError {
                // No YAML at all: the composer says so.
            }
        }
    }
}
