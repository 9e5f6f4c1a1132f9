import ReconcileCore
import Testing
import Yams

@testable import ReconcilePolicy

private let valid = """
    name: a
    resource: vps.sshPasswordLogin
    mode: observe
    match: all
    desired: {enabled: false}

    """

/// Lists in lists down to `depth`, the file's own mapping included.
private func nested(_ depth: Int, open: String, close: String) -> String {
    let levels = depth - 1
    return "\(valid)deep: \(String(repeating: open, count: levels))x\(String(repeating: close, count: levels))\n"
}

/// What the screen says, and whether it lets the text pass.
private func screen(_ text: String) -> (passes: Bool, problems: FileProblems) {
    let problems = FileProblems(file: "a.yaml")
    guard let yaml = YAMLText(text, problems: problems) else { return (false, problems) }
    return (YAMLScreen.screen(yaml, problems: problems) != nil, problems)
}

@Suite("screening YAML before it is composed")
struct YAMLScreenTests {
    @Test("an alias bomb is refused at its first alias, in no time")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        // As a key it would be hashed, and so expanded, by the composer itself.
        text += "? *a9\n: x\n"
        let clock = ContinuousClock()
        let start = clock.now
        let said = policyDiagnostics(text).split(separator: "\n")
        // Expanded it would have 3 billion entries; a loaded machine still screens one KiB well within this.
        #expect(clock.now - start < .seconds(5))
        #expect(said.count == 101)
        #expect(
            said.prefix(4).joined(separator: "\n") == """
                10-ssh.yaml:1:5: error: anchors are not allowed
                  hint: text that begins with '&' stands in quotes
                10-ssh.yaml:2:5: error: anchors are not allowed
                  hint: text that begins with '&' stands in quotes
                """)
    }

    @Test("32 levels may be nested, 33 may not, however they are written")
    func depth() {
        #expect(!policyDiagnostics(nested(32, open: "[", close: "]")).contains("nested"))
        #expect(
            policyDiagnostics(nested(33, open: "[", close: "]"))
                == "10-ssh.yaml:6:38: error: nested deeper than 32 levels")
        #expect(
            policyDiagnostics(nested(33, open: "{a: ", close: "}"))
                == "10-ssh.yaml:6:131: error: nested deeper than 32 levels")
        let list = "deep:\n" + String(repeating: "- ", count: 32) + "x\n"
        #expect(policyDiagnostics(list) == "10-ssh.yaml:2:63: error: nested deeper than 32 levels")
        let lines = (0...32).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
        #expect(policyDiagnostics(lines) == "10-ssh.yaml:33:34: error: nested deeper than 32 levels")
    }

    @Test(
        "any depth is refused without using up the stack", arguments: [3000, 100_000],
        [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")])
    func greatDepth(depth: Int, brackets: (open: String, close: String)) {
        let text = String(repeating: brackets.open, count: depth) + String(repeating: brackets.close, count: depth)
        #expect(policyDiagnostics(text).contains("error:"))
    }

    @Test("ten megabytes are refused before anything is read of them")
    func tenMegabytes() {
        #expect(
            policyDiagnostics(String(repeating: "a: b\n", count: 2_000_000)) == """
                10-ssh.yaml:1:1: error: larger than 1 MiB
                  hint: is this the right file?
                """)
    }

    @Test("a megabyte of duplicate keys is read once")
    func manyDuplicates() {
        let text = String(repeating: "name: a\n", count: 100_000)
        #expect(policyDiagnostics(text).hasPrefix("10-ssh.yaml:2:1: error: duplicate key 'name'\n"))
    }

    @Test(
        "indicators inside text, comments and blocks are none",
        arguments: [
            "a: b*c &d !e",
            "a: \"*b\" # *c &d !e",
            "a: '*b '' &c: d'",
            "a: \"\\\"*b\"",
            "a: b\n  *c\n  &d",
            "a: |\n  *b\n  &c: d\n\n  !e\nf: g",
            "a: >2-\n   *b\n  &c\nf: g",
            "a: |\n    \n   \n    *b\nf: g",
            "a:\n- |\n *b\n- c",
            "- - |\n   *b\n  - c",
            "a: [b*, c&d, 'e', \"*f\", g:h]",
            "a: http://*.example.com/?b&c#d",
            "a: b#*c",
            "a: -b\nc: ?d\ne: :f",
            "a: b\u{2028}c: d",
        ])
    func noIndicators(text: String) throws {
        #expect(screen(text).problems.diagnostics == [])
        #expect(try Yams.compose(yaml: text, .basic, .default, .utf8) != nil)
    }

    @Test(
        "indicators that begin a value are found wherever one can begin",
        arguments: [
            "a: *b", "a:\n  *b", "- *b", "- - *b", "[*b]", "[a, *b]", "{a: *b}", "{*b : c}", "*b : c",
            "a: |\n  x\n*b : c",
            "a:\n- |\n  x\n- *b", "a: \"x\"\n*b : c", "{\"a\":*b}", "[a,\n*b]", "a: b #\n*c : d", "--- *b",
            "a: x\r*b : c",
            "a: >2\n   x\n *b : c",
        ])
    func indicators(text: String) {
        #expect(!screen(text).passes)
    }

    @Test(
        "the same key in different mappings is no duplicate",
        arguments: [
            "a: {k: 1}\nb: {k: 2}", "- k: 1\n- k: 2", "a:\n- k: 1\n- k: 2\nb: 1", "a:\n  k: 1\nk: 2", "[k: 1, k: 2]",
            "a:\n  b:\n    k: 1\n  k: 2\nk: 3", "{k: {k: {k: 1}}}", "{a: k, b: k}", "{a: [k], k: [k, k]}",
            "k: [{k: 1}, {k: 2}]", "k: |\n  k: 1\n  k: 2\nl: 1",
        ])
    func noDuplicates(text: String) throws {
        #expect(screen(text).problems.diagnostics == [])
        #expect(try Yams.compose(yaml: text, .basic, .default, .utf8) != nil)
    }

    @Test(
        "a key that stands twice in one mapping is found at its second place",
        arguments: [
            ("k: 1\nk: 2", "2:1"), ("a: 1\n'k': 1\n\"k\": 2", "3:1"), ("{k: 1, k: 2}", "1:8"),
            ("{\"k\":1, k : 2}", "1:9"),
            ("- a: 1\n  k: 1\n  k: 2", "3:3"), ("a:\n- k: 1\n  b: 1\n  k: 2", "4:3"), ("k:\n- a\nk: 1", "3:1"),
            ("k: {k: 1}\nk: 2", "2:1"), ("{k, a: k, k: 1}", "1:11"), ("{k: 1, k}", "1:8"), ("k: >\n k: 1\nk: 2", "3:1"),
            ("a:\n  k:\n    - b: 1\n  k: 2", "4:3"),
        ])
    func duplicates(text: String, place: String) {
        let said = screen(text).problems.diagnostics
        #expect(said.map { "\($0.line):\($0.column)" } == [place])
    }
}
