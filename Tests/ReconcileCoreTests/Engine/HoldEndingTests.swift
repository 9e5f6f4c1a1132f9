import ReconcileCore
import Testing

@Suite("each hold, and what ends it")
struct HoldEndingTests {
    private static let endings =
        HoldEnding.ofPoliciesAndProvider + HoldEnding.ofRequests + HoldEnding.ofRollout + HoldEnding.ofPeople

    @Test("a hold is told with its reason, lets nothing be written, and is ended by what ends it", arguments: endings)
    func ends(_ hold: HoldEnding) throws {
        var world = hold.begins()
        expectHeld(&world, hold)
        let writes = world.writes(to: Self.id).count
        world.run(for: hold.lasts)
        expectHeld(&world, hold)
        #expect(world.writes(to: Self.id).count == writes, "nothing is written while it holds")
        hold.ending(&world)
        world.run(for: hold.within)
        #expect(world.writes(to: Self.id).count == writes + 1)
        #expect(world.isOpen(Self.id) == false)
        #expect(world.holds(Self.id) == [])
        #expect(world.report(Self.id)?.verdict == .compliant)
        #expect(world.report(Self.id)?.operation?.confirmed == true)
        #expect(world.violations == [])
    }

    private static let id = World.id(1)

    private func expectHeld(_ world: inout World, _ hold: HoldEnding) {
        #expect(world.isOpen(Self.id) == true)
        #expect(world.holds(Self.id) == [hold.label])
        #expect(world.report(Self.id)?.holds.map(\.detail) == [hold.detail])
    }

    @Test("every reason of the closed list is among them")
    func allReasons() {
        let told = Set(Self.endings.map(\.reason))
        let missing = HoldReason.allCases.filter { isReached($0) != told.contains($0) }
        #expect(missing == [])
    }

    /// False for the reasons that only rotating a hosting password has: nothing here can come under them. A new reason
    /// does not compile until it is named here.
    private func isReached(_ reason: HoldReason) -> Bool {
        switch reason {
        case .notDue, .escrow: false
        case .observeMode, .gate, .sshKeys, .notRunning, .notActive, .unknownState, .stale, .window, .wave, .brake,
            .paused, .waived, .policyConflict, .backoff, .rateLimit, .rejected, .unverified, .flapping, .unauthorized,
            .forbidden, .missing, .notEligible, .clock, .identity, .ledger:
            true
        }
    }
}
