import HostUpAPI
import Testing

@Suite("texts from the wire that people see")
struct DisplayTextTests {
    @Test("what could steer a terminal or forge a line is replaced")
    func controlsAreReplaced() {
        let text = "a\u{1b}[31mb\r\nc\u{9b}d\u{2028}e\u{202e}f\u{0}g\u{7f}åäö 👩‍💻"
        #expect(
            text.cleanedForDisplay
                == "a\u{fffd}[31mb\u{fffd}\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g\u{fffd}åäö 👩‍💻")
    }

    @Test("at most 500 characters are kept, marks that pile up on one included")
    func lengthIsBounded() {
        let exact = String(repeating: "x", count: 500)
        #expect(exact.cleanedForDisplay == exact)
        #expect((exact + "y").cleanedForDisplay == String(repeating: "x", count: 499) + "…")
        let piled = "e" + String(repeating: "\u{301}", count: 10_000)
        #expect(piled.cleanedForDisplay.unicodeScalars.count == 500)
    }
}
