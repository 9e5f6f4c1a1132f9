import Foundation
import Testing

/// The unit and the catalog under a real systemd, with a stand-in for the program.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct InstalledUnitTests {
    private let installed: [SystemdBox.Binding] =
        SystemdBox.shipped + [
            .init(source: SystemdBox.folder.appending(path: "stand-in.py"), target: "/usr/bin/reconciled")
        ]

    @Test("under the unit there are token, state, escrow and runtime directories, and nothing else can be written")
    func surroundings() async throws {
        let outcome = try await SystemdBox.run(
            script: """
                mkdir -p /etc/reconciled
                (umask 077; echo secret > /etc/reconciled/token)
                systemctl start reconciled.service
                systemctl show --property=StatusText --value reconciled.service
                journalctl --unit=reconciled.service --output=cat _COMM=reconciled _COMM=python3
                # It may warn that the socket could start it again, which goes with it.
                systemctl stop reconciled.service 2>/dev/null
                systemctl show --property=Result --value reconciled.service
                """,
            bindings: installed)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        reloads 0
                        arguments run
                        token secret
                        state /var/lib/reconciled /var/lib/reconciled-escrow
                        runtime /run/reconciled
                        configuration /etc/reconciled
                        core 0 0
                        root False
                        token file False
                        elsewhere False False False
                        success

                        """,
                    diagnostics: ""))
    }

    @Test("a reload is a SIGHUP to the program")
    func reload() async throws {
        let outcome = try await SystemdBox.run(
            script: """
                mkdir -p /etc/reconciled
                echo secret > /etc/reconciled/token
                systemctl start reconciled.service
                systemctl reload reconciled.service
                for attempt in $(seq 100); do
                    status=$(systemctl show --property=StatusText --value reconciled.service)
                    [ "$status" != "reloads 1" ] || break
                    sleep 0.05
                done
                echo "$status"
                """,
            bindings: installed)
        #expect(outcome == .init(exitStatus: 0, output: "reloads 1\n", diagnostics: ""))
    }

    @Test(
        "an invalid configuration (78) is not tried again, a refused token (77) is",
        arguments: [(78, "exit-code failed"), (77, "exit-code activating")])
    func restarts(status: Int, state: String) async throws {
        let outcome = try await SystemdBox.run(
            script: """
                mkdir -p /etc/reconciled
                echo exit \(status) > /etc/reconciled/token
                ! systemctl start reconciled.service 2>/dev/null
                systemctl show --property=Result,ActiveState --value reconciled.service | xargs
                """,
            bindings: installed)
        #expect(outcome == .init(exitStatus: 0, output: "\(state)\n", diagnostics: ""))
    }

    @Test("without a token file the service does not start (243), and is not tried again")
    func noToken() async throws {
        let outcome = try await SystemdBox.run(
            script: """
                ! systemctl start reconciled.service 2>/dev/null
                systemctl show --property=Result,ExecMainStatus,ActiveState --value reconciled.service | xargs
                """,
            bindings: installed)
        #expect(outcome == .init(exitStatus: 0, output: "exit-code 243 failed\n", diagnostics: ""))
    }

    @Test("journalctl takes the catalog and shows an entry's explanation with its resource")
    func catalog() async throws {
        let outcome = try await SystemdBox.run(
            script: """
                journalctl --update-catalog
                echo "$(journalctl --list-catalog | grep -c ' reconciled: ') entries"
                printf 'MESSAGE_ID=%s\\nRECONCILED_RESOURCE=vps_1\\nMESSAGE=drift\\n' "$1" | logger --journald
                journalctl --sync
                journalctl --catalog --output=short --quiet MESSAGE_ID="$1" | tail -3
                """.replacing("\"$1\"", with: firstID()),
            bindings: installed)
        #expect(outcome.diagnostics == "")
        #expect(
            outcome.output == """
                \(try catalogLines().count { $0.hasPrefix("-- ") }) entries
                ░░ Everything that was said about this resource:
                ░░ 
                ░░     journalctl RECONCILED_RESOURCE=vps_1

                """)
    }

    private func catalogLines() throws -> [Substring] {
        let url = SystemdBox.repository.appending(path: "systemd/reconciled.catalog")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    }

    /// The id of the catalog's first entry.
    private func firstID() throws -> String {
        String(try #require(catalogLines().first { $0.hasPrefix("-- ") }).dropFirst(3))
    }
}
