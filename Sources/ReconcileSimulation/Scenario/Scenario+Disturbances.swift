import ReconcileCore
import ReconcileStore

extension Scenario {
    /// Draws what goes wrong. Each run has only some sorts of trouble, so that rare pairs of them meet more often.
    mutating func drawDisturbances() {
        var draws = SplitMix64.stream("disturbances", seed: seed)
        let sorts = Sort.allCases.filter { _ in draws.chance(45) }
        guard !sorts.isEmpty else { return }
        let count = draws.pick([4, 10, 20, 40])
        for _ in 0..<count {
            let at = Duration.seconds(Int(Double(rage.milliseconds) / 1000 * draws.unit()))
            let sort = draws.pick(sorts)
            let phase = draws.chance(65) ? draws.pick(Self.phases) : nil
            disturbances.append(Disturbance(at: at, during: phase, what(sort, using: &draws)))
        }
        disturbances.sort { $0.at < $1.at }
    }

    /// The short ones more often: most of what matters happens in them.
    private static let phases: [ProcessPhase] = [
        .idle, .listing, .reading, .recordingIntent, .recordingIntent, .recordingIntent, .writing, .writing, .writing,
        .confirming, .confirming,
    ]

    private enum Sort: CaseIterable {
        case fault
        case person
        case crash
        case restart
        case operation
        case clock
        case disk
        case credentials
        case neighbour
        case network
    }

    private func what(_ sort: Sort, using draws: inout SplitMix64) -> Disturbance.What {
        switch sort {
        case .fault: fault(using: &draws)
        case .person: edit(using: &draws)
        case .crash:
            .crash(after: draws.below(12), isReboot: draws.chance(25), keepsCommit: draws.chance(50))
        case .restart: restart(using: &draws)
        case .operation: .operate(operation(using: &draws))
        case .clock:
            draws.chance(40)
                ? .stall(seconds: draws.pick([1, 20, 90, 1200, 9000])) : .wallJump(seconds: jump(using: &draws))
        case .disk:
            .disk(
                draws.pick(StateInMemory.Failure.allCases), commits: draws.pick([1, 2, 5, 40]),
                isCache: draws.chance(25))
        case .credentials:
            switch draws.below(4) {
            case 0: .otherAccount(true)
            case 1: .otherAccount(false)
            default: .token(isValid: draws.chance(60))
            }
        case .neighbour: .neighbour(requests: draws.pick([5, 30, 100]), seconds: draws.pick([1, 60, 600]))
        case .network:
            draws.chance(60) ? .lateWrite(seconds: draws.pick([1, 10, 29, 31, 70, 400])) : .doubledWrite
        }
    }

    private func jump(using draws: inout SplitMix64) -> Int {
        let sizes = [1, 30, 400, 7200, 90_000, 31_536_000]
        return draws.pick(sizes) * (draws.chance(50) ? 1 : -1)
    }

    private func fault(using draws: inout SplitMix64) -> Disturbance.What {
        // Empty pages have a plot of their own, and no scenario has hosting accounts.
        let faults = Fault.allCases.filter { $0 != .emptyPage && $0.kinds.contains(.sshPasswordLogin) }
        var rule = FaultRule(draws.pick(faults), count: draws.pick([1, 1, 2, 4, 12]))
        if draws.chance(30) { rule.guest = "#\(draws.below(fleet.guests))" }
        if draws.chance(10) { rule.forSeconds = Double(draws.pick([30, 600, 3600])) }
        return .fault(rule)
    }

    private func edit(using draws: inout SplitMix64) -> Disturbance.What {
        if draws.chance(6) { return .appear }
        var change = GuestChange.reopen
        if draws.chance(60) {
            change = GuestChange()
            switch draws.below(10) {
            case 0: change.powerState = draws.pick(["running", "stopped", "dreaming"])
            case 1: change.serviceStatus = draws.pick(["active", "suspended"])
            case 2: change.keys = draws.chance(50) ? [] : ["command=\"x\" ssh-ed25519 AAAA x"]
            case 3: change.permitRootLogin = draws.pick(["yes", "no", "prohibit-password"])
            case 4: change.passwordAuthentication = draws.pick(["yes", "no"])
            case 5: change.hasAgent = draws.chance(50)
            case 6: change.hasPendingOrder = draws.chance(50)
            case 7: change.source = draws.pick(["effective_sshd_config", "config_files"])
            case 8: change.address = "203.0.113.\(draws.below(250))"
            default: change.removed = true
            }
        }
        return .edit(guest: draws.below(fleet.guests), change)
    }

    private func restart(using draws: inout SplitMix64) -> Disturbance.What {
        switch draws.below(3) {
        case 0: return .stop(downFor: draws.pick([1, 60, 4000]))
        case 1: return .noWrites(draws.chance(50))
        default:
            let set = draws.below(policySets.count)
            return .reload(set: set, Self.settings(using: &draws))
        }
    }

    private func operation(using draws: inout SplitMix64) -> Disturbance.Operation {
        let policy = draws.pick(policySets.flatMap { $0 }).name
        let guest = draws.below(fleet.guests)
        let minutes = draws.pick([1, 20, 200])
        switch draws.below(8) {
        case 0: return .pauseAll(minutes: minutes)
        case 1: return .pausePolicy(policy, minutes: minutes)
        case 2: return .pauseGuest(guest, minutes: minutes)
        case 3: return .resumeAll
        case 4: return .release(policy)
        case 5: return .identity
        default: return .waive(guest, minutes: minutes, enabled: draws.pick([nil, true, true]))
        }
    }
}
