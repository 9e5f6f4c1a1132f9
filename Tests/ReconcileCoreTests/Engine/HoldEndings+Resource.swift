import ReconcileCore

extension HoldEnding {
    /// What the policies say, and what the provider says of the server, ended by a policy or the provider.
    static let ofPoliciesAndProvider: [HoldEnding] = [
        HoldEnding(
            reason: .observeMode, code: nil, detail: "The policy only observes (mode: observe).",
            ends: "the policy enforces", begins: { .running(policies: [.sample(mode: .observe)]) },
            ending: { $0.reload([.sample()]) }),
        HoldEnding(
            reason: .policyConflict, code: nil,
            detail: "The policies 'off' and 'on' have the same priority and want different things.",
            ends: "one of the policies goes",
            begins: { .running(policies: [.sample(), .sample("on", enabled: true, text: "text-2")]) },
            ending: { $0.reload([.sample()]) }),
        HoldEnding(
            reason: .gate, code: "pending_order", detail: "A pending order blocks this change.",
            ends: "the gate opens", within: .minutes(16),
            begins: {
                .running { world in
                    world.servers["vps_001"]?.seen.canDisable = ActionGate(
                        allowed: false, reason: "A pending order blocks this change.", code: "pending_order")
                }
            },
            ending: { $0.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: true) }),
        HoldEnding(
            reason: .sshKeys, code: "no_key",
            detail: "There is no SSH key on the guest; password login is its only door.", ends: "a key appears",
            within: .minutes(16),
            begins: { .running { $0.servers["vps_001"]?.seen.sshKeys = [] } },
            ending: { $0.servers["vps_001"]?.seen.sshKeys = [.usable] }),
        HoldEnding(
            reason: .notRunning, code: nil, detail: "Its power state is 'stopped'.", ends: "the server runs again",
            within: .minutes(12), begins: { .running { $0.servers["vps_001"]?.item.powerState = .stopped } },
            ending: { $0.servers["vps_001"]?.item.powerState = .running }),
        HoldEnding(
            reason: .notActive, code: nil, detail: "Its service is 'suspended', not active.",
            ends: "the service is active again", within: .minutes(12),
            begins: { .running { $0.servers["vps_001"]?.item.serviceStatus = .suspended } },
            ending: { $0.servers["vps_001"]?.item.serviceStatus = .active }),
        HoldEnding(
            reason: .notEligible, code: nil, detail: "Its operating system is 'windows', not a Linux.",
            ends: "a Linux is installed", within: .minutes(12),
            begins: { .running { $0.servers["vps_001"]?.item.osFamily = "windows" } },
            ending: { $0.servers["vps_001"]?.item.osFamily = "debian" }),
        HoldEnding(
            reason: .unknownState, code: "unavailable",
            detail: "The guest agent does not answer.", ends: "its state can be read", within: .minutes(16),
            begins: { .running { $0.servers["vps_001"]?.seen.available = false } },
            ending: { $0.servers["vps_001"]?.seen.available = true }),
        HoldEnding(
            reason: .missing, code: nil, detail: "The account's lists no longer name it.", ends: "it is listed again",
            within: .minutes(27),
            begins: {
                var world = World.running(3, drifted: false)
                world.servers["vps_001"]?.isListed = false
                world.opens("vps_001")
                world.run(for: .minutes(30))
                return world
            },
            ending: { $0.servers["vps_001"]?.isListed = true }),
    ]
}
