import Testing

@testable import ReconcileCore

/// Two buckets, the earlier one weighed by how much of it the sliding window still covers.
private struct CounterServer {
    let limit: Int
    let window: Duration
    var began: BootTime
    private var previous = 0
    private var current = 0
    private(set) var refusals = 0

    init(limit: Int, window: Duration, began: BootTime) {
        self.limit = limit
        self.window = window
        self.began = began
    }

    mutating func take(at now: BootTime) -> RateHeaders {
        while now - began >= window {
            (previous, current, began) = (current, 0, began + window)
        }
        let counted = Double(previous) * (1 - (now - began) / window) + Double(current)
        let isTooMany = counted > Double(limit - 1)
        if isTooMany { refusals += 1 } else { current += 1 }
        let left = Double(limit) - counted - (isTooMany ? 0 : 1)
        let end = Duration.seconds(Int((began + window - now).seconds.rounded(.up)))
        return RateHeaders(
            limit: limit, remaining: max(0, Int(left.rounded(.down))), resetAfter: end,
            retryAfter: isTooMany ? .seconds(1) : nil)
    }
}

@Suite("APIs that count in two buckets")
struct SlidingCounterTests {
    /// How long it takes until all are let in.
    private func work(_ server: inout CounterServer, requests: Int, others: Duration? = nil) -> Duration {
        var lane = Lane()
        var (done, theirs) = (0, lane.now)
        for _ in 0..<(requests * 20) where done < requests {
            switch lane.admits(of: Demand(ready: requests - done)) {
            case .now:
                let id = lane.send()
                lane.pass(.milliseconds(30))
                while let others, theirs < lane.now {
                    _ = server.take(at: theirs)
                    theirs = theirs + others
                }
                let reply = server.take(at: lane.now)
                lane.pass(.milliseconds(30))
                if reply.retryAfter == nil { done += 1 }
                lane.answer(id, reply.retryAfter == nil ? 200 : 429, reply)
            case .at(let time): lane.now = time
            case .whenAnswered: Issue.record("it waits for an answer with nothing under way")
            }
        }
        #expect(done == requests)
        return lane.now - dawn.boot
    }

    @Test("they are met as fast as they let in, without a refusal", arguments: 0..<12)
    func alone(offset: Int) {
        var server = CounterServer(limit: 60, window: .seconds(60), began: dawn.boot - .seconds(offset * 4))
        let time = work(&server, requests: 300)
        #expect(server.refusals == 0)
        // 60 at once, then nothing in this bucket, then one a second.
        #expect(time < .seconds(60 - offset * 4 + 245), "\(time)")
    }

    @Test("what others have of the buckets is not sent in vain")
    func others() {
        var server = CounterServer(limit: 60, window: .seconds(60), began: dawn.boot - .seconds(20))
        _ = work(&server, requests: 120, others: .seconds(3))
        #expect(server.refusals <= 3)
    }

    private func report(_ remaining: Int, _ resetAfter: Int) throws -> HeaderView.Report {
        let rate = RateHeaders(limit: 100, remaining: remaining, resetAfter: .seconds(resetAfter))
        return try #require(HeaderView.Report(rate, sentAt: dawn.boot, at: dawn.boot))
    }

    @Test("they are recognised by a bucket that begins nearly as full as the one before ended, and by nothing less")
    func recognition() throws {
        func isShown(_ remaining: Int, _ resetAfter: Int, gone: Int = 100) throws -> Bool {
            SlidingCounter.isShown(
                by: try report(remaining, resetAfter), limit: 100, gone: gone, span: .seconds(60))
        }
        #expect(try isShown(0, 60))
        #expect(try isShown(4, 57))
        #expect(try isShown(39, 60, gone: 60))
        #expect(try !isShown(99, 60), "a window that begins anew")
        #expect(try !isShown(63, 60), "so many others at once fade from no bucket")
        #expect(try !isShown(0, 20), "a log whose oldest leaves soon")
        #expect(try !isShown(94, 60, gone: 5), "too few to tell")
    }
}
