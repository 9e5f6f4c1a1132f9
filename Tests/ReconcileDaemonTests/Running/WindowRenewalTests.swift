import ReconcileCore
import ReconcilePolicy
import Testing

@testable import ReconcileDaemon

@Suite("windows are worked out anew")
struct WindowRenewalTests {
    private func windows() throws -> [String: PolicyWindows] {
        let text = """
            name: off
            resource: vps.sshPasswordLogin
            mode: enforce
            match: all
            desired: {enabled: false}
            schedule: {windows: ["Mon..Fri 09:00-16:00 Europe/Stockholm"]}

            """
        let loaded = try PolicyLoader.parse(text: text, file: "a.yaml", now: .noon).get()
        return ["off": try #require(loaded.policies.first?.windows)]
    }

    @Test("once a day, long before those that the core has run out")
    func daily() throws {
        let known = try windows()
        var renewal = WindowRenewal()
        #expect(renewal.due(known, at: .noon) == nil, "they were read a moment ago")
        #expect(renewal.due(known, at: .noon + .hours(23)) == nil)
        let event = renewal.due(known, at: .noon + .hours(24))
        guard case .windowsRenewed(let renewed) = event else {
            Issue.record("no windows after a day")
            return
        }
        #expect(renewed["off"]?.texts == known["off"]?.texts)
        #expect(try #require(renewed["off"]).open.end == .noon + .hours(24) + .days(40))
        #expect(renewal.due(known, at: .noon + .hours(25)) == nil)
    }

    @Test("at once when the clock was set, forward or back")
    func setClock() throws {
        let known = try windows()
        var renewal = WindowRenewal()
        _ = renewal.due(known, at: .noon)
        let back = renewal.due(known, at: .noon - .days(30))
        #expect(back != nil)
        let forward = renewal.due(known, at: .noon + .days(300))
        #expect(forward != nil)
    }

    @Test("without windows there is nothing to say")
    func none() {
        var renewal = WindowRenewal()
        _ = renewal.due([:], at: .noon)
        let event = renewal.due([:], at: .noon + .days(2))
        #expect(event == nil)
    }
}
