import ReconcileCore

extension HoldEnding {
    /// When and how much may be changed, ended by time or by a person's release.
    static let ofRollout: [HoldEnding] = [
        HoldEnding(
            reason: .window, code: nil,
            detail: "Its windows open next at 2026-11-21T13:00:00Z.", ends: "the window opens", lasts: .minutes(54),
            within: .minutes(12), begins: { .running(policies: [.sample(windows: .sample((60, 180)))]) }),
        HoldEnding(
            reason: .window, code: "settle",
            detail: "Drift is mended once it was seen for 1200 s.", ends: "the drift has settled", lasts: .minutes(14),
            begins: { .running(policies: [.sample(settle: .minutes(20))]) }),
        HoldEnding(
            reason: .wave, code: "turn",
            detail: "The canaries of this policy text go first: each is to be confirmed and to last for 600 s.",
            ends: "the wave before proceeds", lasts: .minutes(4),
            within: .minutes(8), begins: { soaking }),
        HoldEnding(
            reason: .wave, code: "canary",
            detail: "The first write of this policy text, at name-vps_002, could not be confirmed. "
                + "`reconciled release off --reason …` lets it proceed.", ends: "a person releases the halted wave",
            lasts: .hours(3),
            begins: { halted }, ending: { $0.says(.release()) }),
        HoldEnding(
            reason: .wave, code: "canary",
            detail: "The first write of this policy text, at name-vps_002, could not be confirmed. "
                + "`reconciled release off --reason …` lets it proceed.", ends: "the first write shows after all",
            lasts: .hours(3),
            within: .minutes(20), begins: { halted }, ending: { $0.servers["vps_002"]?.turn(false) }),
        HoldEnding(
            reason: .wave, code: "this_machine",
            detail: "reconciled runs on this server, so another one must prove the policy text first. "
                + "`reconciled release off --reason …` lets it proceed.", ends: "a person releases it",
            lasts: .hours(3),
            begins: {
                .running { $0.configuration.localAddresses = Set(["192.0.2.1"].compactMap(IPAddress.init)) }
            },
            ending: { $0.says(.release()) }),
        HoldEnding(
            reason: .wave, code: "evidence",
            detail: "Only its configuration files can be read, which under 'evidence: effective' confirms no write, so "
                + "another server must prove the policy text first, or a read of sshd itself come. "
                + "`reconciled release off --reason …` lets it proceed.", ends: "a read of sshd itself comes",
            lasts: .hours(3),
            within: .minutes(20), begins: { .running { $0.servers["vps_001"]?.seen.source = .configFiles } },
            ending: { $0.servers["vps_001"]?.seen.source = .effective }),
        HoldEnding(
            reason: .brake, code: nil,
            detail: "1 of 1 changes a day are used up; `reconciled release off --reason …` lets the rest proceed.",
            ends: "a day passes", lasts: .hours(23), within: .hours(1),
            begins: { braked }),
        HoldEnding(
            reason: .brake, code: nil,
            detail: "1 of 1 changes a day are used up; `reconciled release off --reason …` lets the rest proceed.",
            ends: "a person releases it", lasts: .hours(3),
            begins: { braked }, ending: { $0.says(.release()) }),
        HoldEnding(
            reason: .flapping, code: nil,
            detail: "Drift came back three times within 24 hours: something else keeps changing it.",
            ends: "24 hours pass", lasts: .hours(21), within: .hours(3),
            begins: {
                var world = World.running()
                for _ in 0..<3 {
                    world.opens("vps_001")
                    world.run(for: .minutes(20))
                }
                return world
            }),
    ]

    /// The other server was written first, and its write does not show.
    private static var halted: World {
        .running(2) { world in
            world.trouble(.read("vps_001"), .slow(.seconds(10)))
            world.servers["vps_002"]?.takesWrites = false
        }
    }

    /// One change a day, and the other server had it.
    private static var braked: World {
        .running(2, policies: [.sample(every: .minutes(15), brake: .resources(1))]) { world in
            world.trouble(.read("vps_001"), .slow(.seconds(10)))
        }
    }

    /// The canary was written and soaks.
    private static var soaking: World {
        let waves = Waves(canary: 1, batch: .resources(7), soak: .minutes(10), stopAfterFailures: 2)
        return .running(8, policies: [.sample(every: .minutes(15), waves: waves)])
    }
}
