import Testing

private let cases: [DiagnosticCase] = [
    DiagnosticCase(
        "an unknown key is reported with the nearest right spelling",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        matc: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:4:1: error: unknown key 'matc'
              hint: did you mean 'match'?
            """),
    DiagnosticCase(
        "an unknown key that is near to none is reported with the keys that may stand there",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match:
          colour: [red]
          ids: [vps_1]
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:5:3: error: unknown key 'colour'
              hint: known here: names, tags, os, ips, ids
            """),
    DiagnosticCase(
        "a duplicate key is reported where it stands the second time, and everything else is still checked",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        mode: enforce
        match: all
        desired: {enabled: false, enabled: no, scope: rot}
        "name": b

        """,
        gives: """
            10-ssh.yaml:4:1: error: duplicate key 'mode'
              hint: keep one of the two
            10-ssh.yaml:6:27: error: duplicate key 'enabled'
              hint: keep one of the two
            10-ssh.yaml:6:47: error: 'scope' wants 'root' or 'everyone', got 'rot'
              hint: did you mean 'root'?
            10-ssh.yaml:7:1: error: duplicate key 'name'
              hint: keep one of the two
            """),
    DiagnosticCase(
        "a key without a value is a key wherever the next line begins",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false, scope: root, scope
          }

        """,
        gives: """
            10-ssh.yaml:5:40: error: duplicate key 'scope'
              hint: keep one of the two
            """),
    DiagnosticCase(
        "keys that differ only in their escapes are duplicates too",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        "na\\u006de": b

        """,
        gives: """
            10-ssh.yaml:1:1: error: duplicate key 'name'
            """),
    DiagnosticCase(
        "aliases, anchors, tags and merge keys are refused",
        """
        name: &n a
        resource: !!str vps.sshPasswordLogin
        mode: observe
        match: {names: [*n, *.example.com]}
        <<: {a: 1}
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:1:7: error: anchors are not allowed
              hint: text that begins with '&' stands in quotes
            10-ssh.yaml:2:11: error: tags are not allowed
              hint: text that begins with '!' stands in quotes
            10-ssh.yaml:4:17: error: aliases are not allowed
              hint: a pattern that begins with '*' stands in quotes, as in "*.example.com"
            10-ssh.yaml:4:21: error: aliases are not allowed
              hint: a pattern that begins with '*' stands in quotes, as in "*.example.com"
            """),
    DiagnosticCase(
        "directives and '?' keys are refused",
        """
        %YAML 1.1
        ---
        ? name
        : a

        """,
        gives: """
            10-ssh.yaml:1:1: error: directives are not allowed
            10-ssh.yaml:3:1: error: keys are written as 'key: value', without '?'
            """),
    DiagnosticCase(
        "what is not YAML is reported where the parser stopped",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        brake: {changesPerDay: 30%

        """,
        gives: """
            10-ssh.yaml:7:1: error: not valid YAML: did not find expected ',' or '}' while parsing a flow mapping
            """),
    DiagnosticCase(
        "a tab that indents is reported where it stands",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match:
        \u{9}names: [a]

        """,
        gives: """
            10-ssh.yaml:5:1: error: not valid YAML: found character that cannot start any token while scanning for the next token
            """),
    DiagnosticCase(
        "a value with a colon and a blank in it is reported where the colon stands",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all: of: them

        """,
        gives: """
            10-ssh.yaml:4:11: error: not valid YAML: mapping values are not allowed in this context
            """),
    DiagnosticCase(
        "a second document is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        ---
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:6:1: error: a second YAML document begins here
              hint: write one document to a file
            """),
    DiagnosticCase(
        "an empty file is an error",
        "",
        gives: """
            10-ssh.yaml:1:1: error: the file is empty
            """),
    DiagnosticCase(
        "a file of blanks and line breaks is an error",
        """
        \u{20}


        """,
        gives: """
            10-ssh.yaml:1:1: error: the file is empty
            """),
    DiagnosticCase(
        "a file of nothing but comments is an error",
        """
        # name: a

        """,
        gives: """
            10-ssh.yaml:1:1: error: the file is empty: it holds nothing but comments
            """),
    DiagnosticCase(
        "a file that is a list is an error",
        """
        - name: a

        """,
        gives: """
            10-ssh.yaml:1:1: error: a file holds keys and values, got a list
            """),
    DiagnosticCase(
        "a file that is one word is an error",
        """
        policy

        """,
        gives: """
            10-ssh.yaml:1:1: error: a file holds keys and values, got 'policy'
            """),
    DiagnosticCase(
        "a NUL byte is reported where it stands",
        """
        name: a
        mode: \u{0}

        """,
        gives: """
            10-ssh.yaml:2:7: error: the character NUL is not allowed
            """),
    DiagnosticCase(
        "a control character is reported where it stands",
        """
        name: a\u{1b}[31m

        """,
        gives: """
            10-ssh.yaml:1:8: error: the character U+001B is not allowed
            """),
    DiagnosticCase(
        "a last line that does not end is where its errors are",
        "name: a\nmode: {",
        gives: """
            10-ssh.yaml:2:8: error: not valid YAML: did not find expected node content while parsing a flow node
            """),
    DiagnosticCase(
        "what is quoted is cut by its characters, however many marks stand on one letter",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: e\(String(repeating: "\u{301}", count: 100))
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:3:7: error: 'mode' wants 'observe' or 'enforce', got 'e\(String(repeating: "\u{301}", count: 59))…'
            """),
    DiagnosticCase(
        "a key that is a list is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        [a, b]: c

        """,
        gives: """
            10-ssh.yaml:6:1: error: a key is one word, got a list
            """),
    DiagnosticCase(
        "a key that is a list, twice, is an error at its first place",
        """
        name: a
        [a, b]: c
        [a, b]: d

        """,
        gives: """
            10-ssh.yaml:2:1: error: a key is one word, got a list or a mapping
            """),
]

@Test("what is wrong with a file as YAML is said with its place", arguments: cases)
private func syntaxDiagnostics(_ example: DiagnosticCase) {
    #expect(policyDiagnostics(example.text) == example.expected)
}
