import Testing

/// What a user sees when things go wrong around the service, under a real systemd.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct TroubleTests {
    @Test(
        "a hung service is restarted by the watchdog, a killed one too, and each intent gets its one outcome",
        arguments: DebianSuite.available)
    func hangs(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                drop_in 'WatchdogSec=1s
                RestartSec=200ms'
                start_settled --latency 700-700ms
                open_door web-1
                eventually message_has 'was on at web-1'
                kill -STOP $(property MainPID)
                eventually restarts_are 1
                journalctl --unit=reconciled.service --output=cat | grep -o 'Watchdog timeout.*'
                eventually status_has "$SETTLED"
                eventually intents_are_settled web-1
                open_door web-2
                eventually message_has 'was on at web-2'
                kill -KILL $(property MainPID)
                eventually restarts_are 2
                eventually status_has "$SETTLED"
                eventually intents_are_settled web-2
                violations
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        Watchdog timeout (limit 1s)!
                        "violationCount" : 0

                        """,
                    diagnostics: ""))
    }

    @Test(
        "an invalid configuration is not tried again and raises the alert, a crash that is mended does not",
        arguments: DebianSuite.available)
    func fails(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                drop_in RestartSec=200ms
                start_settled
                cat > /etc/reconciled/alert <<'ALERT'
                #!/bin/sh
                echo "alert: $*, $MONITOR_EXIT_STATUS" >> /run/alerts
                ALERT
                chmod 755 /etc/reconciled/alert
                kill -KILL $(property MainPID)
                eventually restarts_are 1
                eventually status_has "$SETTLED"
                ls /run/alerts 2>/dev/null || echo no alert
                echo 'matc: all' >> /etc/reconciled/policies.d/10.yaml
                ! systemctl restart reconciled.service 2>/dev/null
                eventually test -s /run/alerts
                failed=$(property NRestarts)
                sleep 1
                restarts_are "$failed" && echo not tried again
                systemctl show --property=ActiveState,ExecMainStatus --value reconciled.service | xargs
                cat /run/alerts
                messages | grep -o "/10.yaml:7:1: unknown key 'matc'.*"
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        no alert
                        not tried again
                        78 failed
                        alert: reconciled.service, 78
                        /10.yaml:7:1: unknown key 'matc' (did you mean 'match'?)

                        """,
                    diagnostics: ""))
    }

    @Test(
        "why the service did not start is in the journal with its place, the exit code and what to do",
        arguments: DebianSuite.available)
    func startFailures(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                closing() {
                    journalctl --sync
                    journalctl --unit="${1-reconciled.service}" RECONCILED_EXIT_STATUS=78 --no-pager --lines=1 "${@:2}"
                }
                fails_to_start() { ! systemctl start "$1" 2>/dev/null; }
                start_settled
                systemctl stop reconciled.service 2>/dev/null
                printf 'matc: all\n  broken' >> /etc/reconciled/policies.d/10.yaml
                fails_to_start reconciled.service
                messages | grep -o '/10.yaml:[0-9]*:[0-9]*:'
                closing reconciled.service --output=cat
                closing reconciled.service --catalog | grep -o -e 'Subject:.*' -e '  *reconciled check'
                configure /etc/reconciled 8080
                : > /etc/reconciled/token
                fails_to_start reconciled.service
                closing reconciled.service --output=cat
                closing reconciled.service --catalog | grep -o 'Subject:.*'
                configure /etc/reconciled 8080
                flock --no-fork /var/lib/private/reconciled/lock sleep 60 &
                fails_to_start reconciled.service
                systemctl stop reconciled.service 2>/dev/null
                kill $!
                messages | grep -o 'cannot lock .*: process'
                configure /etc/reconciled/shop-escrow 8080
                fails_to_start reconciled@shop-escrow.service
                closing reconciled@shop-escrow.service --output=cat
                ls /var/lib/private/reconciled-shop-escrow
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        /10.yaml:3:7:
                        /10.yaml:6:19:
                        /10.yaml:7:1:
                        configuration or policies are invalid, so nothing was sent
                        Subject: The service does not start: a file is invalid
                             reconciled check
                        cannot use the API token from the credential 'hostup-token'; the token is empty; it must hold \
                        the key and nothing else; make one at https://cloud.hostup.se/api-management
                        Subject: The service does not start: it has no token
                        cannot lock '/var/lib/reconciled/lock': process
                        cannot keep the state in '/var/lib/reconciled-shop-escrow': by its name it is the escrow of \
                        another state; give the directory, or the instance of the unit, a name that does not end in \
                        '-escrow'

                        """,
                    diagnostics: ""))
    }

    @Test(
        "with a full disk nothing is written and it is said, and all is mended once there is room",
        arguments: DebianSuite.available)
    func diskFull(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                mkdir -p /var/lib/private
                mount -t tmpfs -o size=1500k,mode=700 state /var/lib/private
                start_settled
                dd if=/dev/zero of=/var/lib/private/ballast bs=4k 2>/dev/null || true
                open_door web-1
                eventually status_has 'NOTHING IS WRITTEN (ledger)'
                status | grep -o "cannot write '/var/lib/reconciled/ledger.db': no space is left"
                property ActiveState
                rm /var/lib/private/ballast
                eventually status_has "$SETTLED"
                messages | grep -o 'Writes are no longer stopped by ledger'
                eventually intents_are_settled web-1
                violations
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        cannot write '/var/lib/reconciled/ledger.db': no space is left
                        active
                        Writes are no longer stopped by ledger
                        "violationCount" : 0

                        """,
                    diagnostics: ""))
    }

    @Test(
        "a state that cannot be written is named and tried again, and the service comes up once it can",
        arguments: DebianSuite.available)
    func readOnly(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                systemctl stop reconciled.service 2>/dev/null
                drop_in 'RestartSec=200ms
                ReadOnlyPaths=/var/lib/private/reconciled'
                ! systemctl start reconciled.service 2>/dev/null
                eventually restarts_are 2
                messages | grep 'Read-only' | head -1
                drop_in RestartSec=200ms
                eventually status_has "$SETTLED"
                property ActiveState
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        cannot use '/var/lib/reconciled/lock': Read-only file system; check the file, its owner and its disk
                        active

                        """,
                    diagnostics: ""))
    }

    @Test(
        "a write that is under way may hold up the stop beyond the unit's time-out, and its answer is kept",
        arguments: DebianSuite.available)
    func stopsWhileWriting(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                drop_in TimeoutStopSec=500ms
                start_settled --latency 1800-1800ms
                open_door web-1
                eventually message_has 'was on at web-1'
                systemctl stop reconciled.service 2>/dev/null
                property Result
                messages | tail -n 1
                reconciled history web-1 --state /var/lib/reconciled | awk '{ print $3 }' | grep -e intent -e claimed
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        success
                        reconciled is ending
                        intent
                        claimed

                        """,
                    diagnostics: ""))
    }
}
