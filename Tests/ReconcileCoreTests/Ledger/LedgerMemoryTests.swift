import Testing

@testable import ReconcileCore

@Suite("what the ledger's rows add up to")
struct LedgerMemoryTests {
    /// A ledger written by hand, with the clock beside it.
    private struct Rows {
        var memory = LedgerMemory()
        var now = dawn.wall

        mutating func add(_ entry: LedgerEntry, after delay: Duration = .zero) {
            now = now + delay
            memory.apply(entry, at: now)
        }

        mutating func write(
            _ number: UInt64, _ id: ResourceID = "a", enabled: Bool = false, text: String = "t", waiver: Bool = false,
            is result: LedgerEntry.IntentOutcome.Result? = .accepted
        ) {
            add(
                .intent(
                    .init(
                        intent: IntentID(number: number), resource: id, policy: "off", fingerprint: text,
                        change: .sshPasswordLogin(enabled: enabled),
                        before: .sshPasswordLogin(.sample(enabled: !enabled)),
                        readAgeMilliseconds: 0, underWaiver: waiver)))
            guard let result else { return }
            add(.outcome(.init(intent: IntentID(number: number), resource: id, policy: "off", result: result)))
        }

        mutating func confirm(_ number: UInt64, _ id: ResourceID = "a", text: String = "t") {
            add(
                .confirmed(
                    .init(
                        intent: IntentID(number: number), resource: id, policy: "off", fingerprint: text,
                        seen: .sshPasswordLogin(.sample(enabled: false)))))
        }

        mutating func fail(_ number: UInt64, _ id: ResourceID = "a", text: String = "t") {
            add(
                .unconfirmed(
                    .init(intent: IntentID(number: number), resource: id, policy: "off", fingerprint: text)))
        }

        mutating func drift(_ cause: LedgerEntry.Drift.Cause = .change, after delay: Duration = .zero) {
            add(
                .drift(
                    .init(
                        resource: "a", policy: "off", cause: cause, seen: .sshPasswordLogin(.sample(enabled: true)),
                        code: nil, lastCompliant: nil)), after: delay)
        }
    }

    @Test("an intent is open until its outcome, and unsettled until a read confirms it")
    func intents() {
        var rows = Rows()
        rows.write(1, is: nil)
        #expect(rows.memory.openIntents.count == 1 && rows.memory.unsettled.isEmpty)
        rows.add(.outcome(.init(intent: IntentID(number: 1), resource: "a", policy: "off", result: .unknown)))
        #expect(rows.memory.openIntents.isEmpty && rows.memory.unsettled.count == 1)
        rows.confirm(1)
        #expect(rows.memory.unsettled.isEmpty)
        rows.write(2, is: .refused)
        rows.write(3, is: .withdrawn)
        #expect(rows.memory.unsettled.isEmpty)
        #expect(rows.memory.lastIntent == IntentID(number: 3))
    }

    @Test("the brake counts each resource once, for 24 hours; refused and withdrawn writes and waivers count nothing")
    func brake() {
        var rows = Rows()
        rows.write(1, "a")
        rows.write(2, "a")
        rows.write(3, "b", is: .unknown)
        rows.write(4, "c", is: .refused)
        rows.write(5, "d", is: .withdrawn)
        rows.write(6, "e", waiver: true)
        rows.write(7, "f", is: nil)
        #expect(rows.memory.brake.counted(at: rows.now).keys.sorted() == ["a", "b", "f"])
        #expect(rows.memory.brake.counted(at: rows.now + .hours(23)).count == 3)
        #expect(rows.memory.brake.counted(at: rows.now + .hours(24)).isEmpty)
        rows.write(8, "a", is: .refused)
        #expect(rows.memory.brake.lastChange(of: "a", at: rows.now) != nil, "an earlier one still counts")
    }

    @Test("a release covers drift whose row is older, of its policy, and no other, even of the same instant")
    func release() {
        var rows = Rows()
        rows.drift(after: .zero)
        rows.add(.released(.init(policy: "off", reason: "r", by: operatorAtDesk)), after: .zero)
        let before = rows.memory.drifts["a"]
        #expect(rows.memory.brake.isReleased(policy: "off", before))
        #expect(!rows.memory.brake.isReleased(policy: "other", before))
        #expect(!rows.memory.brake.isReleased(policy: "off", nil))
        rows.add(.driftEnded(.init(resource: "a", policy: "off", reason: .repaired)), after: .zero)
        rows.drift(after: .zero)
        #expect(!rows.memory.brake.isReleased(policy: "off", rows.memory.drifts["a"]))
    }

    @Test("the third return of drift within 24 h after confirmed writes holds for 24 h")
    func flaps() {
        var rows = Rows()
        for number in 1...3 {
            rows.write(UInt64(number))
            rows.confirm(UInt64(number))
            rows.drift(after: .hours(8))
            #expect(rows.memory.flaps["a"]?.heldUntil(at: rows.now) == (number == 3 ? rows.now + .hours(24) : nil))
        }
        #expect(rows.memory.flaps["a"]?.heldUntil(at: rows.now + .hours(24)) == nil)
    }

    @Test("drift without a confirmed write, by a policy, or slower, is no flapping")
    func noFlaps() {
        var rows = Rows()
        for _ in 1...5 { rows.drift() }
        #expect(rows.memory.flaps["a"]?.heldUntil(at: rows.now) == nil)
        for number in 1...4 {
            rows.write(UInt64(number))
            rows.confirm(UInt64(number))
            rows.drift(.policy)
        }
        #expect(rows.memory.flaps["a"]?.heldUntil(at: rows.now) == nil)
        for number in 5...9 {
            rows.write(UInt64(number))
            rows.confirm(UInt64(number))
            rows.drift(after: .hours(13))
        }
        #expect(rows.memory.flaps["a"]?.heldUntil(at: rows.now) == nil)
    }

    @Test("a text is proven by a confirmed write or a release, and halted by its first failure")
    func canaries() {
        var rows = Rows()
        rows.add(.enforcing(.init(policies: [.init(name: "off", fingerprint: "t")])))
        rows.write(1)
        rows.fail(1)
        #expect(rows.memory.rollouts.haltedAt("t") == "a")
        rows.add(.released(.init(policy: "off", reason: "r", by: operatorAtDesk)))
        #expect(rows.memory.rollouts.isProven("t") && rows.memory.rollouts.haltedAt("t") == nil)
        rows.fail(2)
        #expect(rows.memory.rollouts.haltedAt("t") == nil, "a proven text does not halt")
        rows.write(3, text: "u", waiver: true)
        rows.confirm(3, text: "u")
        #expect(!rows.memory.rollouts.isProven("u"), "a waiver's write proves nothing")
        rows.write(4, text: "u", waiver: true)
        rows.fail(4, text: "u")
        #expect(rows.memory.rollouts.haltedAt("u") == nil)
        rows.write(5, text: "u")
        rows.confirm(5, text: "u")
        #expect(rows.memory.rollouts.isProven("u"))
    }

    @Test("a release of one policy proves the texts it governs together with another")
    func releaseOfShared() {
        var rows = Rows()
        rows.add(.enforcing(.init(policies: [.init(name: "off", fingerprint: "t")])))
        rows.write(1, text: "t+u")
        rows.fail(1, text: "t+u")
        rows.add(.released(.init(policy: "off", reason: "r", by: operatorAtDesk)))
        #expect(rows.memory.rollouts.haltedAt("t+u") == nil)
    }

    @Test("pauses stand until resumed in the same scope")
    func pauses() {
        var rows = Rows()
        for (policy, id) in [(nil, nil), ("off", nil), (nil, "a")] as [(String?, ResourceID?)] {
            rows.add(.paused(.init(policy: policy, resource: id, reason: "r", until: nil, by: operatorAtDesk)))
        }
        #expect(Set(rows.memory.pauses.keys) == [.everything, .policy("off"), .resource("a")])
        rows.add(.resumed(.init(policy: nil, resource: nil, identity: false, reason: "r", by: operatorAtDesk)))
        #expect(Set(rows.memory.pauses.keys) == [.policy("off"), .resource("a")])
    }

    @Test(
        "a waiver's end is clamped to 30 days, and to 72 hours where it holds a door open",
        arguments: [
            (nil, 100, 720), (false, 100, 720), (true, 100, 72), (true, 1, 24), (nil, 1, 24),
        ] as [(Bool?, Int, Int)])
    func waivers(enabled: Bool?, days: Int, hours: Int) {
        var rows = Rows()
        rows.add(
            .waived(
                .init(resource: "a", until: dawn.wall + .days(days), reason: "r", enabled: enabled, by: operatorAtDesk))
        )
        #expect(rows.memory.waivers["a"]?.waiver.until == dawn.wall + .hours(hours))
        rows.add(.gone(.init(resource: "a")))
        #expect(rows.memory.waivers["a"] != nil, "an exception outlives a new life of its server")
        rows.add(.waiverEnded(.init(resource: "a")))
        #expect(rows.memory.waivers["a"] == nil)
    }

    @Test("a waiver's change is remembered until the write that takes it back is confirmed")
    func waiverChanges() {
        var rows = Rows()
        rows.write(1, enabled: true, waiver: true, is: .refused)
        #expect(rows.memory.waiverChanges["a"] == nil, "nothing was opened")
        rows.write(2, enabled: true, waiver: true)
        rows.confirm(2)
        #expect(rows.memory.waiverChanges["a"] == .sshPasswordLogin(enabled: true))
        rows.write(3, enabled: false, waiver: true, is: .refused)
        #expect(rows.memory.waiverChanges["a"] != nil)
        rows.write(4, enabled: false, waiver: true)
        rows.confirm(4)
        #expect(rows.memory.waiverChanges["a"] == nil)
    }

    private func start(_ rows: inout Rows, after delay: Duration) {
        rows.add(.started(.init(command: "run", version: "1", pid: 1)), after: delay)
    }

    @Test("three ends without a farewell within ten minutes hold all writes until resume")
    func abnormalEnds() {
        var rows = Rows()
        for _ in 1...3 { start(&rows, after: .minutes(2)) }
        #expect(rows.memory.selfHold == nil, "only two ends so far")
        start(&rows, after: .minutes(2))
        #expect(rows.memory.selfHold != nil)
        rows.add(.resumed(.init(policy: "off", resource: nil, identity: false, reason: "r", by: operatorAtDesk)))
        #expect(rows.memory.selfHold != nil, "another scope")
        rows.add(.resumed(.init(policy: nil, resource: nil, identity: false, reason: "r", by: operatorAtDesk)))
        #expect(rows.memory.selfHold == nil)
        start(&rows, after: .minutes(1))
        #expect(rows.memory.selfHold == nil)
    }

    @Test("ends in good order, or far apart, hold nothing")
    func goodEnds() {
        var rows = Rows()
        for _ in 1...6 {
            start(&rows, after: .minutes(1))
            rows.add(.stopped(.init()))
        }
        for _ in 1...6 { start(&rows, after: .minutes(6)) }
        #expect(rows.memory.selfHold == nil)
    }

    @Test("a broken invariant holds all writes until resume")
    func invariant() {
        var rows = Rows()
        rows.add(.invariantBroken(.init(what: "two writes")))
        #expect(rows.memory.selfHold != nil)
    }

    @Test("resume --identity forgets the account, and the next list pins it anew")
    func identity() {
        var rows = Rows()
        rows.add(.known(.init(kind: .sshPasswordLogin, resources: ["a", "b"])))
        rows.add(.resumed(.init(policy: nil, resource: nil, identity: true, reason: "r", by: operatorAtDesk)))
        #expect(rows.memory.known.isEmpty && rows.memory.repinsAccount)
        rows.add(.known(.init(kind: .sshPasswordLogin, resources: ["c"])))
        #expect(rows.memory.known == [.sshPasswordLogin: ["c"]] && !rows.memory.repinsAccount)
    }

    @Test("the newest row's date never goes back")
    func newest() {
        var rows = Rows()
        rows.add(.stopped(.init()), after: .hours(1))
        rows.add(.stopped(.init()), after: .hours(-2))
        #expect(rows.memory.newest == dawn.wall + .hours(1))
    }
}
