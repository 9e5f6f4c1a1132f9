import ReconcileCore

extension ForecastQuestion {
    /// A made-up fleet under one policy that wants password login off.
    static func sample(
        _ count: Int, mode: Policy.Mode = .enforce, every: Duration = .hours(6), brake: BrakeLimit = .off,
        limit: RateCeiling? = nil, drift: Double = 0, span: Duration = .days(3), seed: UInt64 = 1
    ) -> Self {
        sample(
            .madeUp(count), mode: mode, every: every, brake: brake, limit: limit, drift: drift, span: span, seed: seed)
    }

    static func sample(
        _ fleet: Fleet, mode: Policy.Mode = .enforce, every: Duration = .hours(6), brake: BrakeLimit = .off,
        limit: RateCeiling? = nil, drift: Double = 0, span: Duration = .days(3), seed: UInt64 = 1,
        settings: Settings = Settings(inventoryEvery: .hours(1))
    ) -> Self {
        let policy = Policy(
            name: "off", mode: mode, match: .all, rules: .sshPasswordLogin(.init(desired: .init(enabled: false))),
            every: every, brake: brake, source: PolicySource(file: "off.yaml", fingerprint: "text"))
        return Self(
            configuration: EngineConfiguration(mode: .service, settings: settings, seed: seed), policies: [policy],
            fleet: fleet, limit: limit, driftPerDay: drift, span: span,
            start: WallTime(millisecondsSince1970: 1_795_262_400_000))
    }

    /// A server that an earlier process knew.
    static func record(_ number: Int, enabled: Bool?, hasKey: Bool = true) -> ResourceRecord {
        let item = InventoryItem(
            id: ResourceID("vps_\(number)"), kind: .sshPasswordLogin, name: "web-\(number)",
            address: "192.0.2.\(number)",
            serviceStatus: .active, powerState: .running, osFamily: "debian", tags: [])
        let keys = hasKey ? [AuthorizedKey(text: "ssh-ed25519 AAAA", reading: .usable(fingerprint: "SHA256:one"))] : []
        let seen = enabled.map { enabled in
            SSHPasswordLoginObservation(
                available: true, enabled: enabled, passwordAuthentication: enabled ? "yes" : "no",
                permitRootLogin: "yes", source: .effective, sshKeysConfigured: hasKey, sshKeys: keys,
                canEnable: ActionGate(allowed: true), canDisable: ActionGate(allowed: true))
        }
        return ResourceRecord(
            item: item, observation: seen.map(Observation.sshPasswordLogin),
            observedAt: seen.map { _ in WallTime(millisecondsSince1970: 1_795_260_000_000) })
    }
}

extension ForecastReport {
    func total(_ purpose: RequestClass) -> Int {
        requests.first { $0.purpose == purpose }?.total ?? 0
    }

    func perDay(_ purpose: RequestClass) -> Double {
        requests.first { $0.purpose == purpose }?.perDay(over: span) ?? 0
    }
}
