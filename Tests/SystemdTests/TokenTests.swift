import Testing

/// Where the service has its tokens from, under a real systemd.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct TokenTests {
    @Test(
        "a token that is swapped while it runs counts after a restart, and an encrypted one is taken too",
        arguments: DebianSuite.available)
    func tokens(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                tell 8080 keys '[{"token": "new-token", "scopes": ["read:vm", "write:vm"]}]'
                echo new-token > /etc/reconciled/token
                reconciled now web-1 > /dev/null 2>&1 &
                eventually message_has 'The API refused the token'
                systemctl restart reconciled.service
                eventually status_has "$SETTLED"
                systemd-creds encrypt --with-key=host --name=hostup-token /etc/reconciled/token \\
                    /etc/reconciled/token.cred 2>/dev/null
                rm /etc/reconciled/token
                grep -c new-token /etc/reconciled/token.cred || true
                drop_in LoadCredentialEncrypted=hostup-token:/etc/reconciled/token.cred
                systemctl restart reconciled.service
                eventually status_has "$SETTLED"
                open_door web-1
                eventually message_has 'Password login is off at web-1'
                eventually intents_are_settled web-1
                tr '\\0' '\\n' < /proc/$(property MainPID)/environ | grep -c new-token || true
                journalctl --output=export | grep -c new-token || true
                """)
        #expect(
            outcome
                == .init(exitStatus: 0, output: "0\n0\n0\n", diagnostics: ""))
    }

    @Test(
        "a token of its own for writes is taken, and one that is refused is said in STATUS",
        arguments: DebianSuite.available)
    func writeToken(suite: DebianSuite) async throws {
        // Later systemd imports it without a word in the unit.
        let load = "drop_in LoadCredential=hostup-token-write:/etc/credstore/hostup-token-write"
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                mkdir -p /etc/credstore
                (umask 077; echo writer > /etc/credstore/hostup-token-write)
                \(suite == .bookworm ? load : "")
                configure /etc/reconciled 8080
                simulator 8080 --drifted 0%
                tell 8080 keys '[{"token": "simulator-token", "scopes": ["read:vm"]},
                    {"token": "writer", "scopes": ["write:vm"]}]'
                systemctl start reconciled.service
                eventually status_has "$SETTLED"
                open_door web-1
                eventually message_has 'Password login is off at web-1'
                eventually intents_are_settled web-1
                violations
                tell 8080 keys '[{"token": "another", "scopes": ["read:vm"]}]'
                reconciled now web-1 > /dev/null 2>&1 &
                eventually status_has 'NOTHING IS WRITTEN (unauthorized): The API refused the token'
                """)
        #expect(outcome == .init(exitStatus: 0, output: "\"violationCount\" : 0\n", diagnostics: ""))
    }
}
