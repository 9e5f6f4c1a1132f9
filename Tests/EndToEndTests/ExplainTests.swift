import Foundation
import ReconcileSimulation
import Testing

@Suite("explain for a whole fleet in trouble", .timeLimit(.minutes(15)))
struct ExplainTests {
    /// Every kind of trouble that a simulated fleet can be made up with.
    private static let troubled: Fleet = {
        var fleet = Fleet(200, drifted: 0.5)
        fleet.specification.stopped = 0.06
        fleet.specification.suspended = 0.06
        fleet.specification.withoutKeys = 0.06
        fleet.specification.gateClosed = 0.06
        fleet.specification.agentMissing = 0.06
        fleet.specification.otherUsers = 0.06
        fleet.specification.configFilesOnly = 0.06
        fleet.specification.windows = 0.06
        return fleet
    }()

    private static let everyTrouble: Set<String> = [
        "compliant", "drifted paused", "drifted waived", "drifted gate pending_order", "drifted sshKeys no_key",
        "unknown notEligible", "unknown notActive", "unknown notRunning", "unknown unknownState unavailable",
        "unknown unknownState contradiction", "unknown unknownState enabled", "unknown unknownState source",
        "unknown unknownState evidence",
    ]

    @Test("explain names, for each of 200 guests, what a person who reads the simulator's truth would name")
    func namesTheTruth() async throws {
        var observing = PolicyText()
        observing.mode = "observe"
        try await World.with(Self.troubled, observing) { world in
            // Only of what was once listed can anybody speak.
            #expect(try await world.pass("once").status == 2)
            let guests = Self.troubled.guests
            let oddities = Oddities(guests)
            try await world.simulator.setFaults(oddities.faults)
            try await world.tell("pause", oddities.paused, "--forever", "--reason", "moving house")
            try await world.tell("waive", oddities.waived, "--until", "2h", "--reason", "INC-123")
            try world.sandbox.write(PolicyText())
            #expect(try await world.pass("once").status == 2)
            let report = try await world.simulator.report()
            var wrong: [String] = []
            var reasons: Set<String> = []
            for guest in guests {
                let now = try #require(report.guest(guest.id))
                let truth = Truth(guest, isOpen: now.enabled || now.passwordAuthentication == "yes", oddities)
                reasons.insert([truth.verdict, truth.reason, truth.code].compactMap { $0 }.joined(separator: " "))
                wrong += try await world.explanation(of: guest.id).faults(against: truth).map { "\(guest.name): \($0)" }
            }
            #expect(wrong == [])
            #expect(reasons == Self.everyTrouble, "nothing was left out")
            #expect(guests.count == 200)
            #expect(report.violations == [])
        }
    }
}

/// What befalls single guests beside the fleet's own troubles.
private struct Oddities {
    var paused = ""
    var waived = ""
    var contradictory = ""
    var undecided = ""
    var novel = ""

    /// Open guests that nothing else ails.
    init(_ guests: [SimulatedGuest]) {
        let plain = guests.filter {
            $0.login == .open(keys: $0.login.keys) && !$0.login.keys.isEmpty && $0.runs && $0.hasAgent
                && !$0.hasPendingOrder && $0.source == "effective_sshd_config"
        }.map(\.id)
        guard plain.count >= 5 else { return }
        (paused, waived, contradictory, undecided, novel) = (plain[0], plain[1], plain[2], plain[3], plain[4])
    }

    var faults: [FaultRule] {
        [
            FaultRule(.contradiction, guest: contradictory), FaultRule(.enabledNull, guest: undecided),
            FaultRule(.sourceNovel, guest: novel),
        ]
    }
}

/// What a person would say of one guest who can see into it.
private struct Truth: Equatable {
    var verdict: String
    /// The hold that comes first, and its code.
    var reason: String?
    var code: String?
    /// Something of the guest that the sentence must name.
    var mentions = ""

    init(_ guest: SimulatedGuest, isOpen: Bool, _ oddities: Oddities) {
        self.init("compliant")
        if let hidden = Self.hidden(guest, oddities) {
            self = hidden
        } else if isOpen {
            self = Self.held(guest, oddities)
        } else if guest.source != "effective_sshd_config" {
            // What the files say is no proof of what sshd does.
            self = Self("unknown", "unknownState", "evidence")
        }
    }

    private init(_ verdict: String, _ reason: String? = nil, _ code: String? = nil, mentions: String = "") {
        (self.verdict, self.reason, self.code, self.mentions) = (verdict, reason, code, mentions)
    }

    /// Why nobody can tell whether its door is open.
    private static func hidden(_ guest: SimulatedGuest, _ oddities: Oddities) -> Truth? {
        if guest.system.family == "windows" { return Truth("unknown", "notEligible", mentions: "windows") }
        if guest.serviceStatus != "active" { return Truth("unknown", "notActive", mentions: guest.serviceStatus) }
        if guest.powerState != "running" { return Truth("unknown", "notRunning", mentions: guest.powerState) }
        if !guest.hasAgent { return Truth("unknown", "unknownState", "unavailable", mentions: "guest agent") }
        switch guest.id {
        case oddities.contradictory: return Truth("unknown", "unknownState", "contradiction")
        case oddities.undecided: return Truth("unknown", "unknownState", "enabled")
        case oddities.novel: return Truth("unknown", "unknownState", "source", mentions: "crystal_ball")
        default: return nil
        }
    }

    /// Why its door is open still.
    private static func held(_ guest: SimulatedGuest, _ oddities: Oddities) -> Truth {
        if guest.id == oddities.paused { return Truth("drifted", "paused", mentions: "moving house") }
        if guest.id == oddities.waived { return Truth("drifted", "waived", mentions: "INC-123") }
        if guest.hasPendingOrder { return Truth("drifted", "gate", "pending_order", mentions: "pending order") }
        if guest.login.keys.isEmpty { return Truth("drifted", "sshKeys", "no_key", mentions: "key") }
        return Truth("drifted")
    }
}

/// What `explain` says of one guest, in both forms.
private struct Explanation {
    var resource: ExplainDocument.Explained
    var text: String

    func faults(against truth: Truth) -> [String] {
        var faults: [String] = []
        let lead = resource.holds.first
        if resource.verdict != truth.verdict { faults.append("\(resource.verdict), but is \(truth.verdict)") }
        if lead?.reason != truth.reason || lead?.code != truth.code {
            let (said, real) = (lead.map { "\($0)" } ?? "nothing", truth.reason ?? "nothing")
            faults.append("held by \(said), but is by \(real) \(truth.code ?? "")")
        }
        if !truth.mentions.isEmpty, lead?.detail.contains(truth.mentions) != true {
            faults.append("'\(lead?.detail ?? "")' does not name '\(truth.mentions)'")
        }
        let words = [truth.verdict.uppercased()] + (truth.reason.map { ["held by", "\($0): "] } ?? [])
        return faults + words.filter { !text.contains($0) }.map { "the text lacks '\($0)': \(text)" }
    }
}

extension World {
    fileprivate func explanation(of id: String) async throws -> Explanation {
        async let asked = run("explain", id, "--output", "json")
        async let read = run("explain", id)
        let (json, text) = try await (asked, read)
        return Explanation(
            resource: try #require(try ExplainDocument(json.output).resource, "\(json.errors)"), text: text.output)
    }
}
