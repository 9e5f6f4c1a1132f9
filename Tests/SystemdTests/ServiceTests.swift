import Foundation
import Testing

/// The real program under the shipped unit, against the simulator, in a real systemd.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct ServiceTests {
    private static func program(_ name: String) -> URL {
        // The executables lie beside the bundle of tests that depends on them.
        Bundle.main.bundleURL.appending(path: name).resolvingSymlinksInPath()
    }

    private let installed: [SystemdBox.Binding] =
        SystemdBox.shipped + [
            .init(source: program("reconciled"), target: "/usr/bin/reconciled"),
            .init(source: program("hostup-simulator"), target: "/usr/bin/hostup-simulator"),
        ]

    /// Six servers, three of them open; the service is up when this ends.
    private static let start = """
        mkdir -p /etc/reconciled/policies.d
        (umask 077; echo simulator-token > /etc/reconciled/token)
        cat > /etc/reconciled/policies.d/10.yaml <<'POLICY'
        name: ssh-off
        resource: vps.sshPasswordLogin
        mode: enforce
        match: all
        desired: {enabled: false}
        schedule: {every: 10s}
        POLICY
        ip link set lo up
        : > /tmp/simulator.log
        hostup-simulator --port 8080 --fleet 6 --drifted 50% > /tmp/simulator.log &
        until grep -q listening /tmp/simulator.log; do sleep 0.1; done
        echo 'api: {baseURL: "http://127.0.0.1:8080/api/v2"}' > /etc/reconciled/reconciled.yaml
        systemctl start reconciled.service
        status() { systemctl show --property=StatusText --value reconciled.service; }
        until_status() { for i in $(seq 150); do if [[ $(status) == *"$1"* ]]; then return; fi; sleep 0.1; done; status; }
        messages() { journalctl --unit=reconciled.service --output=cat _COMM=reconciled --no-pager; }

        """

    @Test("the service converges the fleet, says so in STATUS and in the journal, and ends well")
    func converges() async throws {
        let outcome = try await SystemdBox.run(
            script: Self.start + """
                until_status '6/6 compliant'
                journalctl --sync
                journalctl --unit=reconciled.service MESSAGE_ID=9cc1d9bd60f3434e997b8e7f9fe335eb \\
                    --output=json --no-pager | wc -l
                journalctl --unit=reconciled.service MESSAGE_ID=9cc1d9bd60f3434e997b8e7f9fe335eb --output=json \\
                    --no-pager | grep -c '"RECONCILED_LEDGER_HEAD":"[0-9a-f]\\{64\\}"'
                messages | grep -c 'Failed to' || true
                systemctl stop reconciled.service 2>/dev/null
                systemctl show --property=Result --property=ExecMainStatus reconciled.service
                """, bindings: installed)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        3
                        3
                        0
                        Result=success
                        ExecMainStatus=0

                        """,
                    diagnostics: ""))
    }

    @Test("a broken policy at a reload leaves the set in force and is named with its place")
    func refusedReload() async throws {
        let outcome = try await SystemdBox.run(
            script: Self.start + """
                until_status '6/6 compliant'
                echo 'matc: all' >> /etc/reconciled/policies.d/10.yaml
                systemctl reload reconciled.service
                until messages | grep -q 'stays in force'; do sleep 0.1; done
                messages | grep 'stays in force'
                status | grep -o '6/6 compliant'
                """, bindings: installed)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        /etc/reconciled/policies.d/10.yaml:7:1: unknown key 'matc' (did you mean 'match'?); \
                        the version before stays in force
                        6/6 compliant

                        """,
                    diagnostics: ""))
    }

    @Test("while the file no-writes is there nothing is written, and drift is mended when it goes")
    func noWrites() async throws {
        let outcome = try await SystemdBox.run(
            script: Self.start + """
                until_status '6/6 compliant'
                echo 'maintenance, ask Joe' > /etc/reconciled/no-writes
                python3 - <<'DRIFT'
                import urllib.request
                body = b'{"permitRootLogin": "yes", "passwordAuthentication": "yes"}'
                request = urllib.request.Request("http://127.0.0.1:8080/simulator/guests/web-1", body, method="POST")
                urllib.request.urlopen(request).read()
                DRIFT
                until_status '1 held (1 paused)'
                status | grep -o 'NOTHING IS WRITTEN (paused): maintenance, ask Joe'
                rm /etc/reconciled/no-writes
                until_status '6/6 compliant'
                messages | grep -o 'Writes are no longer stopped by paused'
                """, bindings: installed)
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

    @Test("members of the group look through the socket, root also changes, others do not come in, and a stop is clean")
    func controlSocket() async throws {
        let outcome = try await SystemdBox.run(
            script: """
                systemd-sysusers
                as() { setpriv --reuid 4711 --regid "$1" --clear-groups --bounding-set -all "${@:2}"; }

                """ + Self.start + """
                    until_status '6/6 compliant'
                    stat --format='%F %a %U %G' /run/reconciled.sock
                    as reconciled-admin reconciled status | head -1
                    as reconciled-admin reconciled pause --forever --reason mine 2>&1 || echo "exit $?"
                    { as 4711 reconciled status 2>&1 || true; } | head -1
                    reconciled pause --forever --reason 'moving house'
                    until_status 'NOTHING IS WRITTEN (paused)'
                    status | grep -o 'NOTHING IS WRITTEN (paused): moving house (root)'
                    reconciled resume --reason moved
                    systemctl stop reconciled.service 2>/dev/null
                    ls /run/reconciled.sock 2>&1 || true
                    systemctl show --property=Result --value reconciled.service
                    """, bindings: installed)
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
