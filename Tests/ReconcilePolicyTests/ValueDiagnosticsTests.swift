import Testing

private let cases: [DiagnosticCase] = [
    DiagnosticCase(
        "every required key that is missing is named",
        """
        priority: 1

        """,
        gives: """
            10-ssh.yaml:1:1: error: a policy needs 'name'
              hint: reports and the ledger know it by its name
            10-ssh.yaml:1:1: error: a policy needs 'resource'
              hint: write resource: vps.sshPasswordLogin or hosting.password
            10-ssh.yaml:1:1: error: a policy needs 'mode'
              hint: write observe or enforce; there is no default
            10-ssh.yaml:1:1: error: a policy needs 'match'
              hint: write match: all, or conditions that must all hold
            10-ssh.yaml:1:1: error: a policy needs 'desired'
              hint: write desired: {enabled: false}
            """),
    DiagnosticCase(
        "without a kind of resource only that is asked for",
        """
        name: a
        mode: observe

        """,
        gives: """
            10-ssh.yaml:1:1: error: a policy needs 'resource'
              hint: write resource: vps.sshPasswordLogin or hosting.password
            10-ssh.yaml:1:1: error: a policy needs 'match'
              hint: write match: all, or conditions that must all hold
            10-ssh.yaml:1:1: error: a policy needs 'desired'
              hint: write desired: {enabled: false}
            """),
    DiagnosticCase(
        "an unknown kind of resource is reported with the nearest one",
        """
        name: a
        resource: vps.sshPaswordLogin
        mode: observe
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:2:11: error: unknown resource kind 'vps.sshPaswordLogin'
              hint: did you mean 'vps.sshPasswordLogin'?
            """),
    DiagnosticCase(
        "an unknown kind that is near to none is reported with those there are",
        """
        name: a
        resource: dns.zone
        mode: observe
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:2:11: error: unknown resource kind 'dns.zone'
              hint: known: vps.sshPasswordLogin, hosting.password
            """),
    DiagnosticCase(
        "a name has only letters, digits, dots, underscores and dashes",
        """
        name: my policy
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:1:7: error: 'name' wants 1 to 64 letters, digits, dots, underscores or dashes, got 'my policy'
            """),
    DiagnosticCase(
        "a name has at most 64 characters",
        """
        name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:1:7: error: 'name' wants 1 to 64 letters, digits, dots, underscores or dashes, got 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
            """),
    DiagnosticCase(
        "a mode that does not exist is reported with the nearest one",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: enforced
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:3:7: error: 'mode' wants 'observe' or 'enforce', got 'enforced'
              hint: did you mean 'enforce'?
            """),
    DiagnosticCase(
        "true and false are written so and no other way",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: no}

        """,
        gives: """
            10-ssh.yaml:5:20: error: 'enabled' wants true or false, got 'no'
            """),
    DiagnosticCase(
        "a truth value in quotes is a string",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: "false"}

        """,
        gives: """
            10-ssh.yaml:5:20: error: 'enabled' wants true or false, got 'false'
              hint: write it without quotes
            """),
    DiagnosticCase(
        "whole numbers are decimal, unquoted and within their range",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        priority: 010
        guards: {sshKeys: {minimum: 0}}

        """,
        gives: """
            10-ssh.yaml:6:11: error: 'priority' wants a whole number from -1000000 to 1000000, got '010'
            10-ssh.yaml:7:29: error: 'minimum' wants a whole number from 1 to 1000, got '0'
            """),
    DiagnosticCase(
        "a hexadecimal number is refused",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        priority: 0x10

        """,
        gives: """
            10-ssh.yaml:6:11: error: 'priority' wants a whole number from -1000000 to 1000000, got '0x10'
            """),
    DiagnosticCase(
        "a number in quotes is a string",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        priority: "1"

        """,
        gives: """
            10-ssh.yaml:6:11: error: 'priority' wants a whole number from -1000000 to 1000000, got '1'
              hint: write it without quotes
            """),
    DiagnosticCase(
        "a number past its range is refused",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        priority: 1000001

        """,
        gives: """
            10-ssh.yaml:6:11: error: 'priority' wants a whole number from -1000000 to 1000000, got '1000001'
            """),
    DiagnosticCase(
        "nothing under a key is an error",
        """
        name:
        resource: vps.sshPasswordLogin
        mode: ~
        match:
        desired: {enabled: false}
        guards:
          sshKeys:

        """,
        gives: """
            10-ssh.yaml:1:1: error: nothing stands under 'name'
              hint: give it a value or remove it
            10-ssh.yaml:3:1: error: nothing stands under 'mode'
              hint: give it a value or remove it
            10-ssh.yaml:4:1: error: nothing stands under 'match'
              hint: give it a value or remove it
            10-ssh.yaml:7:3: error: nothing stands under 'sshKeys'
              hint: give it a value or remove it
            """),
    DiagnosticCase(
        "an empty list or mapping is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: {names: [], tags: {}, os: [""], ids: [~]}
        desired: {enabled: false}
        schedule: {}
        waivers: []

        """,
        gives: """
            10-ssh.yaml:4:9: error: 'names' is an empty list
              hint: give it an entry or remove it
            10-ssh.yaml:4:20: error: 'tags' is an empty mapping
              hint: known here: anyOf, noneOf
            10-ssh.yaml:4:35: error: 'os' wants an operating system such as debian, at most 256 characters on one line, got ''
            10-ssh.yaml:4:46: error: an entry of 'ids' is empty
            10-ssh.yaml:6:1: error: 'schedule' is an empty mapping
              hint: known here: every, windows, settle
            10-ssh.yaml:7:1: error: 'waivers' is an empty list
              hint: give it an entry or remove it
            """),
    DiagnosticCase(
        "one word where a list belongs is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: {names: web-*}
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:4:16: error: 'names' wants a list, got 'web-*'
              hint: a list stands in brackets, even with one entry: [one, another]
            """),
    DiagnosticCase(
        "a list where one word belongs is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: [observe]
        match: all
        desired: {enabled: {on: false}}

        """,
        gives: """
            10-ssh.yaml:3:7: error: 'mode' wants 'observe' or 'enforce', got a list
            10-ssh.yaml:5:20: error: 'enabled' wants true or false, got a mapping
            """),
    DiagnosticCase(
        "a match is 'all' or conditions",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: everything
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:4:8: error: 'match' wants 'all' or conditions such as names and tags, got 'everything'
            """),
    DiagnosticCase(
        "an address block that is none is reported where it stands",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match:
          ips:
            - 192.0.2.0/24
            - 192.0.2.0/33
            - example.com
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:7:7: error: 'ips' wants addresses such as 192.0.2.0/24 or 2001:db8::/32, got '192.0.2.0/33'
            10-ssh.yaml:8:7: error: 'ips' wants addresses such as 192.0.2.0/24 or 2001:db8::/32, got 'example.com'
            """),
    DiagnosticCase(
        "a desired state without 'enabled' is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {scope: rood}

        """,
        gives: """
            10-ssh.yaml:5:10: error: 'desired' needs 'enabled'
              hint: write true or false
            10-ssh.yaml:5:18: error: 'scope' wants 'root' or 'everyone', got 'rood'
              hint: did you mean 'root'?
            """),
    DiagnosticCase(
        "a fingerprint that no key can have is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        guards:
          sshKeys:
            fingerprints:
              - SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
              - SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV
              - MD5:00:11

        """,
        gives: """
            10-ssh.yaml:10:9: error: 'fingerprints' wants a fingerprint such as `ssh-keygen -lf KEY.pub` prints, 'SHA256:' and 43 characters, got 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV'
            10-ssh.yaml:11:9: error: 'fingerprints' wants a fingerprint such as `ssh-keygen -lf KEY.pub` prints, 'SHA256:' and 43 characters, got 'MD5:00:11'
            """),
    DiagnosticCase(
        "a duration that is none is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        schedule: {every: 6 parsecs}

        """,
        gives: """
            10-ssh.yaml:6:19: error: 'every' wants a duration such as 30m or 6h, got '6 parsecs'
            """),
    DiagnosticCase(
        "a duration out of range is an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        schedule: {every: 5s}

        """,
        gives: """
            10-ssh.yaml:6:19: error: 'every' wants a duration from 10s to 31d, got '5s'
            """),
    DiagnosticCase(
        "a window names its days, its times and a zone that exists",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        schedule:
          windows:
            - Mon..Fri 09:00-16:00
            - Mo 09:00-16:00 UTC
            - Sat 9-16 UTC
            - "!Sun 00:00-24:00 Europe/Stokholm"
            - 09:00-09:00 UTC
            - always
          settle: 8d

        """,
        gives: """
            10-ssh.yaml:8:7: error: 'windows' wants a window such as Mon..Fri 09:00-16:00 Europe/Stockholm, got 'Mon..Fri 09:00-16:00'
              hint: the zone is missing, such as Europe/Stockholm or UTC
            10-ssh.yaml:9:7: error: 'windows' wants a window such as Mon..Fri 09:00-16:00 Europe/Stockholm, got 'Mo 09:00-16:00 UTC'
              hint: days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, as in Mon..Fri or Sat,Sun
            10-ssh.yaml:10:7: error: 'windows' wants a window such as Mon..Fri 09:00-16:00 Europe/Stockholm, got 'Sat 9-16 UTC'
              hint: times are HH:MM-HH:MM, from 00:00 to 24:00
            10-ssh.yaml:11:7: error: 'windows' names an unknown time zone 'Europe/Stokholm'
              hint: did you mean 'Europe/Stockholm'?
            10-ssh.yaml:12:7: error: 'windows' wants a window such as Mon..Fri 09:00-16:00 Europe/Stockholm, got '09:00-09:00 UTC'
              hint: it has no length; a whole day is 00:00-24:00
            10-ssh.yaml:13:7: error: 'windows' wants a window such as Mon..Fri 09:00-16:00 Europe/Stockholm, got 'always'
            10-ssh.yaml:14:11: error: 'settle' wants a duration from 0s to 7d, got '8d'
            """),
    DiagnosticCase(
        "windows that leave no time open are an error",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        schedule: {windows: ["Sat 09:00-16:00 UTC", "!Sat,Sun 00:00-24:00 UTC"]}

        """,
        gives: """
            10-ssh.yaml:6:12: error: 'windows' leaves no time open
              hint: ranges with '!' take their time out of the others
            """),
    DiagnosticCase(
        "waves are counted in resources, a batch in a share too",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waves: {canary: 10%, batch: 0, soak: soon, stopAfterFailures: 0, sock: 1m}

        """,
        gives: """
            10-ssh.yaml:6:17: error: 'canary' wants a whole number from 1 to 1000, got '10%'
            10-ssh.yaml:6:29: error: 'batch' wants a share from 1% to 100% or a number of resources, got '0'
            10-ssh.yaml:6:38: error: 'soak' wants a duration such as 30m or 6h, got 'soon'
            10-ssh.yaml:6:63: error: 'stopAfterFailures' wants a whole number from 1 to 1000, got '0'
            10-ssh.yaml:6:66: error: unknown key 'sock'
              hint: did you mean 'soak'?
            """),
    DiagnosticCase(
        "a brake is a share or a number",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        brake: {changesPerDay: 0%}

        """,
        gives: """
            10-ssh.yaml:6:24: error: 'changesPerDay' wants a share from 1% to 100% or a number of resources, got '0%'
            """),
    DiagnosticCase(
        "a brake's number is not in quotes",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        brake: {changesPerDay: "12"}

        """,
        gives: """
            10-ssh.yaml:6:24: error: 'changesPerDay' wants a share from 1% to 100% or a number of resources, got '12'
              hint: write it without quotes
            """),
    DiagnosticCase(
        "text from a file is shown cut and without control characters",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        evidence: "\\e[31mredredredredredredredredredredredredredredredredredredredredredredredredredredredredredred"

        """,
        gives: """
            10-ssh.yaml:6:11: error: 'evidence' wants 'effective' or 'any', got '\\u{1b}[31mredredredredredredredredredredredredredredredredredredr…'
            """),
]

@Test("a key or value that does not belong is said with its place", arguments: cases)
private func valuesDiagnostics(_ example: DiagnosticCase) {
    #expect(policyDiagnostics(example.text) == example.expected)
}
