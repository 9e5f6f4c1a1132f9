import ReconcileCore

/// How far the fault `skewedDate` puts the `Date` off: more than any client should overlook.
private let dateSkew: Duration = .seconds(600)

/// What the base URL adds before the path; problem documents name the whole path.
private let basePath = "/api/v2"

extension SimulatedAPI {
    static let documentType = "application/json"

    /// Turns a draft into the answer: the fields that every answer has, the counts, and what it commits its reader to.
    mutating func seal(_ draft: Draft, _ exchange: Exchange) -> SimulatedAnswer {
        let draft = garbled(draft, exchange)
        var answer = SimulatedAnswer(exchange: exchange.number, delivery: .dropped, latency: exchange.latency)
        switch draft.body {
        case .dropped: answer.delivery = .dropped
        case .silence: answer.delivery = .silence
        case .empty: answer.delivery = response(draft, [], type: nil, exchange)
        case .bytes(let bytes, let type): answer.delivery = response(draft, bytes, type: type, exchange)
        case .document(let document):
            answer.delivery = response(draft, document.bytes, type: Self.documentType, exchange)
        case .problem(let problem):
            let document = problem.document(
                instance: basePath + exchange.path, requestID: exchange.requestID,
                timestamp: exchange.arrived.wall.timestamp)
            answer.delivery = response(draft, document.bytes, type: "application/problem+json", exchange)
        }
        exchanges[exchange.number] = exchange
        referee.answers(exchange, draft)
        return answer
    }

    private func response(
        _ draft: Draft, _ body: [UInt8], type: String?, _ exchange: Exchange
    ) -> SimulatedAnswer.Delivery {
        let skew: Duration = exchange.fault == .skewedDate ? dateSkew : .zero
        var headers = [(name: "Date", value: (exchange.arrived.wall + exchange.latency + skew).httpDate)]
        if let type { headers.append((name: "Content-Type", value: type)) }
        headers += draft.headers
        if draft.status != 429, let standing = exchange.standing {
            headers += rateFields(configuration.rateHeaders.onSuccess.subtracting([.retryAfter]), standing, exchange)
        }
        return .response(SimulatedResponse(status: draft.status, headers: headers, body: body))
    }
}

extension WallTime {
    /// As the provider writes times: RFC 3339 in UTC, always with milliseconds.
    var timestamp: String {
        let text = rfc3339
        return text.contains(".") ? text : text.dropLast() + ".000Z"
    }

    /// As HTTP writes them (RFC 9110, section 5.6.7).
    var httpDate: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1970-01-01 was a Thursday.
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let parts = rfc3339.split(whereSeparator: { "-T.Z".contains($0) })
        let days = Int((Double(millisecondsSince1970) / 86_400_000).rounded(.down))
        let weekday = weekdays[((days % 7) + 7) % 7]
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}
