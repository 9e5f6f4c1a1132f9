import ReconcileCore
import ReconcilePolicy
import Testing

// Made with age-keygen; nobody has their keys any more.
private let anna = "age1nqs0de0zsx0ch0ajyg84wvnzxfz3xyauzffu9cuqqy05srxaqqvsfuysmm"
private let bert = "age16c7pjapkemq0ywvdppuhledqtcahpk528eymugmkqq79jzsakqzsey0fug"

private let cases: [DiagnosticCase] = [
    DiagnosticCase(
        "a policy needs an escrow, and its desired state two keys",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {}
        schedule: {every: 6h}

        """,
        gives: """
            20-cpanel.yaml:1:1: error: a policy for hosting.password needs 'escrow'
              hint: without it nobody but this machine could open a new password: write escrow: {recipients: [age1…]}
            20-cpanel.yaml:5:1: error: 'desired' is an empty mapping
              hint: known here: rotatedWithin, firstRotation
            """),
    DiagnosticCase(
        "age and first rotation are both required",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithn: 90d}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:5:10: error: 'desired' needs 'firstRotation'
              hint: write spread, now or manual: when accounts that we never gave a password get theirs
            20-cpanel.yaml:5:11: error: unknown key 'rotatedWithn'
              hint: did you mean 'rotatedWithin'?
            """),
    DiagnosticCase(
        "an age is from an hour to ten years, and a first rotation is one of three words",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 59m, firstRotation: spred}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:5:26: error: 'rotatedWithin' wants a duration from 1h to 3650d, got '59m'
            20-cpanel.yaml:5:46: error: 'firstRotation' wants 'spread', 'now' or 'manual', got 'spred'
              hint: did you mean 'spread'?
            """),
    DiagnosticCase(
        "more than ten years are refused too",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 3651d, firstRotation: now}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:5:26: error: 'rotatedWithin' wants a duration from 1h to 3650d, got '3651d'
            """),
    DiagnosticCase(
        "a new password in less than a day draws a warning",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 23h, firstRotation: manual}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:5:26: warning: 'rotatedWithin' is under 1d
              hint: each new password cuts off whoever uses the one before
            """),
    DiagnosticCase(
        "a length is what the provider takes",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        generate: {length: 7}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:6:20: error: 'length' wants a whole number from 8 to 128, got '7'
            """),
    DiagnosticCase(
        "the longest is 128, and there is nothing else to generate by",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        generate: {length: 129, alphabet: hex}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:6:20: error: 'length' wants a whole number from 8 to 128, got '129'
            20-cpanel.yaml:6:25: error: unknown key 'alphabet'
              hint: known here: length
            """),
    DiagnosticCase(
        "the keys of the other kind are refused with the kind that they belong to",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: {os: [debian], ips: [192.0.2.0/24], names: [a]}
        desired: {enabled: false, scope: root, rotatedWithin: 90d, firstRotation: now}
        evidence: any
        guards: {sshKeys: {minimum: 1}}
        acknowledge: opens-root-password-login
        escrow: {recipients: [\(anna), \(bert)]}
        waivers: [{match: {os: [debian]}, until: 2026-12-01T00:00:00Z, reason: x, enabled: true}]

        """,
        gives: """
            20-cpanel.yaml:4:9: error: 'os' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:4:23: error: 'ips' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:5:11: error: 'enabled' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:5:27: error: 'scope' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:6:1: error: 'evidence' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:7:1: error: 'guards' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:8:1: error: 'acknowledge' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:10:20: error: 'os' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            20-cpanel.yaml:10:75: error: 'enabled' makes no sense for hosting.password
              hint: it belongs to a policy for vps.sshPasswordLogin
            """),
    DiagnosticCase(
        "its own keys are refused in a policy of the other kind",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false, rotatedWithin: 90d}
        generate: {length: 32}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:5:27: error: 'rotatedWithin' makes no sense for vps.sshPasswordLogin
              hint: it belongs to a policy for hosting.password
            20-cpanel.yaml:6:1: error: 'generate' makes no sense for vps.sshPasswordLogin
              hint: it belongs to a policy for hosting.password
            20-cpanel.yaml:7:1: error: 'escrow' makes no sense for vps.sshPasswordLogin
              hint: it belongs to a policy for hosting.password
            """),
    DiagnosticCase(
        "without a kind of resource its keys say which one it is",
        """
        name: a
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna), \(bert)]}

        """,
        gives: """
            20-cpanel.yaml:1:1: error: a policy needs 'resource'
              hint: write resource: vps.sshPasswordLogin or hosting.password
            """),
    DiagnosticCase(
        "an escrow is recipients or a command",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna), \(bert)], command: [take]}

        """,
        gives: """
            20-cpanel.yaml:6:152: error: 'escrow' has 'recipients' and 'command'
              hint: one of the two says who can open a new password: remove the other
            20-cpanel.yaml:6:162: error: 'command' begins with 'take', which is no absolute path
              hint: it means the same whoever starts the program from wherever, as in /usr/local/bin/take-password
            """),
    DiagnosticCase(
        "an escrow that opens for nobody is none",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: []}

        """,
        gives: """
            20-cpanel.yaml:6:10: error: 'recipients' is an empty list
              hint: give it an entry or remove it
            """),
    DiagnosticCase(
        "a word of a command has no control characters",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {command: [/bin/take, "a\\tb", ""]}

        """,
        gives: """
            20-cpanel.yaml:6:31: error: 'command' wants words of at most 4095 bytes without control characters, got 'a\\u{9}b'
            20-cpanel.yaml:6:39: error: 'command' wants words of at most 4095 bytes without control characters, got ''
            """),
    DiagnosticCase(
        "one recipient draws a warning",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna)]}

        """,
        gives: """
            20-cpanel.yaml:6:10: warning: 'recipients' has one entry: whoever loses that key loses every password
              hint: name a second one, whose key is kept elsewhere
            """),
    DiagnosticCase(
        "a recipient that stands there twice is one, whatever its case",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna), \(bert), \(anna.uppercased())]}

        """,
        gives: """
            20-cpanel.yaml:6:151: error: duplicate recipient '\(anna.prefix(60))…'
              hint: keep one of the two
            """),
    DiagnosticCase(
        "a secret key is refused without being repeated",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna), AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME]}

        """,
        gives: """
            20-cpanel.yaml:6:87: error: 'recipients' has a secret key where a recipient must stand
              hint: whoever can read this file could open the escrow: make a new key with `age-keygen`, keep it away from this machine, and write its public key here, 'age1…'
            """),
    DiagnosticCase(
        "every other thing that is no recipient is refused for what it is",
        """
        name: a
        resource: hosting.password
        mode: observe
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow:
          recipients:
            - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
            - age1yubikey1qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqy8rymap
            - anna@example.com
            - Age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m
            - age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhhbm
            - age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7
            - age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhhm7

        """,
        gives: """
            20-cpanel.yaml:8:7: error: 'recipients' has an SSH key, which is not supported
              hint: `age-keygen` makes a key of age's own; write its public key, 'age1…'
            20-cpanel.yaml:9:7: error: 'recipients' has 'age1yubikey1qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz…', a recipient of a plugin or of a kind that is not supported
              hint: write an X25519 recipient, 'age1…', as `age-keygen` makes them
            20-cpanel.yaml:10:7: error: 'recipients' wants age recipients such as `age-keygen` prints, 'age1' and 58 characters, got 'anna@example.com'
            20-cpanel.yaml:11:7: error: 'recipients' has 'Age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh…', in upper and lower case at once
              hint: write it in lower case
            20-cpanel.yaml:12:7: error: 'recipients' has 'age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh…', with a character that no recipient has
              hint: copy it again, whole: 'age1' and 58 characters
            20-cpanel.yaml:13:7: error: 'recipients' has 'age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh…', which is too short or too long
              hint: copy it again, whole: 'age1' and 58 characters
            20-cpanel.yaml:14:7: error: 'recipients' has 'age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh…', whose checksum does not fit: it was mistyped
              hint: copy it again, whole: 'age1' and 58 characters
            """),
    DiagnosticCase(
        "looking often costs nothing here, and an enforcing policy needs no fingerprints",
        """
        name: a
        resource: hosting.password
        mode: enforce
        match: all
        desired: {rotatedWithin: 90d, firstRotation: spread}
        escrow: {recipients: [\(anna), \(bert)]}
        schedule: {every: 1m}

        """,
        gives: """

            """),
]

@Test("what a policy for hosting.password says is judged with its place", arguments: cases)
private func hostingPasswordDiagnostics(_ example: DiagnosticCase) {
    let result = PolicyLoader.parse(text: example.text, file: "20-cpanel.yaml", now: noon)
    #expect(diagnostics(of: result) == example.expected)
}

@Suite("what a valid policy for hosting.password means")
struct HostingPasswordPolicyTests {
    private static let start = "name: a\nresource: hosting.password\nmode: enforce\nmatch: all\n"

    private func parse(_ text: String) throws -> Policy {
        let loaded = try PolicyLoader.parse(text: text, file: "a.yaml", now: noon).get()
        return try #require(loaded.policies.first)
    }

    @Test("every key reaches the policy")
    func everyKey() throws {
        let text = """
            name: cpanel
            resource: hosting.password
            mode: enforce
            priority: 3
            match: {names: ["*.example.com"], tags: {anyOf: [shop]}, ids: [acct_1]}
            desired: {rotatedWithin: 30d, firstRotation: now}
            generate: {length: 24}
            escrow: {recipients: [\(anna.uppercased()), \(bert)]}
            schedule: {every: 1h, settle: 5m}
            waves: {canary: 1, batch: 2, soak: 1h, stopAfterFailures: 1}
            brake: {changesPerDay: 5}
            waivers: [{match: {ids: [acct_1]}, until: 2026-12-01T00:00:00Z, reason: INC-1}]
            """
        let conditions = Match.Conditions(
            names: [Glob("*.example.com")], anyTag: ["shop"], ids: [ResourceID("acct_1")])
        let rules = HostingPasswordPolicy(
            desired: .init(rotatedWithin: .days(30), firstRotation: .now), length: 24,
            escrow: .recipients([anna, bert]))
        let expected = Policy(
            name: "cpanel", mode: .enforce, priority: 3, match: .conditions(conditions),
            rules: .hostingPassword(rules), every: .hours(1), settle: .minutes(5),
            waves: Waves(canary: 1, batch: .resources(2), soak: .hours(1), stopAfterFailures: 1),
            brake: .resources(5),
            waivers: [
                Policy.Waiver(
                    match: .conditions(.init(ids: [ResourceID("acct_1")])),
                    until: WallTime(millisecondsSince1970: 1_796_083_200_000), reason: "INC-1")
            ],
            source: PolicySource(file: "a.yaml", fingerprint: StableHash.fingerprint(of: text)))
        #expect(try parse(text) == expected)
    }

    @Test("a password has 32 characters where the policy says nothing, and a command is kept word for word")
    func defaults() throws {
        let policy = try parse(
            Self.start + """
                desired: {rotatedWithin: 1h, firstRotation: manual}
                escrow: {command: [/usr/local/bin/take, "--vault", "a b ", $HOME]}
                """)
        let rules = HostingPasswordPolicy(
            desired: .init(rotatedWithin: .hours(1), firstRotation: .manual), length: 32,
            escrow: .command(["/usr/local/bin/take", "--vault", "a b ", "$HOME"]))
        #expect(policy.rules == .hostingPassword(rules))
    }
}
