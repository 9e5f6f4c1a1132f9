import HostUpAPI
import ReconcileCore

/// One request on its way between the process and the API.
final class Call {
    let id: RequestID
    /// The process that sent it, by its number.
    let life: Int
    let request: Request
    /// The machine's boot time at which it left.
    let sentAt: BootTime
    let wire: SimulatedRequest
    /// The account that its token leads to.
    let account: Int
    /// The exchange at the API, once it arrived there.
    var exchange: UInt64?
    /// True once the process heard of an end, or is gone.
    var isOver = false
    /// True once a write has changed its guest or its account.
    var isApplied = false
    /// What it showed of faults.
    var fault: Fault?

    init(_ id: RequestID, life: Int, _ request: Request, sentAt: BootTime, wire: SimulatedRequest, account: Int) {
        self.id = id
        self.life = life
        self.request = request
        self.sentAt = sentAt
        self.wire = wire
        self.account = account
    }
}

/// Carries one exchange of the real reader and writer in memory: notes what they send, and answers what it was made
/// with.
struct OneAnswer: ReadTransport, WriteTransport {
    let answer: WireResult
    let note: (@Sendable (String, String, [UInt8]) -> Void)?

    func get(_ target: String) async -> WireResult {
        note?("GET", target, [])
        return answer
    }

    func patch(_ target: String, body: [UInt8]) async -> WireResult {
        note?("PATCH", target, body)
        return answer
    }

    func post(_ target: String, body: [UInt8]) async -> WireResult {
        note?("POST", target, body)
        return answer
    }
}

/// What one call of the real reader or writer put on the wire.
final class Postbox: @unchecked Sendable {
    // Written and read by one task, one after the other.
    var sent: (method: String, target: String, body: [UInt8])?
}

/// The real wire: how a request becomes bytes, and bytes an answer.
enum Wire {
    /// What the reader or writer sends for a request.
    ///
    /// - Parameter password: the body that sets one, where the request does.
    static func bytes(of request: Request, token: String, password: PasswordBody? = nil) async -> SimulatedRequest {
        let box = Postbox()
        let lost = WireResult.lost(Loss(timedOut: false, detail: ""))
        let transport = OneAnswer(answer: lost) { box.sent = ($0, $1, $2) }
        _ = await perform(request, over: transport, password, at: WallTime(millisecondsSince1970: 0))
        let sent = box.sent ?? ("GET", "/", [])
        return SimulatedRequest(
            method: sent.method, target: sent.target,
            headers: [
                (name: "Authorization", value: "Bearer \(token)"),
                (name: "User-Agent", value: "reconciled-simulation"),
            ], body: sent.body)
    }

    /// What the reader or writer makes of an answer that arrives at `date`.
    static func reply(to request: Request, _ result: WireResult, at date: WallTime) async -> Reply {
        // Nothing is sent: any body will do.
        let password = Array("Password1".utf8).withUnsafeBytes(PasswordBody.init)
        return await perform(request, over: OneAnswer(answer: result, note: nil), password, at: date)
    }

    private static func perform(
        _ request: Request, over transport: OneAnswer, _ password: PasswordBody?, at date: WallTime
    ) async -> Reply {
        switch request {
        case .read(let read): await APIReader(transport: transport, clock: { date }).perform(read)
        case .write(let write):
            await APIWriter(transport: transport, clock: { date }).perform(write, password: password)
        }
    }
}
