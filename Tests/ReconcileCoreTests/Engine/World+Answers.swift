import ReconcileCore

/// The provider's side.
extension World {
    /// The next `times` requests of this sort are answered with trouble.
    mutating func trouble(_ target: Target, _ trouble: Trouble, times: Int = 1) {
        troubles.append((target, trouble, times))
    }

    mutating func trouble(for request: Request, takes: Bool) -> Trouble? {
        guard let index = troubles.firstIndex(where: { $0.times > 0 && $0.target.covers(request) }) else { return nil }
        if takes { troubles[index].times -= 1 }
        return troubles[index].trouble
    }

    /// Answers one request now.
    mutating func deliver(_ id: RequestID, with forced: Trouble? = nil) {
        guard let position = underWay.firstIndex(where: { $0.id == id }) else { return }
        var exchange = underWay.remove(at: position)
        let trouble = forced ?? trouble(for: exchange.request, takes: true)
        var reply = reply(to: exchange.request, trouble)
        if let rate = exchange.rate {
            reply.rate = rate
            if rate.retryAfter != nil { reply.outcome = .refused(Problem(status: 429)) }
        }
        exchange.reply = reply
        history.append(exchange)
        watchReply(exchange, reply)
        handle(.answered(id, reply))
    }

    private mutating func reply(to request: Request, _ trouble: Trouble?) -> Reply {
        let date = now.wall + serverClockAhead
        switch trouble {
        case nil, .slow:
            return Reply(outcome: success(request), rate: rate, serverDate: date, requestID: "req_1")
        case .refused(let status, let code, let fromAPI, let rate):
            let problem = Problem(status: status, code: code, detail: "No.", isFromAPI: fromAPI)
            return Reply(outcome: .refused(problem), rate: rate, serverDate: date, requestID: "req_1")
        case .malformed:
            if case .write(let write) = request { carryOut(write) }
            return Reply(outcome: .malformed("it is no JSON"), rate: rate, serverDate: date)
        case .lost(let carriedOut):
            if carriedOut, case .write(let write) = request { carryOut(write) }
            return Reply(outcome: .lost(Loss(timedOut: false, detail: "The connection was reset.")))
        case .timedOut:
            return Reply(outcome: .lost(Loss(timedOut: true, detail: "No answer within 30 s.")))
        }
    }

    private mutating func success(_ request: Request) -> Outcome {
        switch request {
        case .read(.list(_, let cursor, let limit)): .page(page(from: cursor, limit: limit))
        case .read(.state(_, let id)): observation(of: id)
        case .write(let write): answer(to: write)
        }
    }

    private func page(from cursor: String?, limit: Int) -> InventoryPage {
        let rows = servers.values.filter { $0.isListed && $0.exists }.map(\.item).sorted { $0.id < $1.id }
        let first = cursor.flatMap(Int.init) ?? 0
        let last = min(rows.count, first + min(limit, pageSize))
        return InventoryPage(
            items: Array(rows[min(first, last)..<last]), nextCursor: last < rows.count ? String(last) : nil, flaw: flaw)
    }

    private mutating func observation(of id: ResourceID) -> Outcome {
        servers[id]?.settle(at: now.boot)
        guard let server = servers[id], server.exists else { return .refused(Problem(status: 404, code: "not_found")) }
        return .observed(.sshPasswordLogin(server.seen))
    }

    private mutating func answer(to write: WriteRequest) -> Outcome {
        guard let server = servers[write.resource], server.exists else {
            return .refused(Problem(status: 404, code: "not_found"))
        }
        let gate = write.change.enabled == true ? server.seen.canEnable : server.seen.canDisable
        guard gate.allowed else { return .refused(Problem(status: 409, code: gate.code)) }
        carryOut(write)
        return .written(
            WriteAnswer(
                requested: write.change, verified: server.verifies, message: "Done.",
                observation: .sshPasswordLogin(servers[write.resource]?.seen ?? server.seen)))
    }

    mutating func carryOut(_ write: WriteRequest) {
        servers[write.resource]?.write(enabled: write.change.enabled == true, at: now.boot)
    }
}
