import Testing

private let cases: [DiagnosticCase] = [
    DiagnosticCase(
        "a policy that opens doors needs an acknowledgement and ids",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: true}

        """,
        gives: """
            10-ssh.yaml:4:8: error: 'enabled: true' needs a match by 'ids'
              hint: name each server: match: {ids: [vps_…]}
            10-ssh.yaml:5:20: error: 'enabled: true' opens password login and needs 'acknowledge'
              hint: write acknowledge: opens-root-password-login
            """),
    DiagnosticCase(
        "a policy that opens doors says so each time",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: {ids: [vps_1, vps_2]}
        desired: {enabled: true}
        acknowledge: opens-root-password-login

        """,
        gives: """
            10-ssh.yaml:5:20: warning: OPENS password login on 2 servers
            """),
    DiagnosticCase(
        "an acknowledgement has one wording",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: {ids: [vps_1]}
        desired: {enabled: true}
        acknowledge: yes

        """,
        gives: """
            10-ssh.yaml:5:20: warning: OPENS password login on 1 server
            10-ssh.yaml:6:14: error: 'acknowledge' wants 'opens-root-password-login', got 'yes'
            """),
    DiagnosticCase(
        "an acknowledgement of nothing draws a warning",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        acknowledge: opens-root-password-login

        """,
        gives: """
            10-ssh.yaml:6:1: warning: 'acknowledge' has no effect: the policy wants password login off
            """),
    DiagnosticCase(
        "enforcing without fingerprints draws a warning",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: enforce
        match: all
        desired: {enabled: false}

        """,
        gives: """
            10-ssh.yaml:3:7: warning: no 'guards.sshKeys.fingerprints': any key on a guest counts as a way in
              hint: name keys you hold, as `ssh-keygen -lf KEY.pub` prints them
            """),
    DiagnosticCase(
        "reading often draws a warning",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        schedule: {every: 10m}

        """,
        gives: """
            10-ssh.yaml:6:19: warning: 'every' is under 15m
              hint: each read costs requests and a command inside the guest; 6h is the default
            """),
    DiagnosticCase(
        "a waiver needs a match, an end and a reason",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waivers:
          - enabled: false
          - {match: {names: [db-7]}, until: tomorrow, reason: "  "}

        """,
        gives: """
            10-ssh.yaml:7:5: error: a waiver needs 'match'
              hint: say which resources it is about
            10-ssh.yaml:7:5: error: a waiver needs 'until'
              hint: every waiver ends; write a time such as 2026-12-01T00:00:00Z
            10-ssh.yaml:7:5: error: a waiver needs 'reason'
              hint: say why, for whoever reads it later
            10-ssh.yaml:8:37: error: 'until' wants an RFC 3339 time such as 2026-12-01T00:00:00Z, got 'tomorrow'
            10-ssh.yaml:8:55: error: 'reason' wants a reason, at most 256 characters on one line, got '  '
            """),
    DiagnosticCase(
        "a waiver lasts at most 30 days",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waivers:
          - {match: {names: [db-7]}, until: 2026-12-21T12:00:01Z, reason: INC-1}

        """,
        gives: """
            10-ssh.yaml:7:37: error: a waiver lasts at most 30 days
              hint: the latest end is 2026-12-21T12:00:00Z
            """),
    DiagnosticCase(
        "a waiver that opens a door lasts at most 72 hours and names each server",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waivers:
          - {match: {names: [db-*]}, until: 2026-11-24T12:00:01Z, reason: INC-1, enabled: true}

        """,
        gives: """
            10-ssh.yaml:7:6: error: a waiver with 'enabled: true' needs 'ids' or whole names
              hint: name each server, without '*' and '?'
            10-ssh.yaml:7:37: error: a waiver with 'enabled: true' lasts at most 72 hours
              hint: the latest end is 2026-11-24T12:00:00Z
            """),
    DiagnosticCase(
        "a waiver that opens doors says so",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waivers:
          - {match: {names: [db-7, db-8]}, until: 2026-11-24T12:00:00Z, reason: INC-1, enabled: true}
          - {match: {ids: [vps_1]}, until: 2026-11-22T12:00:00+01:00, reason: INC-2, enabled: true}

        """,
        gives: """
            10-ssh.yaml:7:89: warning: OPENS password login on 2 servers
            10-ssh.yaml:8:87: warning: OPENS password login on 1 server
            """),
    DiagnosticCase(
        "a waiver that ended draws a warning, even one that opened doors",
        """
        name: a
        resource: vps.sshPasswordLogin
        mode: observe
        match: all
        desired: {enabled: false}
        waivers:
          - {match: {names: [db-7]}, until: 2026-11-21T12:00:00Z, reason: INC-1, enabled: true}

        """,
        gives: """
            10-ssh.yaml:7:37: warning: this waiver ended at 2026-11-21T12:00:00Z
              hint: remove it
            """),
]

@Test("what keys mean together is judged with its place", arguments: cases)
private func meaningDiagnostics(_ example: DiagnosticCase) {
    #expect(policyDiagnostics(example.text) == example.expected)
}
