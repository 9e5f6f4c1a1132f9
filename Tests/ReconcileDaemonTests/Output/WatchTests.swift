import Foundation
import Synchronization
import Testing

@testable import ReconcileDaemon

@Suite("status --watch")
struct WatchTests {
    /// What a command wrote to standard output.
    private final class Screen: Sendable {
        private let text = Mutex("")

        func terminal(isScreen: Bool) -> Terminal {
            Terminal(hasColour: false, hasProgress: false, hasScreen: isScreen) { text in
                self.text.withLock { $0 += text }
            } errors: { _ in
            }
        }

        func take() -> String {
            text.withLock { text in
                defer { text = "" }
                return text
            }
        }
    }

    @Test("a view is drawn over the one before, line by line, and what is left of that is cleared")
    func inPlace() {
        var view = LiveView()
        #expect(view.drawing(["a", "b"], rows: 24) == "\r\u{1b}[?7la\u{1b}[K\nb\u{1b}[K\n\u{1b}[J\u{1b}[?7h")
        #expect(view.drawing(["c"], rows: 24) == "\u{1b}[2F\u{1b}[?7lc\u{1b}[K\n\u{1b}[J\u{1b}[?7h")
        #expect(view.drawing([], rows: 24) == "\u{1b}[1F\u{1b}[?7l\u{1b}[J\u{1b}[?7h")
    }

    @Test("a view taller than the screen says how much of it does not fit")
    func tooTall() {
        var view = LiveView()
        let drawing = view.drawing(["1", "2", "3", "4", "5"], rows: 4)
        #expect(drawing.contains("2\u{1b}[K\n… and 3 more lines\u{1b}[K\n") && !drawing.contains("3\u{1b}[K"))
    }

    @Test("on a terminal the newest events stand below the status")
    func events() {
        let screen = Screen()
        var watched = WatchedStatus(showing: screen.terminal(isScreen: true))
        watched.show(status: ["3/4 compliant"], events: (1...10).map { "event \($0)" })
        let text = screen.take()
        #expect(text.contains("3/4 compliant\u{1b}[K\n\u{1b}[K\nlast events\u{1b}[K\n  event 3\u{1b}[K\n"))
        #expect(!text.contains("event 2\u{1b}"))
    }

    @Test("in a pipe each change is a plain line, and nothing is said twice")
    func pipe() {
        let screen = Screen()
        var watched = WatchedStatus(showing: screen.terminal(isScreen: false))
        watched.show(status: ["3/4 compliant", "more"], events: ["old"])
        #expect(screen.take() == "3/4 compliant\n")
        watched.show(status: ["3/4 compliant", "other"], events: ["old"])
        #expect(screen.take() == "")
        watched.show(status: ["4/4 compliant"], events: ["old", "intent", "confirmed"])
        #expect(screen.take() == "4/4 compliant\nintent\nconfirmed\n")
        watched.show(status: [], events: [])
        #expect(screen.take() == "no service runs here; waiting for it\n")
        watched.show(status: ["4/4 compliant"], events: ["confirmed", "stopped"])
        #expect(screen.take() == "4/4 compliant\nstopped\n")
    }

    @Test("in a pipe events that come after a quiet start are said")
    func firstEvent() {
        let screen = Screen()
        var watched = WatchedStatus(showing: screen.terminal(isScreen: false))
        watched.show(status: ["0/0 compliant"], events: [])
        watched.show(status: ["0/0 compliant"], events: ["drift"])
        #expect(screen.take() == "0/0 compliant\ndrift\n")
    }
}
