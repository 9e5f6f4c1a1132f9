import Testing

@testable import ReconcileDaemon

private let shortForms: [(Duration, String)] = [
    (.zero, "0 s"), (.seconds(-5), "0 s"), (.milliseconds(1400), "1 s"), (.seconds(89), "89 s"),
    (.seconds(90), "2 min"), (.seconds(5399), "90 min"), (.seconds(5400), "2 h"), (.seconds(172_799), "48 h"),
    (.seconds(172_800), "2 days"), (.seconds(518_400), "6 days"),
]

private let longForms: [(Duration, String)] = [
    (.zero, "0 s"), (.seconds(-5), "0 s"), (.seconds(40), "40 s"), (.seconds(60), "1 min"), (.seconds(61), "1 min 1 s"),
    (.seconds(20_892), "5 h 48 min"), (.seconds(3612), "1 h"), (.seconds(579_600), "6 d 17 h"),
    (.seconds(2_592_000), "30 d"),
]

@Suite("Lengths of time for people")
struct DurationsTests {
    @Test("the short form is the largest unit that fits, rounded", arguments: shortForms)
    func short(duration: Duration, text: String) {
        #expect(Durations.short(duration) == text)
    }

    @Test("the long form has two units and leaves out what is zero", arguments: longForms)
    func long(duration: Duration, text: String) {
        #expect(Durations.long(duration) == text)
    }
}
