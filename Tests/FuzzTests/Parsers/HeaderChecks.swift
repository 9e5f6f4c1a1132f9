import ReconcileCore

@testable import HostUpAPI

/// Header fields of an answer, and what the pacer makes of them.
enum HeaderChecks {
    private static let longestWait = Duration.hours(24)

    /// Lines of the form `name: value`.
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        let fields = text.split(separator: "\n").map { line in
            let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(sides[0]), value: sides.count == 2 ? String(sides[1]) : "")
        }
        let reply = reply(fields)
        try promiseSound(reply)
        let shouted = fields.map { (name: $0.name.uppercased(), value: $0.value) }
        if text.utf8.allSatisfy({ $0 < 0x80 }) { try promiseEqual(reply, self.reply(shouted), "names in capitals") }
        for status in [200, 429] { try PacerChecks.promisePaced(reply, status: status) }
    }

    private static func reply(_ fields: [(name: String, value: String)]) -> Reply {
        Reply(
            .response(WireResponse(status: 429, headers: fields)), clock: { PolicyChecks.noon },
            decode: SSHPasswordLoginAPI.page)
    }

    private static func promiseSound(_ reply: Reply) throws(BrokenPromise) {
        let rate = reply.rate
        try promise((rate.limit ?? 0) >= 0 && (rate.remaining ?? 0) >= 0, "counts are not negative")
        for wait in [rate.resetAfter, rate.retryAfter].compactMap(\.self) {
            try promise((.zero...longestWait).contains(wait), "a wait of \(wait) is within 0 to 24 hours")
        }
        try promiseShowable(reply.requestID, atMost: String.longestForDisplay, "the request id")
        if let date = reply.serverDate { try promiseEqual(date, WallTime(rfc3339: date.rfc3339), "the server's date") }
    }
}

/// The pacer, fed with what came from outside.
enum PacerChecks {
    private static let start = Moment(boot: BootTime(sinceBoot: .hours(1)), wall: PolicyChecks.noon)
    /// A day, and what is added so that clocks may differ a little.
    private static let longestWait = Duration.hours(24) + .seconds(1)

    /// A request answered by `reply`, then what may be sent next, in this process and in the one after it.
    static func promisePaced(_ reply: Reply, status: Int) throws(BrokenPromise) {
        var reply = reply
        reply.outcome = .refused(Problem(status: status))
        var pacer = makePacer()
        let first = RequestID(number: 1)
        pacer.sent(first, for: .inventory, at: start.boot)
        pacer.answered(first, reply, at: start.boot + .seconds(1))
        try promiseMoving(pacer)
        try promiseRestored(pacer.record(at: start))
    }

    static func promiseRestored(_ record: PacingRecord) throws(BrokenPromise) {
        var pacer = makePacer()
        pacer.restore(record, at: start)
        try promiseMoving(pacer)
    }

    private static func makePacer() -> Pacer {
        Pacer(PacingSettings(), spreadsFirstLooks: true, seed: 1)
    }

    /// Whatever it knows, it answers every question, and lets something through within a day.
    private static func promiseMoving(_ pacer: Pacer) throws(BrokenPromise) {
        var pacer = pacer
        let now = start.boot + .seconds(2)
        for (number, purpose) in RequestClass.allCases.enumerated() {
            let id = RequestID(number: UInt64(number) + 2)
            switch pacer.admission(purpose, at: now) {
            case .now: pacer.sent(id, for: purpose, at: now)
            case .at(let time):
                try promise(time <= now + longestWait, "\(purpose) may leave within a day, not at \(time)")
            case .whenAnswered: break
            }
            _ = pacer.expectsPair(within: .seconds(60), at: now)
            let budget = pacer.budget(at: now)
            try promise((budget.remaining ?? 0) >= 0, "what remains is not negative")
            try promise((budget.window ?? .zero) >= .zero, "a window is not negative")
        }
        _ = pacer.record(at: start + .seconds(2))
        _ = pacer.admission(.routine, at: now + .hours(25))
    }
}
