import ReconcileCore

extension PolicyFragment {
    /// The keys that every kind has.
    private static let keys = [
        "name", "resource", "mode", "priority", "match", "desired", "schedule", "waves", "brake", "waivers",
    ]

    /// Reads one policy out of a whole file.
    ///
    /// Where the kind of resource is not one this program knows, the keys that belong there are not known either: then
    /// only the kind is reported.
    init(_ section: Section, problems: FileProblems) {
        name = section.value("name", .policyName)
        guard let kind = Self.kind(section, problems: problems) else { return }
        self.kind = kind
        section.check(Self.keys(of: kind))
        mode = section.value("mode", .word)
        priority = section.value("priority", .integer(PolicyLimits.priorities))?.value
        match = section.match("match", of: kind, problems: problems)
        switch kind {
        case .sshPasswordLogin: login = Login(section)
        case .hostingPassword: password = Password(section)
        }
        readSchedule(section)
        waves = section.section("waves", keys: Waves.keys).map(Waves.init)
        brake = section.section("brake", keys: .init(known: ["changesPerDay"]))?.value("changesPerDay", .brake)?.value
        waivers =
            section.sections("waivers", keys: Waiver.keys(of: kind))?.map { Waiver($0, of: kind, problems: problems) }
            ?? []
    }

    /// The kind that the policy is about; where that is missing, the one whose keys are there. `nil` for one that is not
    /// known.
    private static func kind(_ section: Section, problems: FileProblems) -> ResourceKind? {
        let known = ResourceKind.allCases.map(\.rawValue)
        let shape = Shape<String>.word("a resource kind such as \(ResourceKind.sshPasswordLogin.rawValue)")
        guard let kind = section.value("resource", shape) else {
            return Password.keys.contains(where: section.contains) ? .hostingPassword : .sshPasswordLogin
        }
        if let found = ResourceKind(rawValue: kind.value) { return found }
        let nearest = Spelling.nearest(to: kind.value, among: known)
        problems.error(
            "unknown resource kind \(quoted(kind.value))", at: kind.place,
            hint: nearest.map { "did you mean '\($0)'?" } ?? "known: \(known.joined(separator: ", "))")
        return nil
    }

    private static func keys(of kind: ResourceKind) -> Section.Keys {
        switch kind {
        case .sshPasswordLogin:
            Section.Keys(
                known: keys + Login.keys, required: required(hintForDesired: "write desired: {enabled: false}"),
                misplaced: .of(.hostingPassword, Password.keys, in: kind))
        case .hostingPassword:
            Section.Keys(
                known: keys + Password.keys,
                required: required(hintForDesired: "write desired: {rotatedWithin: 90d, firstRotation: spread}") + [
                    .init(
                        key: "escrow", owner: "a policy for \(kind.rawValue)",
                        hint:
                            "without it nobody but this machine could open a new password: write escrow: {recipients: "
                            + "[age1…]}")
                ],
                misplaced: .of(.sshPasswordLogin, Login.keys, in: kind))
        }
    }

    private static func required(hintForDesired: String) -> [Section.Required] {
        [
            .init(key: "name", owner: "a policy", hint: "reports and the ledger know it by its name"),
            .init(
                key: "resource", owner: "a policy",
                hint: "write resource: \(ResourceKind.allCases.map(\.rawValue).joined(separator: " or "))"),
            .init(key: "mode", owner: "a policy", hint: "write observe or enforce; there is no default"),
            .init(key: "match", owner: "a policy", hint: "write match: all, or conditions that must all hold"),
            .init(key: "desired", owner: "a policy", hint: hintForDesired),
        ]
    }

    private mutating func readSchedule(_ section: Section) {
        guard let schedule = section.section("schedule", keys: .init(known: ["every", "windows", "settle"])) else {
            return
        }
        every = schedule.value("every", .duration(PolicyLimits.every))
        windows = schedule.list("windows", of: .window).map {
            Located(value: $0, place: schedule.placeOfKey("windows"))
        }
        settle = schedule.value("settle", .duration(PolicyLimits.settle))?.value
    }
}

extension [String: Section.Misplaced] {
    /// The keys that only policies of another kind have.
    static func of(_ owner: ResourceKind, _ keys: [String], in kind: ResourceKind) -> Self {
        let misplaced = Section.Misplaced(
            owner: kind.rawValue, hint: "it belongs to a policy for \(owner.rawValue)")
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, misplaced) })
    }
}

extension PolicyFragment.Waves {
    fileprivate static let keys = Section.Keys(known: ["canary", "batch", "soak", "stopAfterFailures"])

    init(_ section: Section) {
        canary = section.value("canary", .integer(PolicyLimits.canaries))?.value
        batch = section.value("batch", .batch)?.value
        soak = section.value("soak", .duration(PolicyLimits.soak))?.value
        stopAfterFailures = section.value("stopAfterFailures", .integer(PolicyLimits.failures))?.value
    }
}

extension PolicyFragment.Waiver {
    fileprivate static func keys(of kind: ResourceKind) -> Section.Keys {
        let required = [
            Section.Required(key: "match", owner: "a waiver", hint: "say which resources it is about"),
            Section.Required(
                key: "until", owner: "a waiver", hint: "every waiver ends; write a time such as 2026-12-01T00:00:00Z"),
            Section.Required(key: "reason", owner: "a waiver", hint: "say why, for whoever reads it later"),
        ]
        let known = ["match", "until", "reason"]
        let ofLogin = PolicyFragment.Login.waiverKeys
        switch kind {
        case .sshPasswordLogin: return Section.Keys(known: known + ofLogin, required: required)
        case .hostingPassword:
            return Section.Keys(
                known: known, required: required, misplaced: .of(.sshPasswordLogin, ofLogin, in: kind))
        }
    }

    init(_ section: Section, of kind: ResourceKind, problems: FileProblems) {
        place = section.place
        match = section.match("match", of: kind, problems: problems)
        until = section.value("until", .time)
        reason = section.value("reason", .line("a reason", longest: PolicyLimits.longestReason))?.value
        // Where it makes no sense it is reported already.
        if kind == .sshPasswordLogin { enabled = section.value("enabled", .bool) }
    }
}

extension Section {
    /// `all`, or a mapping of conditions.
    func match(_ key: String, of kind: ResourceKind, problems: FileProblems) -> Located<Match>? {
        guard holdsMapping(key) else {
            return value(key, .text("'all' or conditions such as names and tags") { $0 == "all" ? Match.all : nil })
        }
        let keys = Self.matchKeys(of: kind)
        guard let section = section(key, keys: keys) else { return nil }
        let tags = section.section("tags", keys: .init(known: ["anyOf", "noneOf"]))
        let conditions = Match.Conditions(
            names: section.list("names", of: .glob),
            anyTag: tags?.list("anyOf", of: .word("a tag")).map(Set.init),
            noTag: tags?.list("noneOf", of: .word("a tag")).map(Set.init),
            osFamilies: section.list("os", of: .word("an operating system such as debian")).map { families in
                Set(families.map { $0.lowercased() })
            },
            addresses: section.list("ips", of: .addresses),
            ids: section.list("ids", of: .word("the id of a resource")).map { Set($0.map { ResourceID($0) }) })
        return Located(value: .conditions(conditions), place: placeOfKey(key))
    }

    private static func matchKeys(of kind: ResourceKind) -> Keys {
        let ofLogin = PolicyFragment.Login.matchKeys
        switch kind {
        case .sshPasswordLogin: return Keys(known: ["names", "tags"] + ofLogin + ["ids"])
        case .hostingPassword:
            return Keys(known: ["names", "tags", "ids"], misplaced: .of(.sshPasswordLogin, ofLogin, in: kind))
        }
    }
}

extension Shape<Policy.Mode> {
    fileprivate static var word: Self { .word([("observe", .observe), ("enforce", .enforce)]) }
}
