import ReconcileCore

/// What the runner does for windows: the core is told what they come to, with the policies and again every few hours.
extension Simulation {
    /// Policies as a loader hands them over now.
    func inForce(_ policies: [Policy]) -> [Policy] {
        policies.map { policy in
            var policy = policy
            policy.windows = policy.windows?.expanded(around: clock.machine.wall)
            return policy
        }
    }

    /// What to tell the process before its next step, if it is time.
    func windowsDue(_ process: SimulatedProcess) -> Event? {
        let now = clock.machine.wall
        if let done = process.windowsDoneAt, now >= done, now - done < WindowRule.renewal { return nil }
        let doneAt = process.windowsDoneAt
        defer { process.windowsDoneAt = now }
        let windows = process.engine.windows
        guard let doneAt, !windows.isEmpty else { return nil }
        marks.hit("windows renewed")
        note(Set(windows.values.flatMap(\.rules)), since: doneAt, until: now)
        return .windowsRenewed(windows.mapValues { $0.expanded(around: now) })
    }

    private func note(_ rules: Set<WindowRule>, since: WallTime, until now: WallTime) {
        if rules.contains(where: \.isDenied) { marks.hit("windows that forbid") }
        for change in Set(rules.compactMap(\.change)) {
            let at = WallTime(millisecondsSince1970: change.at * 60_000)
            if since < at, at <= now { marks.hit(change.by > 0 ? "clocks set ahead" : "clocks set back") }
        }
    }
}
