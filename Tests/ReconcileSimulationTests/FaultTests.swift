import Foundation
import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("Faults")
struct FaultTests {
    /// Status and code of a request that a fault refuses, and its body where that is not a problem document.
    private static let refusals: [(Fault, Int, String?)] = [
        (.unauthorized, 401, "unauthorized"), (.forbidden, 403, "forbidden"), (.edgeForbidden, 403, nil),
        (.rateLimited, 429, "rate_limit_exceeded"), (.absurdRetryAfter, 429, "rate_limit_exceeded"),
        (.conflict, 409, "upstream_failed"), (.conflictPartial, 409, "upstream_failed"), (.conflictEmpty, 409, nil),
        (.notReady, 409, "vps_not_ready"), (.notFound, 404, "not_found"), (.vpsNotFound, 404, "vps_not_found"),
        (.internalError, 500, "internal_error"), (.upstream502, 502, "upstream_failed"),
        (.upstream503, 503, "upstream_failed"), (.shapeInvalid, 502, "upstream_vps_product_shape_invalid"),
    ]

    @Test("a refusing fault answers with its status and code and changes nothing", arguments: refusals)
    func refusal(fault: Fault, status: Int, code: String?) {
        var world = World(fault)
        let answer = world.write(false)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(world.api.guests[0].login.enabled)
        #expect(world.report.faults == [fault.rawValue: 1])
    }

    @Test("the three bodies of a 409 are a whole problem, one without request id and timestamp, and nothing")
    func conflictBodies() {
        let keys = [Fault.conflict, .conflictPartial, .conflictEmpty].map { fault -> [String] in
            var world = World(fault)
            return world.write(false).object.keys.sorted()
        }
        let partial = ["code", "detail", "instance", "status", "title", "type"]
        #expect(keys == [(partial + ["requestId", "timestamp"]).sorted(), partial, []])
    }

    @Test("the edge refuses with HTML")
    func edge() {
        var world = World(.edgeForbidden)
        let answer = world.list()
        #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(answer.text.hasPrefix("<!DOCTYPE html>"))
    }

    @Test(
        "an answer that does not arrive: dropped or silent, before or after the change",
        arguments: [
            (Fault.droppedBeforeApply, false, false), (.droppedAfterApply, false, true), (.silent, true, false),
            (.silentAfterApply, true, true),
        ])
    func lost(fault: Fault, isSilent: Bool, isApplied: Bool) {
        var world = World(fault)
        let answer = world.write(false)
        #expect(answer.status == nil)
        #expect(answer.isSilent == isSilent)
        #expect(world.api.guests[0].login.enabled == !isApplied)
    }

    @Test("slow adds to the latency and nothing else")
    func slow() {
        var world = World(.slow)
        let answer = world.read()
        #expect(answer.latency == .seconds(5))
        #expect(answer.status == 200)
    }

    @Test("an unverified write says so, whether or not it took effect")
    func unverified() throws {
        for (fault, isApplied) in [(Fault.unverified, false), (.unverifiedApplied, true)] {
            var world = World(fault)
            let operation = try #require(world.write(false).object["lastOperation"] as? [String: Any])
            #expect(operation["verified"] as? Bool == false)
            #expect(world.read().object["enabled"] as? Bool == !isApplied)
        }
    }

    @Test("a delayed effect is claimed at once and shows in reads four seconds later")
    func delayed() {
        var world = World(.delayedEffect)
        #expect(world.write(false).object["enabled"] as? Bool == false)
        world.pass(.milliseconds(3999))
        #expect(world.read().object["enabled"] as? Bool == true)
        world.pass(.milliseconds(1))
        #expect(world.read().object["enabled"] as? Bool == false)
    }

    @Test("a stale read shows the state before the last change")
    func stale() {
        var world = World(.staleRead)
        #expect(world.read().object["enabled"] as? Bool == true, "nothing was changed yet")
        _ = world.write(false)
        #expect(world.read().object["enabled"] as? Bool == true)
    }

    @Test("a write may be answered as if the opposite had been asked")
    func wrongRequest() throws {
        var world = World(.wrongRequestedEnabled)
        let operation = try #require(world.write(false).object["lastOperation"] as? [String: Any])
        #expect(operation["requestedEnabled"] as? Bool == true)
    }

    @Test(
        "an odd state is well formed and odd in its one way",
        arguments: [
            (Fault.enabledNull, "enabled", "<null>"), (.agentSilent, "available", "0"),
            (.sourceConfigFiles, "source", "config_files"), (.sourceUnavailable, "source", "unavailable"),
            (.sourceUnknown, "source", "unknown"), (.sourceNovel, "source", "crystal_ball"),
            (.contradiction, "passwordAuthentication", "no"), (.wrongTypes, "sshKeys", "none"),
            (.missingActions, "actions", ""),
        ])
    func oddState(fault: Fault, key: String, value: String) {
        var world = World(fault)
        let object = world.read().object
        let shown = object[key].map { $0 is NSNull ? "<null>" : ($0 as? Bool).map { $0 ? "1" : "0" } ?? "\($0)" }
        #expect(shown ?? "" == value)
        #expect(object["permitRootLogin"] != nil, "the rest is there")
    }

    @Test("a gate may carry a code while it is open")
    func codeWhileAllowed() {
        var world = World(.gateCodeWhileAllowed)
        let gate = #""canDisable":{"allowed":true,"reason":null,"code":"pending_order"}"#
        #expect(world.read().text.contains(gate))
    }

    @Test("a list may have one odd row: that of the guest the rule names")
    func oddRows() {
        let expected: [(Fault, String)] = [
            (.novelStates, #""serviceStatus":"hibernated","powerState":"dreaming""#),
            (.powerStateNull, #""powerState":null"#), (.wrongTypes, #""name":7"#),
        ]
        for (fault, text) in expected {
            var world = World(guests: SimulatedGuest.numbered(5)) { $0.faults = [FaultRule(fault, guest: "n-3")] }
            let rows = world.list().text.components(separatedBy: #"{"id":"#)
            #expect(rows.indices.filter { rows[$0].contains(text) } == [4])
        }
    }

    @Test("later pages may begin one row off, and a cursor may name its own page")
    func oddPages() {
        var shifting = World(guests: SimulatedGuest.numbered(9)) { $0.faults = [FaultRule(.shiftingPages)] }
        let second = shifting.list("?limit=4").nextCursor ?? ""
        #expect(shifting.list("?limit=4").names == ["n-0", "n-1", "n-2", "n-3"])
        #expect(["n-3", "n-5"].contains(shifting.list("?limit=4&cursor=\(second)").names.first))
        var repeating = World(guests: SimulatedGuest.numbered(9)) { $0.faults = [FaultRule(.repeatedCursor)] }
        #expect(repeating.list("?limit=4&cursor=\(second)").nextCursor == second)
    }

    @Test("a 200 may be cut off, be HTML, be empty, or be more than 1 MiB")
    func garbled() {
        let answers = [Fault.truncatedJSON, .htmlBody, .emptyBody, .hugeBody].map { fault -> Answer in
            var world = World(fault)
            return world.read()
        }
        #expect(answers.map(\.status) == [200, 200, 200, 200])
        #expect(answers.map(\.object.isEmpty) == [true, true, true, false])
        #expect(answers[0].text.hasPrefix(#"{"available":true"#))
        #expect(answers[1].text.hasPrefix("<!DOCTYPE html>"))
        #expect(answers[2].text.isEmpty)
        #expect(answers[3].text.utf8.count > 1_048_576)
    }

    @Test("the Date may be ten minutes off")
    func skewed() {
        var world = World(.skewedDate)
        #expect(world.list().headers["Date"] == "Sat, 21 Nov 2026 12:10:00 GMT")
    }

    @Test("a Retry-After may be negative, enormous, no number or empty")
    func absurd() {
        var world = World(.absurdRetryAfter)
        let values = Set((0..<100).compactMap { _ in world.list().headers["Retry-After"] })
        #expect(values == ["-5", "99999999999999999999", "soon", "1e400", ""])
    }

    @Test("a rule strikes as often as it says, one guest, some requests, for a time")
    func rules() {
        let open = SimulatedGuest.numbered(2)
        var counted = World(guests: open) { $0.faults = [FaultRule(.internalError, count: 2)] }
        #expect((0..<4).map { _ in counted.list().status } == [500, 500, 200, 200])
        var one = World(guests: open) { $0.faults = [FaultRule(.internalError, guest: "n-1")] }
        #expect(["vps_0", "vps_1"].map { one.read($0).status } == [200, 500])
        #expect(one.list().status == 200)
        var some = World { $0.faults = [FaultRule(.internalError, requests: [.write])] }
        #expect([some.list().status, some.read().status, some.write(false).status] == [200, 200, 500])
        var timed = World { $0.faults = [FaultRule(.unauthorized, forSeconds: 10)] }
        #expect(timed.list().status == 401)
        timed.pass(.seconds(10))
        #expect(timed.list().status == 200)
    }

    @Test("a probability is met, and a rule more or less shifts no other")
    func probabilities() {
        func struck(_ rules: [FaultRule]) -> [Bool] {
            var world = World { $0.faults = rules }
            return (0..<1000).map { _ in world.read().status == 500 }
        }
        let alone = struck([FaultRule(.internalError, probability: 0.1)])
        #expect((70...130).contains(alone.count { $0 }))
        #expect(
            struck([FaultRule(.internalError, probability: 0.1), FaultRule(.upstream502, probability: 0)]) == alone)
    }

    @Test("every fault can strike some request about a VPS that it is said to")
    func everyFault() {
        for fault in Fault.allCases {
            var world = World(fault)
            _ = (world.list(), world.read(), world.write(false))
            let expected = fault.kinds.contains(.sshPasswordLogin) ? fault.requests.count : nil
            #expect(world.report.faults[fault.rawValue] == expected, "\(fault)")
        }
    }
}
