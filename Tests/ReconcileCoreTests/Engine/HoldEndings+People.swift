import ReconcileCore

extension HoldEnding {
    /// What a person said, or must look at, ended by a person's word or by the time that was said.
    static let ofPeople: [HoldEnding] = [
        paused("everything", .pause(), ends: "a person resumes", .resume()),
        paused("the policy", .pause(policy: "off"), ends: "a person resumes it", .resume(policy: "off")),
        paused("the server", .pause("vps_001"), ends: "a person resumes it", .resume("vps_001")),
        paused("everything", .pause(until: dawn.wall + .minutes(17)), ends: "its time is over", nil),
        HoldEnding(
            reason: .paused, code: "no_writes", detail: "change freeze", ends: "the file no-writes goes",
            begins: {
                var world = World()
                world.noWrites = "change freeze"
                world.start()
                world.run(for: .minutes(5))
                return world
            },
            ending: { $0.forbidWrites(nil) }),
        HoldEnding(
            reason: .waived, code: nil, detail: "INC-1", ends: "the waiver's time is over",
            begins: {
                .running { world in
                    world.append(
                        .waived(
                            .init(
                                resource: "vps_001", until: dawn.wall + .minutes(17), reason: "INC-1", enabled: nil,
                                by: operatorAtDesk)))
                }
            }, ending: { $0.run(for: .minutes(1)) }),
        HoldEnding(
            reason: .clock, code: "skew",
            detail: "This machine's clock is 301 s away from the API's; set it right.", ends: "the clock is set right",
            within: .minutes(16),
            begins: { .running { $0.serverClockAhead = .seconds(301) } }, ending: { $0.serverClockAhead = .zero }),
        HoldEnding(
            reason: .clock, code: "before_ledger",
            detail: "This machine's clock shows a time before the newest row of the ledger (2026-12-21T12:00:00Z).",
            ends: "the clock is set right", within: .minutes(16),
            begins: { .running { $0.ledger.append((.stopped(.init()), dawn.wall + .days(30))) } },
            ending: { $0.now = Moment(boot: $0.now.boot, wall: $0.now.wall + .days(30)) }),
        HoldEnding(
            reason: .identity, code: nil,
            detail: "Only 2 of 5 known resources are listed: is this the right account? "
                + "`reconciled resume --identity --reason …` accepts it.", ends: "a person accepts the account",
            begins: {
                var world = World.running(5, drifted: false)
                for number in 3...5 { world.servers[World.id(number)]?.isListed = false }
                world.opens("vps_001")
                world.restart()
                world.run(for: .minutes(30))
                return world
            },
            ending: { $0.says(.resume(identity: true)) }),
        HoldEnding(
            reason: .ledger, code: "self",
            detail: "The program ended abnormally three times within ten minutes. "
                + "`reconciled resume --reason …` lets it write again.", ends: "a person resumes",
            begins: {
                .running { world in
                    for _ in 0..<4 {
                        world.append(.started(.init(command: "run", version: "1", pid: 7)))
                        world.now = world.now + .minutes(2)
                    }
                }
            },
            ending: { $0.says(.resume()) }),
        HoldEnding(
            reason: .ledger, code: "distrusted", detail: "It is shorter than it was.",
            ends: "a person accepts the ledger, with no service running",
            begins: { .running { $0.configuration.ledgerDistrust = "It is shorter than it was." } },
            ending: { world in
                world.crash()
                world.configuration.ledgerDistrust = nil
                world.append(
                    .chainAccepted(
                        .init(
                            previousSHA256: nil, found: "It is shorter than it was.", reason: "a backup",
                            by: operatorAtDesk)))
                world.start()
            }),
        HoldEnding(
            reason: .ledger, code: "unwritable",
            detail: "The ledger cannot be written: disk full. It is tried again by itself.",
            ends: "the disk has room again", within: .minutes(16),
            begins: { .running { $0.isDiskFull = true } }, ending: { $0.isDiskFull = false }),
    ]

    private static func paused(
        _ scope: String, _ pause: LedgerEntry, ends: String, _ resume: LedgerEntry?
    ) -> HoldEnding {
        HoldEnding(
            reason: .paused, code: nil, detail: "holiday (ada)", ends: "\(scope): \(ends)",
            begins: { .running { $0.append(pause) } },
            ending: { world in
                if let resume { world.says(resume) } else { world.run(for: .minutes(1)) }
            })
    }
}
