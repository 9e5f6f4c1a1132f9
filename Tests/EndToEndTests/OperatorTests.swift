import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite("What people ask and say", .timeLimit(.minutes(15)))
struct OperatorTests {
    @Test("pause holds every write until resume, and looking goes on")
    func pauseAndResume() async throws {
        try await World.with(Fleet(4)) { world in
            #expect(try await world.tell("pause", "--forever", "--reason", "moving house").error == nil)
            let paused = try await world.pass("once")
            #expect(paused.status == 2)
            #expect(paused.document.heldBy.mapValues(\.count) == ["paused": 4])
            #expect(try await world.simulator.report().requests["write"] == nil)
            let name = try #require(paused.document.resources.first?.name)
            #expect(try await world.tell("resume", "--reason", "moved").error == nil)
            #expect(try await world.tell("pause", name, "--until", "1h", "--reason", "this one not").error == nil)
            let resumed = try await world.pass("once")
            #expect(resumed.status == 2)
            #expect(resumed.document.heldBy.mapValues(\.count) == ["paused": 1])
            #expect(resumed.document.resource(name)?.holds.first?.until != nil)
            #expect(try await world.tell("resume", name, "--reason", "now it too").error == nil)
            #expect(try await world.pass("once").status == 0)
            #expect(try await world.simulator.report().violations == [])
        }
    }

    @Test("a waived resource is looked at and left alone, is told, and does not make the exit 2")
    func waive() async throws {
        try await World.with(Fleet(4, drifted: 0)) { world in
            #expect(try await world.run("once").status == 0)
            let victim = try #require(try await world.simulator.listing().first)
            try await world.simulator.change(victim.id, .reopen)
            #expect(try await world.tell("waive", victim.name, "--until", "2h", "--reason", "INC-123").error == nil)
            let pass = try await world.pass("once")
            #expect(pass.status == 0)
            #expect(pass.document.heldBy == ["waived": [victim.id]])
            #expect(pass.document.resource(victim.id)?.verdict == "drifted")
            #expect(try await world.simulator.report().requests["write"] == nil)
        }
    }

    @Test("a waiver that wants the door open opens it, and at its end the policy shuts it again")
    func waiveOpen() async throws {
        try await World.with(Fleet(3, drifted: 0)) { world in
            #expect(try await world.run("once").status == 0)
            let victim = try #require(try await world.simulator.listing().first)
            let said = try await world.tell(
                "waive", victim.name, "--until", "12s", "--reason", "console broken", "--enabled", "true")
            #expect(said.error == nil)
            let until = ContinuousClock.now + .seconds(12)
            let open = try await world.pass("once")
            #expect(open.status == 0, "\(open.document.heldBy)")
            #expect(try await world.simulator.report().guest(victim.id)?.enabled == true)
            try await Patience.wait(for: "the waiver to end") { ContinuousClock.now > until }
            let shut = try await world.pass("once")
            #expect(shut.status == 0, "\(shut.document.heldBy)")
            let report = try await world.simulator.report()
            #expect(report.guest(victim.id)?.enabled == false)
            #expect(report.requests["write"] == 2)
            #expect(report.violations == [])
            let kinds = try await world.history(victim.id).events.map(\.kind)
            #expect(kinds.contains("waived") && kinds.contains("waiverEnded"), "\(kinds)")
        }
    }

    @Test(
        "what cannot be meant is refused: 64 for a wrong time, 1 for a name that nothing has, and nothing is recorded")
    func refused() async throws {
        try await World.with(Fleet(2, drifted: 0)) { world in
            #expect(try await world.run("once").status == 0)
            let before = try await world.history().events.count
            let name = try #require(try await world.simulator.listing().first?.name)
            let cases: [(command: [String], status: Int32)] = [
                (["pause", "--until", "2020-01-01T00:00:00Z", "--reason", "past"], 64),
                (["waive", name, "--until", "31d", "--reason", "long"], 64),
                (["waive", name, "--until", "73h", "--reason", "long", "--enabled", "true"], 64),
                (["waive", "nobody", "--until", "1h", "--reason", "who"], 1),
                (["pause", "nobody", "--forever", "--reason", "who"], 1),
                (["release", "nothing", "--reason", "what"], 1),
            ]
            for (command, status) in cases {
                let outcome = try await world.sandbox.run(
                    Programs.reconciled, world.arguments(command + ["--output", "json"]))
                #expect(outcome.status == status, "\(command): \(outcome.errors)")
                #expect(try OperatorDocument(outcome.output).error != nil, "\(command)")
            }
            #expect(try await world.history().events.count == before)
        }
    }

    @Test("explain shows gates, guards, holds and the next look, and fails on a name that nothing has")
    func explain() async throws {
        var fleet = Fleet(2)
        fleet.specification.withoutKeys = 0.5
        let keyless = try #require(fleet.guests.first { $0.login.keys.isEmpty })
        try await World.with(fleet) { world in
            #expect(try await world.run("once").status == 2)
            let outcome = try await world.run("explain", keyless.name, "--output", "json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let explained = try ExplainDocument(outcome.output).resource
            #expect(explained?.id == keyless.id)
            #expect(explained?.policies == [PolicyText.usualName])
            #expect(explained?.gates?.canDisable.allowed == true)
            #expect(explained?.guards.map(\.name) == ["sshKeys"])
            #expect(explained?.guards.map(\.open) == [false])
            #expect(explained?.holds.map(\.reason) == ["sshKeys"])
            #expect(explained?.next != nil)
            let unknown = try await world.run("explain", "nobody", "--output", "json")
            #expect(unknown.status == 1)
            #expect(try ExplainDocument(unknown.output).error != nil)
        }
    }

    @Test("history tells one resource's story in order, and with --ours what we changed first")
    func history() async throws {
        try await World.with(Fleet(3)) { world in
            #expect(try await world.run("once").status == 0)
            let name = try #require(try await world.simulator.listing().first?.name)
            let story = try await world.history(name).events
            #expect(story.map(\.kind) == ["drift", "intent", "outcome", "confirmed", "driftEnded"])
            #expect(story.map(\.seq) == story.map(\.seq).sorted())
            #expect(story.allSatisfy { $0.hash.wholeMatch(of: /[0-9a-f]{64}/) != nil })
            #expect(try await world.history("--ours").events.map(\.kind) == ["intent", "intent", "intent"])
            let future = try await world.history("--since", "2100-01-01T00:00:00Z").events
            #expect(future.isEmpty)
        }
    }

    @Test("check reads offline: its files, its warnings, and with --impact whom a change of policies would concern")
    func check() async throws {
        try await World.with(Fleet(3)) { world in
            #expect(try await world.run("once").status == 0)
            let asked = try await world.simulator.report().totalRequests
            var other = PolicyText()
            other.name = "other"
            try world.sandbox.write(other)
            let outcome = try await world.run("check", "--impact", "--output", "json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let document = try CheckDocument(outcome.output)
            let policy = "\(world.sandbox.policies.path)/10-login-off.yaml"
            #expect(document.files == [world.sandbox.configuration.path, policy])
            #expect(document.errors.map(\.severity) == ["warning", "warning"])
            #expect(document.errors.map(\.line) == [3, 6])
            #expect(document.impact?.changes.map(\.from) == Array(repeating: PolicyText.usualName, count: 3))
            #expect(document.impact?.changes.map(\.to) == ["other", "other", "other"])
            #expect(try await world.simulator.report().totalRequests == asked)
        }
    }
}

extension World {
    /// A command that writes a person's word down, and must succeed.
    @discardableResult
    func tell(_ command: String...) async throws -> OperatorDocument {
        let outcome = try await sandbox.run(Programs.reconciled, arguments(command + ["--output", "json"]))
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        return try OperatorDocument(outcome.output)
    }
}

/// What `pause`, `resume`, `waive` and `release` print.
struct OperatorDocument: Decodable {
    var done: String?
    var error: String?

    init(_ text: String) throws {
        self = try StrictJSON.decode(Self.self, text, ["": ["schema", "at", "done", "error"]])
    }
}

struct ExplainDocument: Decodable {
    var resource: Explained?
    var error: String?

    struct Explained: Decodable {
        var id: String
        var verdict: String
        var policies: [String]
        var gates: Gates?
        var guards: [Guard]
        var holds: [ResourceDocument.Hold]
        var next: String?
        /// Of a hosting account alone.
        var rotation: Rotation?
    }

    struct Rotation: Decodable {
        var versions: [Version]
    }

    struct Version: Decodable {
        var version: Int
        var state: String
    }

    struct Gates: Decodable {
        var canDisable: Gate
    }

    struct Gate: Decodable {
        var allowed: Bool
    }

    struct Guard: Decodable {
        var name: String
        var open: Bool
    }

    init(_ text: String, of kind: ResourceKind = .sshPasswordLogin) throws {
        let shape: StrictJSON.Shape = [
            "": ["schema", "at", "resource", "error"],
            ".resource.guards[]": ["name", "open", "detail", "code"],
        ]
        var keys: Set = ["policies", "gates", "guards", "next"]
        if kind == .hostingPassword { keys.insert("rotation") }
        let resource = StrictJSON.resource(at: ".resource", keys, of: kind)
        self = try StrictJSON.decode(Self.self, text, shape.merging(resource) { first, _ in first })
    }
}

private struct CheckDocument: Decodable {
    var files: [String]
    var errors: [Diagnostic]
    var impact: Impact?

    struct Diagnostic: Decodable {
        var line: Int
        var severity: String
    }

    struct Impact: Decodable {
        var changes: [Change]
    }

    struct Change: Decodable {
        var from: String?
        var to: String?
    }

    init(_ text: String) throws {
        let shape: StrictJSON.Shape = [
            "": ["schema", "at", "files", "errors", "impact?"],
            ".errors[]": ["file", "line", "column", "severity", "message", "hint"],
            ".impact": ["changes", "unchanged"],
            ".impact.changes[]": ["id", "name", "from", "to"],
        ]
        self = try StrictJSON.decode(Self.self, text, shape)
    }
}
