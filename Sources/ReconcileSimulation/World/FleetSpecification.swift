package import ReconcileCore

/// How many guests and hosting accounts to make up, and what part of them is drifted or in trouble.
///
/// A part is a fraction of the guests, or of the accounts, in 0...1 and is met exactly, rounded to whole ones. Each is in
/// one kind of trouble at most; whether a guest is drifted is drawn apart from that.
package struct FleetSpecification: Hashable, Codable, Sendable {
    package var guests: Int
    /// Root may log in with a password.
    package var drifted = 0.5
    package var stopped = 0.0
    package var suspended = 0.0
    package var withoutKeys = 0.0
    /// A pending order closes both gates.
    package var gateClosed = 0.0
    package var agentMissing = 0.0
    /// Passwords are open to users other than root.
    package var otherUsers = 0.0
    /// The provider reads the configuration files and not what sshd makes of them.
    package var configFilesOnly = 0.0
    package var windows = 0.0
    package var accounts = 0
    /// The control panel is the older one, and only the refusal says so.
    package var legacyPanel = 0.0
    /// The same, and list and account say so.
    package var legacyPanelNamed = 0.0
    /// Not the list, but only the account says that it has cPanel.
    package var panelUnlisted = 0.0
    /// Nothing says that it has cPanel.
    package var panelUnnamed = 0.0
    package var accountsSuspended = 0.0
    package var accountsPaused = 0.0

    package init(guests: Int, accounts: Int = 0) {
        self.guests = guests
        self.accounts = accounts
    }

    /// The fleet that the seed stands for: the same seed and specification give the same guests, everywhere.
    package func guests(seed: UInt64) -> [SimulatedGuest] {
        var draws = SplitMix64.stream("fleet", seed: seed)
        var counts: [String: Int] = [:]
        var fleet = (0..<guests).map { index in Self.guest(index, counts: &counts, using: &draws) }
        for index in fleet.indices.shuffled(using: &draws).prefix(count(of: drifted)) {
            fleet[index].login = .open(keys: fleet[index].login.keys)
        }
        var untroubled = fleet.indices.shuffled(using: &draws)[...]
        for (part, trouble) in troubles {
            for index in untroubled.prefix(count(of: part)) { trouble(&fleet[index]) }
            untroubled = untroubled.dropFirst(count(of: part))
        }
        return fleet
    }

    private func count(of part: Double) -> Int {
        Int((Double(guests) * part).rounded())
    }

    private var troubles: [(Double, (inout SimulatedGuest) -> Void)] {
        [
            (stopped, { $0.powerState = "stopped" }),
            (
                suspended,
                {
                    $0.serviceStatus = "suspended"
                    $0.powerState = "stopped"
                }
            ),
            (withoutKeys, { $0.login.keys = [] }),
            (gateClosed, { $0.hasPendingOrder = true }),
            (agentMissing, { $0.hasAgent = false }),
            (
                otherUsers,
                {
                    $0.login.passwordAuthentication = "yes"
                    $0.login.permitRootLogin = "prohibit-password"
                }
            ),
            (configFilesOnly, { $0.source = "config_files" }),
            (
                windows,
                {
                    $0.system = .windows
                    $0.hasAgent = false
                }
            ),
        ]
    }

    private static let roles = ["web", "db", "mail", "app", "cache", "build"]
    private static let systems: [SimulatedGuest.OperatingSystem] = [.debian, .debian, .ubuntu, .ubuntu, .alma]

    private static func guest(
        _ index: Int, counts: inout [String: Int], using draws: inout SplitMix64
    ) -> SimulatedGuest {
        let role = roles[Int(draws.next() % UInt64(roles.count))]
        counts[role, default: 0] += 1
        let name = "\(role)-\(counts[role, default: 1])"
        return SimulatedGuest(
            id: "vps_" + Base32.text(using: &draws),
            name: name,
            // 198.18.0.0/15 is set aside for tests (RFC 2544): nobody's host is named by accident.
            address: "198.\(18 + index / 65536 % 2).\(index / 256 % 256).\(index % 256)",
            system: systems[Int(draws.next() % UInt64(systems.count))],
            tags: [draws.next() % 2 == 0 ? "prod" : "staging", role],
            login: .closed(keys: [PublicKey.text(comment: "admin@\(name)", using: &draws)]))
    }
}

extension SplitMix64 {
    /// The generator for one purpose: one more draw there shifts nothing here.
    package static func stream(_ purpose: String, seed: UInt64) -> SplitMix64 {
        SplitMix64(seed: seed ^ StableHash.fnv1a(purpose.utf8))
    }
}
