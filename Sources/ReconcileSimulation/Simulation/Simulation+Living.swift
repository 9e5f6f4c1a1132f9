import ReconcileCore

extension Simulation {
    /// Lives through the whole scenario: first all that goes wrong, then calm.
    package func live() async -> RunResult {
        let began = clock.now
        await begin()
        await go(until: began + scenario.rage)
        if !isBroken { await calmDown() }
        finishBooks()
        return result(since: began)
    }

    func begin() async {
        for (index, disturbance) in scenario.disturbances.enumerated() {
            agenda.plan(.disturbance(index), at: clock.now + disturbance.at)
        }
        applyAilments()
        if !rotationPolicies.isEmpty {
            said.append(.escrowProven(.init(target: Scenario.rotationEscrow.identity, by: Self.person)))
        }
        plan(start: .zero)
    }

    private func finishBooks() {
        guard isBroken == false else { return }
        for (id, intent) in inspector.facts.ledger.open {
            // One may be under way when the world ends.
            let isUnderWay = process?.calls.values.contains { $0.request.resource == intent.resource } ?? false
            if isCalm, !isUnderWay, process?.recorder.hasIntent != true {
                inspector.note("Journal", "intent \(id.number) never ended")
            }
        }
    }

    private func result(since began: BootTime) -> RunResult {
        RunResult(
            seed: scenario.seed, findings: inspector.findings.map { "\($0.checker): \($0.text)" },
            checker: inspector.findings.first?.checker, marks: marks, hash: trace.hash,
            simulated: clock.now - began, requests: requestsSent, writes: writes.count,
            boundariesOfRage: boundariesOfRage,
            boundaries: boundaries,
            statesCut: statesCut, lines: trace.lines, end: endState())
    }

    private func endState() -> EndState {
        var end = EndState()
        let reports = process?.engine.report(at: clock.machine).resources ?? []
        let verdicts = Dictionary(reports.map { ($0.item.id.text, $0.verdict.rawValue) }) { first, _ in first }
        for guest in accounts[0].guests {
            end.guests[guest.id] = "\(guest.login.enabled ? "open" : "shut") \(verdicts[guest.id] ?? "-")"
        }
        for account in accounts[0].accounts {
            end.guests[account.id] = "\(account.password.resets > 0) \(verdicts[account.id] ?? "-")"
        }
        end.writes = Set(writes.map { "\($0.resource) \($0.change.word)" })
        return end
    }

    private func applyAilments() {
        defer { applyOddGateCodes() }
        for (index, ailment) in scenario.broken.sorted(by: { $0.key < $1.key }) {
            let id = guestIDs[index]
            var change = GuestChange()
            var fault: (Fault, RequestKind)?
            switch ailment {
            case .withoutKeys: change.keys = []
            case .gateClosed: change.hasPendingOrder = true
            case .agentMissing: change.hasAgent = false
            case .stopped: change.powerState = "stopped"
            case .silent: fault = (.silent, .read)
            case .conflict: fault = (.conflict, .write)
            case .forbidden: fault = (.forbidden, .write)
            case .unverified: fault = (.unverified, .write)
            case .malformed: fault = (.missingActions, .read)
            case .fought: agenda.plan(.reopen(id), at: clock.now + .minutes(7))
            }
            accounts[0].change(id, change)
            if let fault {
                accounts[0].faults.add(
                    FaultRule(fault.0, guest: id, requests: [fault.1]), seed: scenario.seed &+ UInt64(index))
            }
        }
    }

    /// Behind all other rules, so that these strike where nothing else does.
    private func applyOddGateCodes() {
        guard scenario.hasOddGateCodes else { return }
        accounts[0].faults.add(FaultRule(.gateCodeWhileAllowed, probability: 0.5), seed: scenario.seed)
        accounts[0].faults.add(FaultRule(.gateWithoutCode), seed: scenario.seed)
    }

    /// Only the ailments that stay for good.
    func healFaults() {
        accounts[0].setFaults([])
        applyAilments()
    }
}
