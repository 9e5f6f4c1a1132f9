import ReconcileCore

extension FleetSpecification {
    /// The hosting accounts that the seed stands for. They come from a stream of their own: the same seed gives the same
    /// guests, whether or not there are accounts.
    package func accounts(seed: UInt64) -> [SimulatedAccount] {
        var draws = SplitMix64.stream("accounts", seed: seed)
        var counts: [String: Int] = [:]
        var fleet = (0..<accounts).map { _ in Self.account(counts: &counts, using: &draws) }
        var untroubled = fleet.indices.shuffled(using: &draws)[...]
        for (part, trouble) in accountTroubles {
            let count = Int((Double(accounts) * part).rounded())
            for index in untroubled.prefix(count) { trouble(&fleet[index]) }
            untroubled = untroubled.dropFirst(count)
        }
        return fleet
    }

    private var accountTroubles: [(Double, (inout SimulatedAccount) -> Void)] {
        [
            (legacyPanel, { $0.controlPanel = .legacy }),
            (legacyPanelNamed, { $0.controlPanel = .legacyNamed }),
            (panelUnlisted, { $0.controlPanel = .cPanelUnlisted }),
            (panelUnnamed, { $0.controlPanel = .cPanelUnnamed }),
            (accountsSuspended, { $0.serviceStatus = "suspended" }),
            (accountsPaused, { $0.isPaused = true }),
        ]
    }

    private static let sites = ["shop", "blog", "wiki", "forum", "club", "news"]

    private static func account(counts: inout [String: Int], using draws: inout SplitMix64) -> SimulatedAccount {
        let site = sites[Int(draws.next() % UInt64(sites.count))]
        counts[site, default: 0] += 1
        let name = "\(site)-\(counts[site, default: 1])"
        // These domains are set aside for examples (RFC 2606): nobody's site is named by accident.
        let domain = "\(name).example.com"
        let hasSecondSite = draws.next() % 2 == 0
        return SimulatedAccount(
            id: "acct_" + Base32.text(using: &draws), name: domain, primaryDomain: domain,
            domains: hasSecondSite ? [domain, "\(name).example.net"] : [domain],
            username: name.replacing("-", with: ""))
    }
}
