import Foundation
import ReconcileCore
import ReconcilePolicy
import Testing

private let start = "name: a\nresource: vps.sshPasswordLogin\nmode: observe\n"
private let whole = start + "match: all\ndesired: {enabled: false}\n"

/// Texts whose validity a JSON Schema can judge, with what both it and the loader have to say.
private let policies: [(text: String, isValid: Bool)] = [
    (whole, true),
    (start + "match: all\n", false),
    (start + "desired: {enabled: false}\n", false),
    (whole + "colour: red\n", false),
    (whole + "waves: {canary: 1, batch: 20%, soak: 10m, stopAfterFailures: 2}\n", true),
    (whole + "waves: {batch: 5}\n", true),
    (whole + "waves: {}\n", false),
    (whole + "waves: {canary: 0}\n", false),
    (whole + "waves: {batch: 0%}\n", false),
    (whole + "waves: {soak: 10}\n", false),
    (whole + "waves: {stopAfterFailures: 0}\n", false),
    (whole + "priority: -5\n", true),
    (whole + "priority: 1000001\n", false),
    (whole + "priority: \"1\"\n", false),
    (whole + "evidence: any\n", true),
    (whole + "evidence: some\n", false),
    (whole + "guards: {}\n", false),
    (whole + "guards: {sshKeys: {minimum: 2}}\n", true),
    (whole + "guards: {sshKeys: {minimum: 0}}\n", false),
    (whole + "guards: {sshKeys: {fingerprints: []}}\n", false),
    (whole + "guards: {sshKeys: {fingerprints: [\"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\"]}}\n", true),
    (whole + "guards: {sshKeys: {fingerprints: [\"SHA256:short\"]}}\n", false),
    (whole + "schedule: {every: 1h30m}\n", true),
    (whole + "schedule: {every: 30m1h}\n", false),
    (whole + "schedule: {every: 90}\n", false),
    (whole + "schedule: {settle: 0s}\n", true),
    (whole + "schedule: {settle: 5}\n", false),
    (whole + "schedule: {windows: [\"Mon..Fri 09:00-16:00 Europe/Stockholm\"]}\n", true),
    (whole + "schedule: {windows: [\"!Sat,Sun 00:00-24:00 UTC\", \"22:00-04:00 Etc/GMT+5\"]}\n", true),
    (whole + "schedule: {windows: [\"Mon..Fri 9-16 Europe/Stockholm\"]}\n", false),
    (whole + "schedule: {windows: [\"Mon..Fri 09:00-16:00\"]}\n", false),
    (whole + "schedule: {windows: []}\n", false),
    (whole + "brake: {changesPerDay: 30%}\n", true),
    (whole + "brake: {changesPerDay: 100%}\n", true),
    (whole + "brake: {changesPerDay: 0%}\n", false),
    (whole + "brake: {changesPerDay: 12}\n", true),
    (whole + "brake: {changesPerDay: -1}\n", false),
    (whole + "waivers: []\n", false),
    (whole + "waivers: [{match: all, until: 2026-12-01T00:00:00Z, reason: INC-1}]\n", true),
    (whole + "waivers: [{match: all, until: 2026-12-01T00:00:00Z}]\n", false),
    (start + "match: {ids: [a]}\ndesired: {enabled: true}\nacknowledge: opens-root-password-login\n", true),
    (start + "match: {ids: [a]}\ndesired: {enabled: true}\nacknowledge: please\n", false),
    (start + "match: everything\ndesired: {enabled: false}\n", false),
    (start + "match: {}\ndesired: {enabled: false}\n", false),
    (start + "match: {names: [\"web-*\"], os: [debian], ips: [192.0.2.0/24]}\ndesired: {enabled: false}\n", true),
    (start + "match: {names: web}\ndesired: {enabled: false}\n", false),
    (start + "match: {tags: {anyOf: [prod], noneOf: [x]}}\ndesired: {enabled: false}\n", true),
    (start + "match: {tags: {allOf: [prod]}}\ndesired: {enabled: false}\n", false),
    (start + "match: all\ndesired: {enabled: false, scope: root}\n", true),
    (start + "match: all\ndesired: {enabled: no}\n", false),
    (start + "match: all\ndesired: {scope: root}\n", false),
]

private let account = "name: a\nresource: hosting.password\nmode: observe\nmatch: all\n"
private let aged = account + "desired: {rotatedWithin: 90d, firstRotation: spread}\n"
private let anna = "age1nqs0de0zsx0ch0ajyg84wvnzxfz3xyauzffu9cuqqy05srxaqqvsfuysmm"
private let passwords = aged + "escrow: {recipients: [\(anna)]}\n"

/// The same for the second kind.
private let hostingPolicies: [(text: String, isValid: Bool)] = [
    (passwords, true),
    (aged, false),
    (aged + "escrow: {}\n", false),
    (aged + "escrow: {recipients: []}\n", false),
    (aged + "escrow: {recipients: [age1short]}\n", false),
    (aged + "escrow: {recipients: [ssh-ed25519 AAAA]}\n", false),
    (aged + "escrow: {recipients: [\(anna.uppercased())]}\n", true),
    (aged + "escrow: {recipients: [\(anna), \(anna)]}\n", false),
    (aged + "escrow: {command: [/bin/take, --now]}\n", true),
    (aged + "escrow: {command: [take]}\n", false),
    (aged + "escrow: {command: [/bin/take], recipients: [\(anna)]}\n", false),
    (passwords + "generate: {length: 8}\n", true),
    (passwords + "generate: {length: 129}\n", false),
    (passwords + "generate: {}\n", false),
    (passwords + "schedule: {every: 1h}\nwaves: {batch: 5}\nbrake: {changesPerDay: 10%}\n", true),
    (passwords + "guards: {sshKeys: {minimum: 2}}\n", false),
    (passwords + "evidence: any\n", false),
    (passwords + "acknowledge: opens-root-password-login\n", false),
    (passwords + "waivers: [{match: all, until: 2026-12-01T00:00:00Z, reason: INC-1}]\n", true),
    (passwords + "waivers: [{match: all, until: 2026-12-01T00:00:00Z, reason: INC-1, enabled: false}]\n", false),
    (passwords.replacingOccurrences(of: "match: all", with: "match: {names: [a], tags: {anyOf: [b]}}"), true),
    (passwords.replacingOccurrences(of: "match: all", with: "match: {os: [debian]}"), false),
    (passwords.replacingOccurrences(of: "spread", with: "soon"), false),
    (passwords.replacingOccurrences(of: "90d", with: "90"), false),
    (passwords.replacingOccurrences(of: "rotatedWithin: 90d, ", with: ""), false),
    (passwords.replacingOccurrences(of: ", firstRotation: spread", with: ""), false),
    (whole + "generate: {length: 8}\n", false),
    (whole + "escrow: {recipients: [\(anna)]}\n", false),
    (start + "match: all\ndesired: {rotatedWithin: 90d, firstRotation: now}\n", false),
]

private let configurations: [(text: String, isValid: Bool)] = [
    ("api: {baseURL: \"https://example.com\", tokenFile: /etc/token, timeout: 1m}\n", true),
    ("api: {baseURL: \"ftp://example.com\"}\n", false),
    ("api: {baseURL: \"https://example.com/?a\"}\n", false),
    ("api: {tokenFile: token}\n", false),
    ("api: {}\n", false),
    ("apis: {timeout: 1m}\n", false),
    ("pacing: {share: 1%, ceiling: 60/1m, concurrency: 64}\n", true),
    ("pacing: {share: 101%}\n", false),
    ("pacing: {share: 80}\n", false),
    ("pacing: {ceiling: 60}\n", false),
    ("pacing: {ceiling: none}\n", true),
    ("pacing: {concurrency: 65}\n", false),
    ("inventory: {every: 15m}\n", true),
    ("inventory: {every: soon}\n", false),
    ("brake: {changesPerDay: 12}\n", true),
    ("brake: {changesPerDay: all}\n", false),
    ("escrow: {directory: auto}\n", true),
    ("escrow: {directory: here}\n", false),
    ("control: {socket: /run/a.sock}\n", true),
    ("control: {socket: /\(String(repeating: "s", count: 107))}\n", false),
    ("metrics: {listen: \"[::1]:9090\"}\n", true),
    ("metrics: {listen: 127.0.0.1}\n", false),
    ("log: {level: notice}\n", true),
    ("log: {level: loud}\n", false),
]

@Suite("the JSON Schemas")
struct SchemaTests {
    private func schema(_ name: String) throws -> JSONSchema {
        try JSONSchema(RepositoryFiles.text("Sources/ReconcilePolicy/Schemas/\(name).schema.json"))
    }

    @Test("the policy schema and the loader agree", arguments: policies + hostingPolicies)
    func policySchema(example: (text: String, isValid: Bool)) throws {
        #expect(try schema("policy").accepts(example.text) == example.isValid)
        #expect(!policyDiagnostics(example.text).contains("error: ") == example.isValid)
    }

    @Test("the configuration schema and the loader agree", arguments: configurations)
    func configurationSchema(example: (text: String, isValid: Bool)) throws {
        #expect(try schema("config").accepts(example.text) == example.isValid)
        #expect(!configurationDiagnostics(example.text).contains("error: ") == example.isValid)
    }

    @Test("the policy schema accepts every example")
    func examples() throws {
        let schema = try schema("policy")
        let directory = RepositoryFiles.root.appendingPathComponent("policies").path
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            #expect(try schema.accepts(RepositoryFiles.text("policies/\(name)")), "\(name)")
        }
    }
}
