import Foundation
import ReconcileCore
import ReconcilePolicy
import Testing

@Suite("configuration")
struct ConfigurationTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var source: ConfigurationSource {
        ConfigurationSource(
            file: "\(directory.path)/reconciled.yaml", isNamed: false, dropIns: "\(directory.path)/reconciled.d")
    }

    @Test("without any file the defaults of the contract hold")
    func defaults() throws {
        let loaded = try ConfigurationLoader.load(source).get()
        #expect(loaded.files == [])
        #expect(loaded.configuration == Configuration())
        let configuration = loaded.configuration
        #expect(configuration.baseURL.text == "https://cloud.hostup.se/api/v2")
        #expect(configuration.timeout == .seconds(30))
        #expect(configuration.settings.pacing == PacingSettings(share: 80, ceiling: nil, concurrency: 8))
        #expect(configuration.settings.inventoryEvery == .minutes(15))
        #expect(configuration.settings.brake == .off)
        #expect(configuration.logLevel == .info)
    }

    @Test("every key reaches the configuration")
    func everyKey() throws {
        try directory.write(
            """
            api: {baseURL: "https://example.com/api/v2//", tokenFile: /etc/token, timeout: 1m}
            pacing: {share: 50%, ceiling: 60/1m, concurrency: 64}
            inventory: {every: 10s}
            brake: {changesPerDay: 20%}
            escrow: {directory: /srv/escrow}
            control: {socket: /run/a.sock}
            metrics: {listen: "[::1]:9090"}
            log: {level: debug}
            """, to: "reconciled.yaml")
        let expected = Configuration(
            baseURL: try APIBaseURL("https://example.com/api/v2"), tokenFile: "/etc/token", timeout: .minutes(1),
            settings: Settings(
                pacing: PacingSettings(
                    share: 50, ceiling: RateCeiling(requests: 60, window: .minutes(1)), concurrency: 64),
                inventoryEvery: .seconds(10), brake: .percent(20)),
            escrowDirectory: "/srv/escrow", controlSocket: "/run/a.sock",
            metricsListen: .init(host: "::1", port: 9090), logLevel: .debug)
        #expect(try ConfigurationLoader.load(source).get().configuration == expected)
    }

    @Test("drop-ins win key by key, the last one by name first")
    func dropIns() throws {
        try directory.write("api: {timeout: 10s, tokenFile: /a}\npacing: {share: 10%}\n", to: "reconciled.yaml")
        try directory.write("api: {timeout: 30s}\n", to: "reconciled.d/20-b.yaml")
        try directory.write("api: {timeout: 20s}\nlog: {level: error}\n", to: "reconciled.d/10-a.yaml")
        try directory.write("api: {tokenFile: none}\n", to: "reconciled.d/30-c.yaml")
        try directory.link("reconciled.d/40-d.yaml", to: "/dev/null")
        try directory.write("nonsense", to: "reconciled.d/README")
        let loaded = try ConfigurationLoader.load(source).get()
        #expect(
            loaded.files.map(directory.named) == [
                "DIR/reconciled.yaml", "DIR/reconciled.d/10-a.yaml", "DIR/reconciled.d/20-b.yaml",
                "DIR/reconciled.d/30-c.yaml",
            ])
        let expected = Configuration(
            timeout: .seconds(30), settings: Settings(pacing: PacingSettings(share: 10)), logLevel: .error)
        #expect(loaded.configuration == expected)
    }

    @Test("a drop-in that nothing else goes with is enough")
    func dropInAlone() throws {
        try directory.write("log: {level: warning}\n", to: "reconciled.d/10-a.yaml")
        #expect(try ConfigurationLoader.load(source).get().configuration == Configuration(logLevel: .warning))
    }

    @Test("the errors of every file come together, also of keys that a later file sets again")
    func allErrors() throws {
        try directory.write("api: {timeout: 0s}\n", to: "reconciled.yaml")
        try directory.write("api: {timeout: 30s}\nlogs: {}\n", to: "reconciled.d/10-a.yaml")
        #expect(
            directory.named(diagnostics(of: ConfigurationLoader.load(source))) == """
                DIR/reconciled.yaml:1:16: error: 'timeout' wants a duration from 1s to 10m, got '0s'
                DIR/reconciled.d/10-a.yaml:2:1: error: unknown key 'logs'
                  hint: did you mean 'log'?
                """)
    }

    @Test("a file that somebody named is read alone, and has to be there")
    func namedFile() throws {
        try directory.write("log: {level: debug}\n", to: "reconciled.d/10-a.yaml")
        let file = try directory.write("api: {timeout: 5s}\n", to: "reconciled.yaml")
        let loaded = try ConfigurationLoader.load(.only(file)).get()
        #expect(loaded.files == [file])
        #expect(loaded.configuration == Configuration(timeout: .seconds(5)))
        #expect(
            directory.named(diagnostics(of: ConfigurationLoader.load(.only("\(directory.path)/none.yaml")))) == """
                DIR/none.yaml:1:1: error: cannot be read: no such file or directory
                  hint: is it spelled right, and is it no broken link?
                """)
    }

    @Test("the default file may be missing, but a broken link is an error")
    func brokenLink() throws {
        try directory.link("reconciled.yaml", to: "nowhere")
        #expect(diagnostics(of: ConfigurationLoader.load(source)).contains("cannot be read: no such file or directory"))
    }

    @Test("a file of nothing but comments says nothing")
    func comments() throws {
        let loaded = try ConfigurationLoader.parse(text: "# api:\n#   timeout: 1s\n", file: "a.yaml").get()
        #expect(loaded.configuration == Configuration())
    }

    @Test(
        "http is for this machine alone",
        arguments: [
            ("http://localhost/api/v2", true), ("http://LOCALHOST:8080", true), ("http://127.0.0.1:8080/", true),
            ("http://127.9.8.7", true), ("http://[::1]:8080/api", true), ("https://example.com", true),
            ("HTTPS://example.com", true), ("http://example.com", false), ("http://localhost.example.com", false),
            ("http://128.0.0.1", false), ("http://127.1", false), ("http://[::2]", false),
            ("http://[::ffff:127.0.0.1]", false),
            ("http://0.0.0.0", false), ("http://2130706433", false), ("http://localhost@example.com", false),
            ("http:///api", false), ("//localhost", false), ("https://", false), ("https://a b", false),
            ("https://example.com:0", false), ("https://example.com:99999", false), ("unix:/run/a.sock", false),
            ("", false),
        ])
    func loopback(text: String, isAllowed: Bool) {
        #expect(((try? APIBaseURL(text)) != nil) == isAllowed)
    }

    @Test("no part of a refused address in which a password may stand is repeated")
    func passwordsAreNotRepeated() {
        #expect(!configurationDiagnostics("api: {baseURL: \"https://me:secret@example.com\"}").contains("secret"))
        #expect(!configurationDiagnostics("api: {baseURL: \"https://me:secret@exa mple.com\"}").contains("secret"))
    }

    @Test(
        "metrics listen on a name, an IPv4 address or an IPv6 address in brackets",
        arguments: [
            ("127.0.0.1:9090", "127.0.0.1:9090"), ("localhost:1", "localhost:1"), ("\"[::]:65535\"", "[::]:65535"),
            ("none", nil), ("\":9090\"", "error"), ("9090", "error"), ("a:0", "error"), ("a:65536", "error"),
            ("\"[a]:1\"", "error"), ("\"a b:1\"", "error"),
        ] as [(String, String?)])
    func listening(text: String, expected: String?) {
        switch ConfigurationLoader.parse(text: "metrics: {listen: \(text)}", file: "a.yaml") {
        case .success(let loaded): #expect(loaded.configuration.metricsListen?.description == expected)
        case .failure: #expect(expected == "error")
        }
    }
}
