import ReconcileCore
import Synchronization
import Testing

@testable import ReconcileDaemon
@testable import ReconcileSystemd

@Suite("The proof of life")
struct WatchdogPaceTests {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    @Test("it comes with a step, three times in the interval, and not more often")
    func pace() {
        let count = Count()
        let notifier = ServiceNotifier(
            send: { text in count.value.withLock { $0 += text == "WATCHDOG=1" ? 1 : 0 } },
            monotonicMicroseconds: { 0 })
        let start = BootTime(sinceBoot: .seconds(100))
        var pace = WatchdogPace(notifier, interval: .seconds(60), at: start)
        var sent: [Int] = []
        for seconds in [0, 1, 19, 20, 39, 45, 64, 65] {
            pace.stepped(at: start + .seconds(seconds))
            sent.append(count.value.withLock { $0 })
        }
        #expect(sent == [1, 1, 1, 2, 2, 3, 3, 4])
        #expect(pace.nextDue == start + .seconds(85))
    }
}
