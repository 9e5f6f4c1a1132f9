import Testing

@testable import ReconcileCore

@Suite("which changes the brake counts")
struct BrakeMemoryTests {
    private let first = ResourceID("vps_first")
    private let second = ResourceID("vps_second")

    @Test("what has ceased to count is found also where the clock was set back between two changes")
    func clockSetBack() {
        var memory = BrakeMemory()
        memory.changed(first, intent: IntentID(number: 1), at: dawn.wall + .minutes(2))
        memory.changed(second, intent: IntentID(number: 2), at: dawn.wall)
        let day = dawn.wall + .hours(24)
        let (early, next) = memory.expired(since: day - .seconds(1), at: day)
        #expect(early == [second] && next == dawn.wall + .minutes(2))
        let (late, none) = memory.expired(since: day, at: day + .minutes(2))
        #expect(late == [first] && none == nil)
    }
}
