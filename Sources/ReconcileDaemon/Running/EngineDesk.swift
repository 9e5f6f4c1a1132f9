import ReconcileCore
import Synchronization

/// Where others beside the engine's loop ask it and tell it something.
///
/// The loop gives away no more than a copy of the engine, which costs next to nothing; whoever asked works on it
/// elsewhere.
final class EngineDesk: Sendable {
    private let mailbox: Mailbox
    private let state = Mutex(State())

    private struct State {
        var work = Work()
        /// Orders that the engine has, until their rows are durable.
        var unrecorded: [(mark: UInt64, answer: OrderAnswer)] = []
        var errands: [ErrandID: CheckedContinuation<Reply, Never>] = [:]
        var lastErrand: UInt64 = 0
        /// How everything stood when the loop ended.
        var last: Engine?
        var isClosed = false
    }

    /// Called on the engine's loop: it must be short.
    typealias Inquiry = @Sendable (Engine?, Moment) -> Void
    typealias OrderAnswer = @Sendable (CommandFailure?) -> Void

    /// What the loop takes at the beginning of a step, all at once: whoever asks after he told something is answered
    /// by an engine that knows it.
    struct Work: Sendable {
        var orders: [Order] = []
        var looks: [Event] = []
        /// Answered when the step is complete.
        var inquiries: [Inquiry] = []
    }

    /// A person's word, and whom to tell that it is durable.
    struct Order: Sendable {
        var entry: LedgerEntry
        var answer: OrderAnswer
    }

    init(_ mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    // MARK: Whoever asks

    /// The engine as it stands after the step that is under way.
    ///
    /// - Throws: `CommandFailure` where the service is ending.
    func engine() async throws -> Engine {
        try await ask { engine, _ in engine }
    }

    /// Has the loop work out something short.
    ///
    /// - Throws: `CommandFailure` where the service is ending.
    func ask<Value: Sendable>(_ question: @escaping @Sendable (Engine, Moment) -> Value) async throws -> Value {
        let value = await withCheckedContinuation { (continuation: CheckedContinuation<Value?, Never>) in
            let inquiry: Inquiry = { engine, now in
                if let engine {
                    continuation.resume(returning: question(engine, now))
                } else {
                    continuation.resume(returning: nil)
                }
            }
            let (isClosed, last) = state.withLock { state in
                if !state.isClosed { state.work.inquiries.append(inquiry) }
                return (state.isClosed, state.last)
            }
            if isClosed { inquiry(last, SystemClock.now()) } else { mailbox.post(.woke) }
        }
        guard let value else { throw CommandFailure.ending }
        return value
    }

    /// Tells the engine a person's word, and returns once it counts there and its row is durable.
    ///
    /// - Throws: `CommandFailure` where it is not durable.
    func tell(_ entry: LedgerEntry) async throws {
        let failure = await withCheckedContinuation { (continuation: CheckedContinuation<CommandFailure?, Never>) in
            let order = Order(entry: entry) { continuation.resume(returning: $0) }
            let isClosed = state.withLock { state in
                if !state.isClosed { state.work.orders.append(order) }
                return state.isClosed
            }
            if isClosed { order.answer(.ending) } else { mailbox.post(.woke) }
        }
        if let failure { throw failure }
    }

    /// Asks that these are looked at again at once.
    func look(at ids: [ResourceID], includingLists: Bool) {
        state.withLock { $0.work.looks.append(.lookRequested(ids, includingLists: includingLists)) }
        mailbox.post(.woke)
    }

    /// Has a read sent at the engine's pace, with its token.
    func run(_ request: ReadRequest) async -> Reply {
        await withCheckedContinuation { continuation in
            let id = state.withLock { state -> ErrandID? in
                guard !state.isClosed else { return nil }
                state.lastErrand += 1
                let id = ErrandID(number: state.lastErrand)
                state.errands[id] = continuation
                return id
            }
            if let id { mailbox.post(.errand(id, request)) } else { continuation.resume(returning: .ending) }
        }
    }

    // MARK: The engine's loop

    func take() -> Work {
        state.withLock { state in
            defer { state.work = Work() }
            return state.work
        }
    }

    /// The engine has the word, and its row is the `mark`th that was handed out.
    func told(_ order: Order, mark: UInt64) {
        state.withLock { $0.unrecorded.append((mark, order.answer)) }
    }

    /// The first `count` rows are durable.
    func recorded(_ count: UInt64) {
        let answers = state.withLock { state in
            let done = state.unrecorded.filter { $0.mark <= count }.map(\.answer)
            state.unrecorded.removeAll { $0.mark <= count }
            return done
        }
        for answer in answers { answer(nil) }
    }

    func recordingFailed(_ detail: String) {
        let answers = state.withLock { state in
            defer { state.unrecorded = [] }
            return state.unrecorded.map(\.answer)
        }
        for answer in answers { answer(.notRecorded(detail)) }
    }

    func deliver(_ id: ErrandID, _ reply: Reply) {
        state.withLock { $0.errands.removeValue(forKey: id) }?.resume(returning: reply)
    }

    /// The loop has ended: what is asked from here on is answered as everything stood then, and nothing can be told.
    ///
    /// - Parameter engine: `nil` where there never was one.
    func close(_ engine: Engine?) {
        let left = state.withLock { state in
            defer { state = State(last: engine, isClosed: true) }
            return state
        }
        let now = SystemClock.now()
        for inquiry in left.work.inquiries { inquiry(engine, now) }
        for order in left.work.orders { order.answer(.ending) }
        for order in left.unrecorded { order.answer(.ending) }
        for errand in left.errands.values { errand.resume(returning: .ending) }
    }
}

extension CommandFailure {
    static let ending = CommandFailure(
        .failed, "the service is ending", hint: "ask again when it runs, or without it")

    fileprivate static func notRecorded(_ detail: String) -> CommandFailure {
        CommandFailure(
            .failed, "the word counts in the running service, but is not in the ledger yet", cause: detail,
            hint: "it is written by itself as soon as that works; a restart before that would forget it")
    }
}

extension Reply {
    fileprivate static let ending = Reply(
        outcome: .lost(Loss(timedOut: false, detail: "The service is ending.")))
}
