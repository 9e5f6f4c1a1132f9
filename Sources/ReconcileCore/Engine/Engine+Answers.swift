/// What every answer says beside its content: whether the API is there, takes our token, and lets us.
extension Engine {
    mutating func answered(_ id: RequestID, _ reply: Reply, at now: Moment) {
        guard let pending = requests.removeValue(forKey: id) else { return }
        let wasClosed = pacer.closed(at: now.boot)
        pacer.answered(id, reply, at: now.boot)
        noteLimit(at: now)
        if let date = reply.serverDate { clock.compare(serverDate: date, at: now.wall) }
        if !slowRequests.isEmpty, slowRequests.remove(id) != nil { unparkSlow(at: now) }
        noteWhetherThere(pending, reply, at: now)
        noteWhetherAuthorized(pending, reply, at: now)
        switch pending {
        case .page(let kind): listAnswered(kind, reply, at: now)
        case .read(let index, let purpose, let sentAt): readAnswered(index, purpose, sentAt: sentAt, reply, at: now)
        case .write(let index): writeAnswered(index, reply, at: now)
        case .probe: break
        case .errand(let id): effects.append(.deliver(id, reply))
        }
        if requests.isEmpty || pacer.closed(at: now.boot) != wasClosed {
            effects.append(.remember(.pacing(pacer.record(at: now))))
        }
    }

    /// An account whose users share one limit may be refused every minute: only the first time is worth a line, and only
    /// a while without is the end of it.
    private mutating func noteLimit(at now: Moment) {
        if let closed = pacer.closed(at: now.boot) {
            if limitedUntil == nil { notify(.rateLimited(until: now.wall(at: closed))) }
            limitedUntil = closed
        } else if let end = limitedUntil, now.boot >= end + Self.calmAfterLimit {
            limitedUntil = nil
            notify(.limitEased(after: Self.calmAfterLimit))
        }
    }

    /// Ten of the windows in which the API counts: a neighbour who is still there would have shown.
    private static let calmAfterLimit = Duration.minutes(10)

    private mutating func noteWhetherThere(_ pending: Pending, _ reply: Reply, at now: Moment) {
        guard let trouble = reply.outcome.transientTrouble else {
            if breaker.answered() { notify(.reachableAgain) }
            return
        }
        switch pending {
        case .page, .errand:
            if breaker.failed(nil, trouble, at: now.boot) { notify(.unreachable(detail: trouble)) }
        case .read(let index, _, _), .write(let index):
            if breaker.failed(resources[index].id, trouble, at: now.boot) { notify(.unreachable(detail: trouble)) }
        case .probe(.breaker): breaker.probeFailed(at: now.boot)
        case .probe(.credentials): credentials.probeUnanswered(at: now.boot)
        }
    }

    private mutating func noteWhetherAuthorized(_ pending: Pending, _ reply: Reply, at now: Moment) {
        let isUnauthorized = reply.outcome.status == 401
        if case .probe(.credentials) = pending {
            if isUnauthorized {
                credentials.probeRefused(at: now.boot)
                effects.append(.rereadToken)
            } else if reply.outcome.transientTrouble == nil, reply.outcome.status != 429, credentials.accept() {
                notify(.credentialsAccepted)
                for index in resources.indices { judge(index, at: now) }
            } else if reply.outcome.status == 429 {
                credentials.probeUnanswered(at: now.boot)
            }
        } else if isUnauthorized, case .refused(let problem) = reply.outcome {
            let detail = problem.sentence(for: "the token", requestID: reply.requestID)
            if credentials.refuse(detail, at: now.boot) {
                notify(.credentialsRefused(detail: detail))
                effects.append(.rereadToken)
            }
        }
    }

    private mutating func unparkSlow(at now: Moment) {
        let parked = slowlyParked
        slowlyParked = []
        for index in parked { judge(index, at: now) }
    }

    // MARK: Families of requests

    mutating func forbid(
        _ verb: RequestFamily.Verb, of kind: ResourceKind, _ detail: String, atOnce: Bool, at now: Moment
    ) {
        let family = RequestFamily(verb, of: kind)
        if families[family, default: FamilyGate()].forbidden(detail, atOnce: atOnce, at: now.boot) {
            notify(.requestsForbidden(family, detail: detail))
        }
    }

    mutating func allow(_ verb: RequestFamily.Verb, of kind: ResourceKind, at now: Moment) {
        let family = RequestFamily(verb, of: kind)
        guard !families.isEmpty, families[family]?.allowed() == true else { return }
        notify(.requestsAllowed(family))
        for index in resources.indices where resources[index].kind == kind {
            switch verb {
            case .list: continue
            case .read: if !resources[index].endReadFailure(.forbidden) { continue }
            case .write: if !resources[index].endWriteFailure(.forbidden) { continue }
            }
            judge(index, at: now)
        }
        if verb == .write { judgeDrifted(at: now) }
    }

    /// Says when something begins or ceases to stop every write.
    mutating func sayStops(at now: Moment) {
        let all = globalStops(at: now)
        guard !all.isEmpty || !saidStops.isEmpty else { return }
        let stops = all.filter { $0.reason != .unauthorized && $0.reason != .stale }
        let reasons = Set(stops.map(\.reason))
        guard reasons != Set(saidStops.keys) else { return }
        for hold in stops where saidStops[hold.reason] == nil { notify(.writesStopped(hold)) }
        for reason in HoldReason.allCases where saidStops[reason] != nil && !reasons.contains(reason) {
            notify(.writesAllowed(reason))
        }
        saidStops = Dictionary(stops.map { ($0.reason, $0) }, uniquingKeysWith: { first, _ in first })
        judgeDrifted(at: now)
    }
}

extension Outcome {
    var status: Int? {
        switch self {
        case .refused(let problem): problem.status
        case .page, .observed, .written, .rotated, .malformed, .lost, .unsent: nil
        }
    }

    /// What went wrong, where it is likely to pass by itself and says nothing of the resource.
    var transientTrouble: String? {
        switch self {
        case .page, .observed, .written, .rotated, .unsent: nil
        case .malformed(let detail): detail
        case .lost(let loss): loss.detail
        case .refused(let problem): problem.isTransient ? problem.sentence(for: "the request", requestID: nil) : nil
        }
    }
}

extension Problem {
    /// The API, or what stands before it, is in trouble: another try may do.
    var isTransient: Bool {
        status >= 500 || (status == 403 && !isFromAPI)
    }

    /// A refusal that has no meaning of its own here and will hardly change by itself.
    var isRejection: Bool {
        switch status {
        case 401, 403, 404, 409, 429: false
        default: status < 500
        }
    }

    /// What the API said, as a sentence: `The API refused the token: "Authentication is required." (401 unauthorized)`.
    func sentence(for what: String, requestID: String?) -> String {
        let said = detail.map { ": \"\($0)\"" } ?? ""
        let facts = ["\(status)", code, requestID].compactMap { $0 }.joined(separator: " ")
        return "The API refused \(what)\(said) (\(facts))"
    }

    /// The same, with the scopes that the request takes where the lack of one is what the API refuses it for.
    func sentence(for what: String, of family: RequestFamily, requestID: String?) -> String {
        let sentence = sentence(for: what, requestID: requestID)
        return status == 403 && isFromAPI ? "\(sentence); it takes \(family.scopeNames)" : sentence
    }
}
