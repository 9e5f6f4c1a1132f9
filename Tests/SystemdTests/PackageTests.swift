import Foundation
import Testing

/// The packages as an administrator meets them: installed, upgraded, removed and purged under a real systemd.
@Suite(
    .serialized, .enabled(if: SystemdBox.whyUnavailable == nil, Comment(rawValue: SystemdBox.whyUnavailable ?? "")))
struct PackageTests {
    @Test(
        "the install enables, starts and configures nothing, and systemd finds no fault with any unit",
        arguments: DebianSuite.available)
    func installs(suite: DebianSuite) async throws {
        let policies = SystemdBox.repository.appending(path: "policies").path
        let examples = try FileManager.default.contentsOfDirectory(atPath: policies).sorted()
            .map { "examples/policies/\($0)" }
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                systemctl is-enabled reconciled.service reconciled.socket || true
                systemctl is-active reconciled.service reconciled.socket || true
                find /etc /var/lib /run -name 'reconciled*' -not -path '*/dpkg/*' -not -path '*/credentials/*'
                ls /usr/lib/reconciled/policies.d
                dpkg-deb --contents /opt/packages/reconciled_*.deb | grep -o 'examples/.*yaml$'
                command -v man > /dev/null && man= || man=--man=no
                systemd-analyze verify --recursive-errors=yes $man reconciled.service reconciled.socket \\
                    reconciled@shop.service reconciled@shop.socket reconciled-alert@reconciled.service
                cp /usr/lib/systemd/system/reconciled@.service /run/reconciled@shop.service
                for unit in /usr/lib/systemd/system/reconciled.service /run/reconciled@shop.service; do
                    systemd-analyze security --offline=true --threshold=11 $unit > /dev/null && echo exposed by 1.1 at most
                done
                getent group reconciled-admin | cut -d : -f 1
                reconciled check 2>&1 | head -1 || true
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        disabled
                        disabled
                        inactive
                        inactive
                        \(examples.joined(separator: "\n"))
                        examples/reconciled.yaml
                        exposed by 1.1 at most
                        exposed by 1.1 at most
                        reconciled-admin
                        /usr/lib/reconciled/policies.d:1:1: error: no policy file (*.yaml) in \
                        '/usr/lib/reconciled/policies.d', '/etc/reconciled/policies.d' or '/run/reconciled/policies.d'

                        """,
                    diagnostics: ""))
    }

    @Test(
        "an upgrade restarts a service whose files the new version takes, else the old process goes on and it is said",
        arguments: DebianSuite.available)
    func upgrades(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite, installs: false,
            script: """
                install_packages /opt/packages/previous/reconciled.deb
                start_settled
                before=$(property MainPID)
                sed -i 's/^match: all/matc: all/' /etc/reconciled/policies.d/10.yaml
                install_packages /opt/packages/reconciled_*.deb
                grep -e '^reconciled: ' -e "unknown key" /tmp/dpkg.log
                [ "$(property MainPID)" = "$before" ] && echo the old process goes on
                sed -i 's/^matc: all/match: all/' /etc/reconciled/policies.d/10.yaml
                install_packages /opt/packages/reconciled_*.deb
                [ "$(property MainPID)" = "$before" ] || echo restarted
                eventually status_has "$SETTLED"
                systemctl stop reconciled.service 2>/dev/null
                install_packages /opt/packages/reconciled_*.deb
                property ActiveState
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        reconciled: this version finds the files of reconciled.service invalid:
                            /etc/reconciled/policies.d/10.yaml:4:1: error: unknown key 'matc'
                        reconciled: reconciled.service was not restarted, the process of the version before goes on. \
                        Mend the files, run
                        the old process goes on
                        restarted
                        inactive

                        """,
                    diagnostics: ""))
    }

    @Test(
        "a purge stops the service and takes state and enabling away, and never the escrow or the administrator's files",
        arguments: DebianSuite.available)
    func purges(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                start_settled
                systemctl enable reconciled.service 2> /dev/null
                dpkg --remove reconciled > /tmp/dpkg.log 2>&1
                property ActiveState
                ls /var/lib/private/
                dpkg --purge reconciled > /tmp/dpkg.log 2>&1
                ls /var/lib/private/ /var/lib/private/reconciled-escrow
                ls -d /var/lib/reconciled* /etc/reconciled
                find /etc/systemd /run -name 'reconciled*' -not -path '*/credentials/*'
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                        inactive
                        reconciled
                        reconciled-escrow
                        /var/lib/private/:
                        reconciled-escrow

                        /var/lib/private/reconciled-escrow:
                        ledger-head
                        /etc/reconciled
                        /var/lib/reconciled-escrow

                        """,
                    diagnostics: ""))
    }

    @Test(
        "two accounts are two services: each has its files, token, state and socket, and is upgraded for itself",
        arguments: DebianSuite.available)
    func accounts(suite: DebianSuite) async throws {
        let outcome = try await SystemdBox.runPackaged(
            on: suite,
            script: """
                configure /etc/reconciled/shop 8080
                configure /etc/reconciled/blog 8081
                simulator 8080
                simulator 8081 --seed 2
                tell 8081 keys '[{"token": "blog-token", "scopes": ["read:vm", "write:vm"]}]'
                echo blog-token > /etc/reconciled/blog/token
                mkdir -p /etc/credstore
                (umask 077; echo another-account > /etc/credstore/hostup-token-write)
                systemctl start reconciled@shop.service reconciled@blog.service
                for account in shop blog; do
                    eventually status_has "$SETTLED" reconciled@$account.service
                    reconciled status --state /var/lib/reconciled-$account | grep 'in force'
                done
                cd /var/lib/private; ls -d *; cd /
                reconciled pause --state /var/lib/reconciled-shop --forever --reason mine
                eventually status_has 'NOTHING IS WRITTEN (paused)' reconciled@shop.service
                status reconciled@blog.service | grep -o '^6/6 compliant'
                shop=$(property MainPID reconciled@shop.service) blog=$(property MainPID reconciled@blog.service)
                echo broken >> /etc/reconciled/shop/policies.d/10.yaml
                install_packages /opt/packages/reconciled_*.deb
                [ $shop = $(property MainPID reconciled@shop.service) ] && echo shop goes on
                [ $blog = $(property MainPID reconciled@blog.service) ] || echo blog was restarted
                dpkg --purge reconciled > /tmp/dpkg.log 2>&1
                cd /var/lib/private; ls -d *
                """)
        #expect(
            outcome
                == .init(
                    exitStatus: 0,
                    output: """
                          in force    /etc/reconciled/shop/reconciled.yaml, /etc/reconciled/shop/policies.d/10.yaml
                          in force    /etc/reconciled/blog/reconciled.yaml, /etc/reconciled/blog/policies.d/10.yaml
                        reconciled-blog
                        reconciled-blog-escrow
                        reconciled-shop
                        reconciled-shop-escrow
                        Writes are paused for everything, until somebody resumes. Observing goes on.
                        6/6 compliant
                        shop goes on
                        blog was restarted
                        reconciled-blog-escrow
                        reconciled-shop-escrow

                        """,
                    diagnostics: ""))
    }
}
