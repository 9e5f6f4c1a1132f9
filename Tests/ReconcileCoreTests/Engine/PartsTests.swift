import Testing

@testable import ReconcileCore

@Suite("the engine's small parts")
struct PartsTests {
    @Test("backoff has full jitter under a span that doubles from 1 s to 15 min")
    func transient() {
        var jitter = SplitMix64(seed: 3)
        for (failures, longest) in [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (60, 900)] {
            let delays = (0..<500).map { _ in Backoff.transient(failures: failures, using: &jitter) }
            #expect(delays.allSatisfy { .zero <= $0 && $0 <= .seconds(longest) })
            #expect((delays.max() ?? .zero) > .seconds(longest) * 0.9)
        }
    }

    @Test("conflicts wait 5 min doubling to 1 h, rejections 1 h doubling to 24 h")
    func doubling() {
        #expect((1...6).map { Backoff.conflict(failures: $0) } == [5, 10, 20, 40, 60, 60].map { .minutes($0) })
        #expect((1...7).map { Backoff.rejection(failures: $0) } == [1, 2, 4, 8, 16, 24, 24].map { .hours($0) })
        #expect(Backoff.conflict(failures: 0) == .minutes(5))
        #expect(Backoff.rejection(failures: .max) == .hours(24))
    }

    private let intent = LedgerEntry.Intent(
        intent: IntentID(number: 1), resource: "a", policy: "off", fingerprint: "t",
        change: .sshPasswordLogin(enabled: false), before: .sshPasswordLogin(.sample(enabled: true)),
        readAgeMilliseconds: 0, underWaiver: false)

    @Test("confirming reads are due at once, then after 2, 5, 15 and 30 s; then it is over")
    func confirmation() {
        var confirmation = Confirmation(of: intent, claimed: true, at: dawn.boot)
        var now = dawn.boot
        var dues: [Duration] = []
        repeat {
            now = confirmation.due
            dues.append(now - dawn.boot)
            confirmation.looked(at: now)
        } while confirmation.missed(at: now)
        #expect(dues == [0, 2, 7, 22, 52].map { .seconds($0) })
    }

    @Test("time in which we may not look moves the deadline, and a look that did not happen does not count")
    func grantedTime() {
        var confirmation = Confirmation(of: intent, claimed: true, at: dawn.boot)
        confirmation.looked(at: dawn.boot + .minutes(10))
        confirmation.notLooked()
        confirmation.looked(at: dawn.boot + .minutes(20))
        #expect(confirmation.missed(at: dawn.boot + .minutes(20)) == true)
        #expect(confirmation.due == dawn.boot + .minutes(20) + .seconds(2))
    }

    @Test("three refusals in a row stop a family of requests; one request each 10 min finds out, a success ends it")
    func family() {
        var gate = FamilyGate()
        #expect(gate.forbidden("no", atOnce: false, at: dawn.boot) == false)
        #expect(gate.forbidden("no", atOnce: false, at: dawn.boot) == false)
        #expect(gate.allowed() == false)
        for expected in [false, false, true, false] {
            #expect(gate.forbidden("no", atOnce: false, at: dawn.boot) == expected)
        }
        let probe = dawn.boot + .minutes(10)
        #expect(gate.admits(at: dawn.boot) == probe)
        #expect(gate.admits(at: probe) == nil)
        #expect(gate.admits(at: probe) == probe + .minutes(10))
        #expect(gate.allowed() == true)
        #expect(gate.admits(at: dawn.boot) == nil)
        #expect(gate.forbidden("no", atOnce: true, at: dawn.boot) == true)
    }

    @Test("a breaker opens on ten failures in a row over three resources, not on fewer of either")
    func breakerOpens() {
        var breaker = Breaker()
        for number in 1...9 { #expect(breaker.failed(ResourceID("\(number)"), "x", at: dawn.boot) == false) }
        #expect(breaker.answered() == false)
        for _ in 1...30 { #expect(breaker.failed("a", "x", at: dawn.boot) == false) }
        #expect(breaker.failed("b", "x", at: dawn.boot) == false)
        #expect(breaker.failed("c", "x", at: dawn.boot) == true)
        #expect(breaker.answered() == true)
        #expect(breaker.open == nil)
    }

    @Test("what an open breaker holds does not take another's failure for its own")
    func breakerHolds() {
        var breaker = Breaker()
        for number in 1...10 { _ = breaker.failed(ResourceID("\(number)"), "The connection was reset.", at: dawn.boot) }
        let detail =
            "The API as a whole does not answer, so only probes are sent; at last: The connection was reset."
        #expect(
            breaker.open?.hold(at: dawn)
                == Hold(.backoff, detail, code: "breaker", until: dawn.wall + Breaker.firstProbe))
    }

    @Test("an open breaker lets one probe through at a time, after 5 s doubling to 5 min")
    func breakerProbes() {
        var breaker = Breaker()
        for number in 1...10 { _ = breaker.failed(ResourceID("\(number)"), "x", at: dawn.boot) }
        var now = dawn.boot
        var gaps: [Duration] = []
        for _ in 1...8 {
            guard let due = breaker.open?.nextProbe else { break }
            gaps.append(due - now)
            now = due
            #expect(breaker.takesProbe(at: now - .seconds(1)) == false)
            #expect(breaker.takesProbe(at: now) == true)
            #expect(breaker.takesProbe(at: now) == false)
            breaker.probeFailed(at: now)
        }
        #expect(gaps == [5, 10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
    }

    @Test("refused credentials are probed after 1, 5 and 15 s, then every 2 min")
    func credentials() {
        var credentials = Credentials()
        #expect(credentials.refuse("no", at: dawn.boot) == true)
        #expect(credentials.refuse("no", at: dawn.boot) == false)
        var now = dawn.boot
        var gaps: [Duration] = []
        for number in 1...5 {
            guard let due = credentials.refused?.nextProbe else { break }
            gaps.append(due - now)
            now = due
            #expect(credentials.takesProbe(at: now) == true)
            #expect(credentials.takesProbe(at: now) == false)
            credentials.probeRefused(at: now)
            #expect(credentials.isHopeless == (number >= 3))
        }
        #expect(gaps == [1, 5, 15, 120, 120].map { .seconds($0) })
        #expect(!credentials.outlastsPatience(at: dawn.boot + .minutes(14)))
        #expect(credentials.outlastsPatience(at: dawn.boot + .minutes(15)))
        #expect(credentials.accept() == true)
        #expect(credentials.accept() == false)
    }

    @Test("a clock is off from more than 5 min, or where it is before the newest row of the ledger")
    func clock() {
        var clock = ClockCheck()
        let now = dawn.wall
        #expect(clock.hold(newestRow: nil, at: now) == nil)
        for (skew, code) in [(300, nil), (-300, nil), (301, "skew"), (-301, "skew")] as [(Int, String?)] {
            clock.compare(serverDate: now + .seconds(skew), at: now)
            #expect(clock.hold(newestRow: nil, at: now)?.code == code)
        }
        clock.compare(serverDate: now, at: now)
        #expect(clock.hold(newestRow: now + .seconds(5), at: now) == nil)
        #expect(clock.hold(newestRow: now + .seconds(6), at: now)?.code == "before_ledger")
    }

    @Test("an account is another one where fewer than half of what is known is listed, looked at when expected only")
    func identity() {
        var check = IdentityCheck()
        check.compare(.sshPasswordLogin, listed: ["a"], known: ["a", "b", "c"])
        #expect(check.hold?.reason == .identity)
        check.compare(.sshPasswordLogin, listed: ["a", "b", "c"], known: ["a", "b", "c"])
        #expect(check.hold != nil, "nobody expects a list")
        check.expectsList()
        check.compare(.sshPasswordLogin, listed: ["a", "b"], known: ["a", "b", "c", "d"])
        #expect(check.hold == nil)
        check.expectsList()
        check.compare(.sshPasswordLogin, listed: [], known: [])
        #expect(check.hold == nil)
    }

    @Test("work is taken by class, then by due time, the last ones last; a new plan voids the old one")
    func queue() {
        var queue = WorkQueue()
        let now = dawn.boot
        queue.plan(.routine, for: 0, due: now - .seconds(5))
        queue.plan(.routine, for: 1, due: now - .seconds(9))
        queue.plan(.routine, for: 2, due: now - .seconds(20), isLast: true)
        queue.plan(.write, for: 3, due: now)
        queue.plan(.confirm, for: 4, due: now + .seconds(1))
        queue.plan(nil, for: 5, due: now)
        queue.plan(.routine, for: 6, due: now - .seconds(30))
        queue.plan(.routine, for: 6, due: now + .minutes(1))
        queue.plan(.now, for: 7, due: now)
        queue.cancel(7)
        #expect(queue.count == 6)
        let toJudge = queue.mature(at: now)
        let write = queue.first(of: .write)
        let confirm = queue.first(of: .confirm)
        #expect(toJudge == [5])
        #expect(write?.resource == 3)
        #expect(confirm == nil)
        var taken: [Int] = []
        while let entry = queue.first(of: .routine) {
            taken.append(entry.resource)
            queue.removeFirst(of: .routine)
        }
        #expect(taken == [1, 0, 2])
        let asked = queue.first(of: .now)
        let next = queue.nextDue()
        #expect(asked == nil)
        #expect(next == now + .seconds(1))
        #expect(queue.count == 3)
    }
}
