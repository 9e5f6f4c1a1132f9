import ReconcileSimulation

/// The guests of one simulator, and how its API behaves.
struct Fleet: Sendable {
    var specification: FleetSpecification
    var seed: UInt64 = 1
    /// What else the command line says.
    var options: [String] = []

    init(_ size: Int, drifted: Double = 1) {
        specification = FleetSpecification(guests: size)
        specification.drifted = drifted
    }

    /// The same guests as the simulator's, made up here from the same seed.
    var guests: [SimulatedGuest] {
        specification.guests(seed: seed)
    }

    var arguments: [String] {
        let parts = [
            ("--drifted", specification.drifted), ("--stopped", specification.stopped),
            ("--suspended", specification.suspended), ("--without-keys", specification.withoutKeys),
            ("--gate-closed", specification.gateClosed), ("--agent-missing", specification.agentMissing),
            ("--other-users", specification.otherUsers), ("--config-files-only", specification.configFilesOnly),
            ("--windows", specification.windows),
        ]
        return ["--fleet", "\(specification.guests)", "--seed", "\(seed)"]
            + parts.flatMap { [$0, "\($1)"] } + options
    }
}
