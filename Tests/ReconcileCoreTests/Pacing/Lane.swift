@testable import ReconcileCore

/// A pacer with its clock and the requests it let out.
struct Lane {
    var pacer: Pacer
    var now = dawn.boot
    private var last: UInt64 = 0

    init(_ settings: PacingSettings = PacingSettings(share: 100), spreads: Bool = false, seed: UInt64 = 1) {
        pacer = Pacer(settings, spreadsFirstLooks: spreads, seed: seed)
    }

    mutating func send(_ purpose: RequestClass = .routine) -> RequestID {
        last += 1
        let id = RequestID(number: last)
        pacer.sent(id, for: purpose, at: now)
        return id
    }

    mutating func answer(
        _ id: RequestID, _ status: Int = 200, _ rate: RateHeaders = RateHeaders(), dated date: WallTime? = nil
    ) {
        let outcome: Outcome =
            status == 200 ? .page(InventoryPage(items: [], nextCursor: nil)) : .refused(Problem(status: status))
        pacer.answered(id, Reply(outcome: outcome, rate: rate, serverDate: date), at: now)
    }

    mutating func lose(_ id: RequestID) {
        pacer.answered(id, Reply(outcome: .lost(Loss(timedOut: true, detail: "no answer"))), at: now)
    }

    mutating func exchange(
        _ status: Int = 200, _ rate: RateHeaders = RateHeaders(), dated date: WallTime? = nil
    ) {
        answer(send(), status, rate, dated: date)
    }

    func admits(_ purpose: RequestClass = .routine, of demand: Demand = Demand()) -> Pacer.Admission {
        pacer.admission(purpose, of: demand, at: now)
    }

    mutating func pass(_ span: Duration) {
        now = now + span
    }

    /// Asks once a second whether a request may leave, and loses each that may.
    ///
    /// - Returns: how many left.
    mutating func losesAll(within span: Duration) -> Int {
        var sent = 0
        let end = now + span
        while now < end {
            if admits() == .now {
                sent += 1
                lose(send())
            }
            pass(.seconds(1))
        }
        return sent
    }

    /// Sends one request after the other to a server, as soon as each may leave, and lets each take `roundTrip`.
    mutating func work(
        _ server: inout WindowServer, requests: Int, roundTrip: Duration = .milliseconds(50), backlog: Int = 1000
    ) {
        var done = 0
        for _ in 0..<(requests * 4) where done < requests {
            switch admits(of: Demand(ready: backlog)) {
            case .now:
                let id = send()
                pass(roundTrip / 2)
                let reply = server.take(at: now)
                pass(roundTrip / 2)
                if reply.retryAfter == nil { done += 1 }
                answer(id, reply.retryAfter == nil ? 200 : 429, server.tells ? reply : server.hushed(reply))
            case .at(let time): now = time
            case .whenAnswered: return
            }
        }
    }
}

/// A fixed window, as most providers have it.
struct WindowServer {
    var limit: Int
    var window: Duration
    /// True where every answer tells of the window; else only `Retry-After` does.
    var tells: Bool
    var began: BootTime
    private(set) var used = 0
    private(set) var refusals = 0
    /// How many were let in, window by window.
    private(set) var history: [Int] = []

    init(limit: Int, window: Duration, tells: Bool, began: BootTime = dawn.boot) {
        self.limit = limit
        self.window = window
        self.tells = tells
        self.began = began
    }

    mutating func take(at now: BootTime) -> RateHeaders {
        while now - began >= window {
            history.append(used)
            began = began + window
            used = 0
        }
        let left = began + window - now
        let isTooMany = used >= limit
        if isTooMany { refusals += 1 } else { used += 1 }
        return RateHeaders(
            limit: limit, remaining: limit - used, resetAfter: rounded(left),
            retryAfter: isTooMany ? rounded(left) : nil)
    }

    func hushed(_ rate: RateHeaders) -> RateHeaders {
        RateHeaders(retryAfter: rate.retryAfter)
    }

    private func rounded(_ span: Duration) -> Duration {
        .seconds(Int(span.seconds.rounded(.up)))
    }
}
