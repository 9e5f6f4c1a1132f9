import Foundation
import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileSystemd

@Suite("What must never happen to a write")
struct WriteSentryTests {
    private static let write = Request.write(
        WriteRequest(resource: ResourceID("vps_1"), change: .sshPasswordLogin(enabled: false)))
    private static let breach = "a second write to vps_1 was to leave while one was under way"

    @Test("one write to a resource may be under way, and the next leaves once the first was answered")
    func oneAtATime() {
        var sentry = WriteSentry()
        #expect(sentry.leaves(RequestID(number: 1), Self.write) == nil)
        #expect(sentry.leaves(RequestID(number: 2), .read(.state(.sshPasswordLogin, ResourceID("vps_1")))) == nil)
        let other = WriteRequest(resource: ResourceID("vps_2"), change: .sshPasswordLogin(enabled: false))
        #expect(sentry.leaves(RequestID(number: 3), .write(other)) == nil)
        #expect(sentry.leaves(RequestID(number: 4), Self.write) == Self.breach)
        sentry.answered(RequestID(number: 1))
        #expect(sentry.leaves(RequestID(number: 5), Self.write) == nil)
    }

    @Test("a second write ends the process before it leaves: the ledger says why, and systemd is told")
    func ending() async throws {
        let directory = try TemporaryDirectory()
        let place = directory.path
        await #expect(processExitsWith: .failure) { [place = place as String] in
            let world = try await RunnerWorld(guests: 1)
            try world.state.path.write(toFile: "\(place)/state", atomically: true, encoding: .utf8)
            let notifier = ServiceNotifier(
                send: { try? $0.write(toFile: "\(place)/notified", atomically: true, encoding: .utf8) },
                monotonicMicroseconds: { 0 })
            let watchdog = WatchdogPace(notifier, interval: .seconds(60), at: SystemClock.now().boot)
            var runner = world.runner(.service, watchdog: watchdog)
            _ = runner.carryOut([1, 2].map { .send(RequestID(number: $0), Self.write) })
            await runner.endIfBroken()
        }
        #expect(try String(contentsOfFile: "\(place)/notified", encoding: .utf8) == "WATCHDOG=trigger")
        let path = try String(contentsOfFile: "\(place)/state", encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent()) }
        let store = try await StateStore.openForReading(try StateDirectory(path: path))
        #expect(try await store.ledger.history().rows.map(\.entry) == [.invariantBroken(.init(what: Self.breach))])
        await store.close()
    }
}
