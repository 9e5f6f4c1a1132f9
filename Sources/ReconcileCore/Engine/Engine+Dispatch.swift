import DequeModule

/// Sends what may be sent, the most urgent first.
extension Engine {
    /// The next thing to send.
    private enum Work {
        case page(ResourceKind)
        case resource(WorkQueue.Entry, RequestClass)
        case errand
    }

    /// Of the time in which a read is fresh enough to write on, this much goes by before the write has its turn.
    private static let answerTime = Duration.seconds(5)

    /// Sends until the pacer or the lack of work ends it.
    ///
    /// - Returns: when the pacer lets the next request go, where only time is in the way.
    mutating func dispatch(at now: Moment) -> BootTime? {
        if credentials.refused != nil || breaker.open != nil { return sendProbe(at: now) }
        if isOutOfTime(at: now) { return nil }
        while let work = nextWork(at: now) {
            let purpose =
                switch work {
                case .page: RequestClass.inventory
                case .resource(_, let purpose): purpose
                case .errand: RequestClass.now
                }
            switch pacer.admission(purpose, of: demand(at: now.boot), at: now.boot) {
            case .now: perform(work, at: now)
            case .at(let time): return time
            case .whenAnswered: return nil
            }
        }
        return nil
    }

    /// What waits behind the next request.
    private func demand(at now: BootTime) -> Demand {
        let isPageDue = inventory.due.map { $0 <= now } ?? false
        let isWriting = !pledges.isEmpty || !unrecorded.isEmpty || hasWriteUnderWay
        return Demand(
            ready: queue.readyCount + errands.count + (isPageDue ? 1 : 0),
            expectsWrites: isWriting || queue.writingCount > 0)
    }

    private func isOutOfTime(at now: Moment) -> Bool {
        guard let patience = configuration.mode.patience, let startedAt else { return false }
        return now.boot >= startedAt + patience
    }

    private mutating func nextWork(at now: Moment) -> Work? {
        let isPageDue = inventory.due.map { $0 <= now.boot } ?? false
        let due = isPageDue ? inventory.next : nil
        let page = due.map { Work.page($0.kind) }
        let isPageUrgent = due.map { isOverdue($0, at: now.boot) } ?? false
        for purpose in RequestClass.allCases {
            if isPageUrgent, purpose >= (inventory.completedAt == nil ? .driftedReread : .routine) { return page }
            if let entry = queue.first(of: purpose) { return .resource(entry, purpose) }
            if purpose == .now, !errands.isEmpty { return .errand }
        }
        return page
    }

    private func isOverdue(_ walk: InventoryWalk, at now: BootTime) -> Bool {
        guard let completedAt = walk.completedAt else { return true }
        return now - completedAt > settings.inventoryEvery * 2
    }

    private mutating func perform(_ work: Work, at now: Moment) {
        switch work {
        case .page(let kind): askForPage(of: kind, at: now)
        case .errand:
            guard let errand = errands.popFirst() else { return }
            send(.read(errand.request), .now, for: .errand(errand.id), at: now)
        case .resource(let entry, let purpose):
            queue.removeFirst(of: purpose)
            let index = entry.resource
            if purpose == .write {
                beginWrite(index, at: now)
            } else if let opensAt = whenOpens(.read, of: resources[index].kind, at: now.boot) {
                if configuration.mode.patience == nil { queue.plan(purpose, for: index, due: opensAt) }
            } else {
                read(index, purpose, at: now)
            }
        }
    }

    /// When a family of requests that the API forbade may go again; `nil` where one may now.
    private mutating func whenOpens(
        _ verb: RequestFamily.Verb, of kind: ResourceKind, at now: BootTime
    ) -> BootTime? {
        families.isEmpty ? nil : families[RequestFamily(verb, of: kind)]?.admits(at: now)
    }

    private mutating func askForPage(of kind: ResourceKind, at now: Moment) {
        if let opensAt = whenOpens(.list, of: kind, at: now.boot) {
            inventory.change(kind) { $0.postponed(at: opensAt) }
        } else if let page = inventory.change(kind, { $0.ask(at: now.boot) }) {
            send(.read(page), .inventory, for: .page(kind), at: now)
        }
    }

    private mutating func read(_ index: Int, _ purpose: RequestClass, at now: Moment) {
        let failure = resources[index].readFailure
        let isSlow = failure?.timedOut ?? false
        if isSlow, slowRequests.count >= max(1, settings.pacing.concurrency / 4) {
            // Guests that time out share a quarter of the slots.
            if !slowlyParked.contains(index) { slowlyParked.append(index) }
            return
        }
        if purpose == .driftedReread {
            guard decide(index, at: now).allowsWrite else {
                judge(index, at: now)
                // Its turn goes to the next that the brake held.
                hasBrakeEased = true
                return
            }
            let span = resources[index].kind.freshEnoughToWrite - Self.answerTime
            guard pacer.expectsPair(within: span, besides: pledges.count, at: now.boot) else {
                queue.plan(purpose, for: index, due: now.boot + .seconds(5))
                return
            }
            pledges.insert(index)
        }
        resources[index].confirmation?.looked(at: now.boot)
        let state = ReadRequest.state(resources[index].record.item.kind, resources[index].id)
        let id = send(.read(state), purpose, for: .read(index, purpose, sentAt: now.boot), at: now)
        resources[index].activity = .reading(id)
        if isSlow { slowRequests.insert(id) }
    }

    private mutating func sendProbe(at now: Moment) -> BootTime? {
        let isEndless = configuration.mode.patience == nil
        guard !isOutOfTime(at: now), isEndless || !credentials.isHopeless else { return nil }
        switch pacer.admission(.inventory, at: now.boot) {
        case .at(let time): return time
        case .whenAnswered: return nil
        case .now: break
        }
        let probe: Probe
        if credentials.refused != nil {
            guard credentials.takesProbe(at: now.boot) else { return nil }
            probe = .credentials
        } else {
            guard breaker.takesProbe(at: now.boot) else { return nil }
            probe = .breaker
        }
        guard let kind = inventory.kinds.first else { return nil }
        send(.read(.list(kind, cursor: nil, limit: 1)), .inventory, for: .probe(probe), at: now)
        return nil
    }

    @discardableResult
    private mutating func send(
        _ request: Request, _ purpose: RequestClass, for pending: Pending, at now: Moment
    ) -> RequestID {
        let id = nextRequestID()
        pacer.sent(id, for: purpose, at: now.boot)
        requests[id] = pending
        requestsSent += 1
        effects.append(.send(id, request))
        return id
    }

    /// What a request under way is for; `nil` where it is not, or is answered.
    package func purpose(of id: RequestID) -> RequestClass? {
        switch requests[id] {
        case .page, .probe: .inventory
        case .read(_, let purpose, _): purpose
        case .write: .write
        case .errand: .now
        case nil: nil
        }
    }

    mutating func nextRequestID() -> RequestID {
        lastRequest += 1
        return RequestID(number: lastRequest)
    }
}
