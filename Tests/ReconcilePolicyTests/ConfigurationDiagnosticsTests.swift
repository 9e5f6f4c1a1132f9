import Testing

private let cases: [DiagnosticCase] = [
    DiagnosticCase(
        "unknown keys are reported with the nearest right spelling",
        """
        apo:
          timeout: 30s
        log: {levle: info}

        """,
        gives: """
            reconciled.yaml:1:1: error: unknown key 'apo'
              hint: did you mean 'api'?
            reconciled.yaml:3:7: error: unknown key 'levle'
              hint: did you mean 'level'?
            """),
    DiagnosticCase(
        "a group with nothing in it is an error",
        """
        api:

        """,
        gives: """
            reconciled.yaml:1:1: error: nothing stands under 'api'
              hint: give it a value or remove it
            """),
    DiagnosticCase(
        "a group is no word",
        """
        log: debug

        """,
        gives: """
            reconciled.yaml:1:6: error: 'log' wants keys and values, got 'debug'
              hint: known here: level
            """),
    DiagnosticCase(
        "the address of the API is https, or http to this machine",
        """
        api: {baseURL: "http://127.0.0.1.example.com/api"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' is http to '127.0.0.1.example.com': the token would travel in the clear
              hint: write https://; http:// is for localhost, 127.0.0.0/8 and [::1] alone
            """),
    DiagnosticCase(
        "the address of the API has a scheme and a host",
        """
        api: {baseURL: cloud.hostup.se}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' is not an absolute address with scheme and host
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has a port that there can be",
        """
        api: {baseURL: "https://cloud.hostup.se:99999999999999999999"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' is not an absolute address with scheme and host
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has no user",
        """
        api: {baseURL: "https://u:p@cloud.hostup.se"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' cannot have a user or password
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has no user whose name is no text either",
        """
        api: {baseURL: "https://%99:p@cloud.hostup.se"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' cannot have a user or password
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has no query that is no text either",
        """
        api: {baseURL: "https://cloud.hostup.se/?%99"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' cannot have a query
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has no query",
        """
        api: {baseURL: "https://cloud.hostup.se/?a=b"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' cannot have a query
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the address of the API has no fragment",
        """
        api: {baseURL: "https://cloud.hostup.se/#a"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' cannot have a fragment
              hint: write one such as https://cloud.hostup.se/api/v2
            """),
    DiagnosticCase(
        "the scheme is https",
        """
        api: {baseURL: "ftp://cloud.hostup.se/"}

        """,
        gives: """
            reconciled.yaml:1:16: error: 'baseURL' has the scheme 'ftp', not https
              hint: write https://
            """),
    DiagnosticCase(
        "values out of their range are refused",
        """
        api: {tokenFile: token, timeout: 11m}
        pacing: {share: 0%, ceiling: 60, concurrency: 65}
        inventory: {every: 9s}
        brake: {changesPerDay: 101%}
        escrow: {directory: ./escrow}
        control: {socket: /sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss}
        metrics: {listen: "::1:9090"}
        log: {level: warn}

        """,
        gives: """
            reconciled.yaml:1:18: error: 'tokenFile' wants 'none' or an absolute path of at most 4095 bytes, got 'token'
            reconciled.yaml:1:34: error: 'timeout' wants a duration from 1s to 10m, got '11m'
            reconciled.yaml:2:17: error: 'share' wants a share from 1% to 100%, got '0%'
            reconciled.yaml:2:30: error: 'ceiling' wants 'none' or requests in a span of time such as 60/1m, got '60'
            reconciled.yaml:2:47: error: 'concurrency' wants a whole number from 1 to 64, got '65'
            reconciled.yaml:3:20: error: 'every' wants a duration from 10s to 1d, got '9s'
            reconciled.yaml:4:24: error: 'changesPerDay' wants a share from 1% to 100% or a number of resources, got '101%'
            reconciled.yaml:5:21: error: 'directory' wants 'auto' or an absolute path of at most 4095 bytes, got './escrow'
            reconciled.yaml:6:19: error: 'socket' wants 'auto' or an absolute path of at most 107 bytes, got '/sssssssssssssssssssssssssssssssssssssssssssssssssssssssssss…'
            reconciled.yaml:7:19: error: 'listen' wants 'none' or host and port such as 127.0.0.1:9090 or [::1]:9090, got '::1:9090'
            reconciled.yaml:8:14: error: 'level' wants 'debug', 'info', 'notice', 'warning' or 'error', got 'warn'
            """),
    DiagnosticCase(
        "an empty file is an error",
        "",
        gives: """
            reconciled.yaml:1:1: error: the file is empty
            """),
]

@Test("what is wrong with a configuration is said with its place", arguments: cases)
private func configurationDiagnostics(_ example: DiagnosticCase) {
    #expect(configurationDiagnostics(example.text) == example.expected)
}
