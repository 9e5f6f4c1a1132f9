import CSystemd
import Foundation
import Synchronization
import Testing

@testable import ReconcileSystemd

@Suite struct ServiceNotifierTests {
    /// Collects the datagrams of a notifier whose monotonic clock stands at 12.345678 s.
    private final class Manager: Sendable {
        private let datagrams = Mutex<[String]>([])

        var notifier: ServiceNotifier {
            ServiceNotifier(
                send: { datagram in self.datagrams.withLock { $0.append(datagram) } },
                monotonicMicroseconds: { 12_345_678 })
        }

        var received: [String] { datagrams.withLock { $0 } }
    }

    @Test("each message is one datagram with the assignments of sd_notify(3)")
    func datagrams() {
        let manager = Manager()
        let notifier = manager.notifier
        notifier.ready()
        notifier.status("47/50 compliant · 2 held")
        notifier.reloading()
        notifier.watchdog()
        notifier.watchdogTrigger()
        notifier.stopping(within: .milliseconds(1500))
        notifier.stopping(within: .seconds(-1))
        #expect(
            manager.received == [
                "READY=1",
                "STATUS=47/50 compliant · 2 held",
                "RELOADING=1\nMONOTONIC_USEC=12345678",
                "WATCHDOG=1",
                "WATCHDOG=trigger",
                "STOPPING=1\nEXTEND_TIMEOUT_USEC=1500000",
                "STOPPING=1\nEXTEND_TIMEOUT_USEC=0",
            ])
    }

    @Test("a status cannot smuggle in another assignment")
    func statusIsOneLine() {
        let manager = Manager()
        manager.notifier.status("guest says:\r\nREADY=1\u{1B}[2J\u{2028}end")
        #expect(manager.received == ["STATUS=guest says: READY=1 [2J end"])
    }

    @Test("a status is cut to 2048 bytes, between two characters")
    func statusIsBounded() {
        let manager = Manager()
        manager.notifier.status("a" + String(repeating: "é", count: 3000))
        #expect(manager.received == ["STATUS=a" + String(repeating: "é", count: 1023)])
    }

    @Test("messages reach the socket that systemd names")
    func realSocket() async {
        await #expect(processExitsWith: .success) {
            let path = NSTemporaryDirectory() + "reconciled-notify-\(getpid()).sock"
            let socket = try NotifySocket(path: path)
            defer { socket.close() }
            setenv("NOTIFY_SOCKET", path, 1)
            ServiceNotifier().ready()
            #expect(socket.receive() == "READY=1")
            ServiceNotifier().reloading()
            let lines = socket.receive().split(separator: "\n")
            #expect(lines.map { $0.prefix { $0 != "=" } } == ["RELOADING", "MONOTONIC_USEC"])
        }
    }

    @Test("without a socket, and with a dead one, nothing happens")
    func noSocket() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            ServiceNotifier().ready()
            setenv("NOTIFY_SOCKET", "/nonexistent/notify.sock", 1)
            ServiceNotifier().status("still here")
        }
    }

    @Test("the watchdog's interval counts only for the process it is meant for")
    func watchdogInterval() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_PID")
            unsetenv("WATCHDOG_USEC")
            #expect(ServiceNotifier.watchdogInterval() == nil, "nobody watches")
            setenv("WATCHDOG_USEC", "60000000", 1)
            #expect(ServiceNotifier.watchdogInterval() == .seconds(60))
            setenv("WATCHDOG_PID", String(getpid()), 1)
            #expect(ServiceNotifier.watchdogInterval() == .seconds(60))
            setenv("WATCHDOG_PID", "1", 1)
            #expect(ServiceNotifier.watchdogInterval() == nil, "meant for a parent")
            unsetenv("WATCHDOG_PID")
            setenv("WATCHDOG_USEC", "soon", 1)
            #expect(ServiceNotifier.watchdogInterval() == nil, "malformed")
        }
    }
}
