/// Single facts for those who count and measure.
extension Engine {
    /// The policy under which the resource of a request under way is reported; `nil` where the request is about none, is
    /// somebody else's errand, or is answered.
    package func policy(behind id: RequestID) -> String? {
        switch requests[id] {
        case .read(let index, _, _), .write(let index): resources[index].governance.policyName
        case .page, .probe, .errand, nil: nil
        }
    }

    /// What the ledger knows of the passwords of hosting accounts.
    package var rotations: RotationMemory { memory.rotations }

    /// True while a person's wish for a new password is not met and nothing holds it for long.
    package func isRotating(_ account: ResourceID, at now: Moment) -> Bool {
        guard memory.rotations[account].request != nil, let index = indices[account] else { return false }
        return !resources[index].activity.isIdle || decide(index, at: now).holds.allSatisfy(\.reason.passesSoon)
    }

    /// True while a new password is being made, sealed and handed to those who can open it.
    package func isPreparing(_ account: ResourceID) -> Bool {
        guard let index = indices[account], case .preparing = resources[index].activity else { return false }
        return true
    }

    /// Why each resource that differs from what is wanted came to do so.
    package var driftCauses: [ResourceID: LedgerEntry.Drift.Cause] {
        memory.drifts.mapValues(\.cause)
    }

    /// True while the API as a whole does not answer, and only probes are sent.
    package var isBreakerOpen: Bool { breaker.open != nil }

    /// When the API's window ends, as its headers told; `nil` where none is told, or it is over.
    package func budgetResets(at now: Moment) -> WallTime? {
        guard let view = pacer.view, !view.isOver(at: now.boot) else { return nil }
        return now.wall(at: view.nextWindow)
    }
}
