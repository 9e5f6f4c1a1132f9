import Testing

/// The service of the package against the simulator, in a real systemd: what a user sees and does every day.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct ServiceTests {
    /// A change that our own read confirmed.
    private static let confirmed = "9cc1d9bd60f3434e997b8e7f9fe335eb"

    @Test(
        "the service converges the fleet, says so in STATUS and in the journal, and ends well",
        arguments: DebianSuite.available)
    func converges(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                systemctl status --no-pager reconciled.service | grep -o 'Status: "6/6 compliant'
                entries() { journalctl --sync; journalctl MESSAGE_ID=\(Self.confirmed) --no-pager "$@"; }
                entries --output=json | count '"RECONCILED_LEDGER_HEAD":"[0-9a-f]\\{64\\}"'
                entries --output=json --lines=1 | grep -oE '"(RECONCILED_[A-Z_]+|MESSAGE_ID|PRIORITY|SYSLOG_IDENTIFIER)"' | sort
                entries --output=short --catalog --lines=1 | grep -e Subject -e 'nothing to do'
                messages | count 'Failed to'
                systemctl stop reconciled.service 2>/dev/null
                systemctl show --property=Result,ExecMainStatus,StatusText reconciled.service | sort
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        Status: "6/6 compliant
                        3
                        "MESSAGE_ID"
                        "PRIORITY"
                        "RECONCILED_ACTION"
                        "RECONCILED_CONFIRMED"
                        "RECONCILED_LEDGER_HEAD"
                        "RECONCILED_POLICY"
                        "RECONCILED_RESOURCE"
                        "SYSLOG_IDENTIFIER"
                        ░░ Subject: A change was confirmed by our own read
                        ░░ There is nothing to do. RECONCILED_LEDGER_HEAD is the hash of the ledger at this
                        0
                        ExecMainStatus=0
                        Result=success
                        StatusText=

                        """,
                    diagnostics: ""))
    }

    @Test(
        "a reload brings what is valid into force, and a broken policy leaves the set in force and is named with its place",
        arguments: DebianSuite.available)
    func reloads(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                echo 'priority: 5' >> /etc/reconciled/policies.d/10.yaml
                systemctl reload reconciled.service
                eventually message_has 'was read again: 1 policy in force'
                echo 'matc: all' >> /etc/reconciled/policies.d/10.yaml
                systemctl reload reconciled.service
                eventually message_has 'stays in force'
                messages | grep 'stays in force'
                status | grep -o '6/6 compliant'
                property ActiveState
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        /etc/reconciled/policies.d/10.yaml:8:1: unknown key 'matc' (did you mean 'match'?); \
                        the version before stays in force
                        6/6 compliant
                        active

                        """,
                    diagnostics: ""))
    }

    @Test(
        "while the file no-writes is there nothing is written, and drift is mended when it goes",
        arguments: DebianSuite.available)
    func noWrites(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                echo 'maintenance, ask Joe' > /etc/reconciled/no-writes
                open_door web-1
                eventually status_has '1 held (1 paused)'
                status | grep -o 'NOTHING IS WRITTEN (paused): maintenance, ask Joe'
                rm /etc/reconciled/no-writes
                eventually status_has "$SETTLED"
                messages | grep -o 'Writes are no longer stopped by paused'
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        NOTHING IS WRITTEN (paused): maintenance, ask Joe
                        Writes are no longer stopped by paused

                        """,
                    diagnostics: ""))
    }

    @Test(
        "members of the group look through the socket, root also changes, others do not come in, and a stop is clean",
        arguments: DebianSuite.available)
    func controlSocket(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                as() { setpriv --reuid 4711 --regid "$1" --clear-groups --bounding-set -all "${@:2}"; }
                start_settled
                stat --format='%F %a %U %G' /run/reconciled.sock
                as reconciled-admin reconciled status | head -1
                as reconciled-admin reconciled pause --forever --reason mine 2>&1 || echo "exit $?"
                { as 4711 reconciled status 2>&1 || true; } | head -1
                reconciled pause --forever --reason 'moving house'
                eventually status_has 'NOTHING IS WRITTEN (paused)'
                status | grep -o 'NOTHING IS WRITTEN (paused): moving house (root)'
                reconciled resume --reason moved
                systemctl stop reconciled.service 2>/dev/null
                ls /run/reconciled.sock 2>&1 || true
                property Result
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        socket 660 root reconciled-admin
                        6/6 compliant · 0 drifted · 0 unknown
                        error: uid 65534 may look, but not change anything here
                          hint: root may, and the user that the service runs as
                        exit 1
                        error: cannot connect to the control socket '/run/reconciled.sock'
                        Writes are paused for everything, until somebody resumes. Observing goes on.
                        NOTHING IS WRITTEN (paused): moving house (root)
                        Writes are no longer paused for everything.
                        ls: cannot access '/run/reconciled.sock': No such file or directory
                        success

                        """,
                    diagnostics: ""))
    }
}
