import Foundation
import Testing

@testable import ReconcileControl
@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileStore

@Suite("Who may do what over the control socket", .timeLimit(.minutes(2)))
struct ControlResponderTests {
    private static let pause = ControlRequest.pause(PauseOrder(scope: nil, reason: "stop", until: nil))

    @Test("root and the service's own user may change, everybody who connects may look, and nobody else more")
    func permissions() async throws {
        try await ControlWorld.with(guests: 1) { world in
            for uid in [0, ControlWorld.ownUID, 1000, 65_534, nil] as [UInt32?] {
                #expect(try await world.ask(.status, uid: uid).exitCode == 0)
                for request in [Self.pause, .now(LookOrder(selector: nil))] {
                    if uid == 0 || uid == ControlWorld.ownUID {
                        #expect(try await world.ask(request, uid: uid).exitCode == 0)
                    } else {
                        await #expect(throws: ControlRefusal.notAllowed(uid: uid)) {
                            try await world.ask(request, uid: uid)
                        }
                    }
                }
            }
            let rows = try await world.world.store.ledger.history().rows
            #expect(rows.filter { $0.entry.kind == .paused }.count == 2)
        }
    }

    @Test("a word is in the engine and durable before it is answered, with who said it")
    func word() async throws {
        try await ControlWorld.with(guests: 2) { world in
            try await world.settle(2)
            let answer = try await world.ask(Self.pause, uid: ControlWorld.ownUID)
            let stops = try await world.desk.ask { engine, now in engine.stops(at: now).map(\.reason) }
            let rows = try await world.world.store.ledger.history().rows
            #expect(answer.exitCode == 0)
            #expect(stops == [.paused])
            #expect(
                rows.last?.entry
                    == .paused(
                        .init(
                            policy: nil, resource: nil, reason: "stop", until: nil,
                            by: Actor(uid: ControlWorld.ownUID, name: nil))))
        }
    }

    @Test("a plan reads everything anew through the service, and nothing is written because of it")
    func plan() async throws {
        try await ControlWorld.with(guests: 3) { world in
            try await world.settle(3)
            let policies = try await world.desk.ask { engine, _ in engine.policiesInForce }
            let order = PlanOrder(policies: policies.map(PlanOrder.PolicyText.init))
            for guest in await world.guests {
                await world.reopen(guest)
            }
            let answer = try await world.ask(.plan(order), uid: 1000)
            #expect(answer.exitCode == 2)
            let document = try Document(answer)
            #expect(document.summary["drifted"] == 3)
            #expect(await world.world.writer.writes == 0)
            let known = try await world.desk.ask { engine, now in engine.report(at: now).summary.compliant }
            #expect(known == 3)
        }
    }

    @Test("a plan by other policies than those in force is refused")
    func otherPolicies() async throws {
        try await ControlWorld.with(guests: 1) { world in
            await #expect(throws: ControlRefusal.otherPolicies) {
                try await world.ask(.plan(PlanOrder(policies: [.init(name: "login-off", fingerprint: "other")])))
            }
        }
    }

    @Test("now looks at once, at those who are meant, and mends what it finds")
    func now() async throws {
        try await ControlWorld.with(guests: 2) { world in
            try await world.settle(2)
            let guest = try #require(await world.guests.first)
            await world.reopen(guest)
            let answer = try await world.ask(.now(LookOrder(selector: guest)))
            #expect(answer.exitCode == 0)
            #expect(try Document(answer).resources.map(\.id) == [guest])
            let unknown = try await world.ask(.now(LookOrder(selector: "nobody-*")))
            #expect(unknown.exitCode == 1)
            #expect(unknown.notes == "error: no resource's name matches 'nobody-*'")
        }
    }

    @Test("a waiver whose way back is held is refused with what holds it, unless it is forced")
    func wayBack() async throws {
        try await ControlWorld.with(guests: 1) { world in
            try await world.settle(1)
            _ = try await world.ask(Self.pause)
            let guest = try #require(await world.guests.first)
            let until = (SystemClock.now().wall + .hours(1)).rfc3339
            func order(force: Bool) -> ControlRequest {
                .waive(WaiveOrder(resource: guest, reason: "INC", until: until, enabled: true, force: force))
            }
            let refused = try await world.ask(order(force: false))
            #expect(refused.exitCode == 1)
            #expect(
                refused.notes == """
                    error: the way back for '\(guest)' is held already, so the waiver's end would not be met by itself
                      caused by: paused: stop (root)
                      hint: end what holds it first, or say `--force`
                    """)
            #expect(try await world.ask(order(force: true)).exitCode == 0)
        }
    }

    @Test("questions after the end are answered as everything stood, words are refused")
    func ending() async throws {
        let desk = try await ControlWorld.with(guests: 1) { world in
            try await world.settle(1)
            return world.desk
        }
        #expect(try await desk.ask { engine, _ in engine.items.count } == 1)
        await #expect(throws: CommandFailure.self) {
            try await desk.tell(.released(.init(policy: "a", reason: "r", by: Actor(uid: 0, name: nil))))
        }
        let reply = await desk.run(.list(.sshPasswordLogin, cursor: nil, limit: 1))
        #expect(reply.outcome == .lost(Loss(timedOut: false, detail: "The service is ending.")))
    }
}

/// The part of a pass's document that is asked for here.
private struct Document: Decodable {
    var resources: [Resource]
    var summary: [String: Int]

    struct Resource: Decodable {
        var id: String
    }

    init(_ answer: ControlAnswer) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(answer.output.utf8))
    }
}
