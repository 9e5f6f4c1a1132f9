import ReconcileCore

/// What `acknowledge` has to say before a policy may open doors.
let acknowledgement = "opens-root-password-login"

extension PolicyFragment {
    private static let keys = Section.Keys(
        known: [
            "name", "resource", "mode", "priority", "match", "desired", "evidence", "guards", "schedule", "waves",
            "brake", "waivers", "acknowledge",
        ],
        required: [
            .init(key: "name", owner: "a policy", hint: "reports and the ledger know it by its name"),
            .init(
                key: "resource", owner: "a policy", hint: "write resource: \(ResourceKind.sshPasswordLogin.rawValue)"),
            .init(key: "mode", owner: "a policy", hint: "write observe or enforce; there is no default"),
            .init(key: "match", owner: "a policy", hint: "write match: all, or conditions that must all hold"),
            .init(key: "desired", owner: "a policy", hint: "write desired: {enabled: false}"),
        ])

    /// Reads one policy out of a whole file.
    ///
    /// Where the kind of resource is not one this program knows, the keys that belong there are not known either: then
    /// only the kind is reported.
    init(_ section: Section, problems: FileProblems) {
        name = section.value("name", .policyName)
        guard Self.mayHaveKnownKind(section, problems: problems) else { return }
        section.check(Self.keys)
        mode = section.value("mode", .word)
        priority = section.value("priority", .integer(PolicyLimits.priorities))?.value
        match = section.match("match", problems: problems)
        desired = section.section("desired", keys: Desired.keys).map { desired in
            Desired(enabled: desired.value("enabled", .bool), scope: desired.value("scope", .scope)?.value)
        }
        _ = section.value("acknowledge", .word([(acknowledgement, true)]))
        acknowledge = section.contains("acknowledge") ? section.placeOfKey("acknowledge") : nil
        evidence = section.value("evidence", .evidence)?.value
        readGuards(section)
        readSchedule(section)
        waves = section.section("waves", keys: Waves.keys).map(Waves.init)
        brake = section.section("brake", keys: .init(known: ["changesPerDay"]))?.value("changesPerDay", .brake)?.value
        waivers = section.sections("waivers", keys: Waiver.keys)?.map { Waiver($0, problems: problems) } ?? []
    }

    /// False for a kind that is not known; one that is missing may be meant to be.
    private static func mayHaveKnownKind(_ section: Section, problems: FileProblems) -> Bool {
        // The kind of the contract that this program does not have yet.
        let announced = "hosting.password"
        let known = ResourceKind.allCases.map(\.rawValue)
        let shape = Shape<String>.word("a resource kind such as \(ResourceKind.sshPasswordLogin.rawValue)")
        guard let kind = section.value("resource", shape), !known.contains(kind.value) else { return true }
        if kind.value == announced {
            problems.error("resource kind '\(announced)' is not supported yet", at: kind.place)
        } else {
            let nearest = Spelling.nearest(to: kind.value, among: known)
            problems.error(
                "unknown resource kind \(quoted(kind.value))", at: kind.place,
                hint: nearest.map { "did you mean '\($0)'?" } ?? "known: \(known.joined(separator: ", "))")
        }
        return false
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

    private mutating func readGuards(_ section: Section) {
        let keys = section.section("guards", keys: .init(known: ["sshKeys"]))?
            .section("sshKeys", keys: .init(known: ["minimum", "fingerprints"]))
        keyMinimum = keys?.value("minimum", .integer(PolicyLimits.keyMinimum))?.value
        keyFingerprints = keys?.list("fingerprints", of: .keyFingerprint)
    }
}

extension PolicyFragment.Desired {
    fileprivate static let keys = Section.Keys(
        known: ["enabled", "scope"],
        required: [.init(key: "enabled", owner: "'desired'", hint: "write true or false")])
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
    fileprivate static let keys = Section.Keys(
        known: ["match", "until", "reason", "enabled"],
        required: [
            .init(key: "match", owner: "a waiver", hint: "say which resources it is about"),
            .init(
                key: "until", owner: "a waiver", hint: "every waiver ends; write a time such as 2026-12-01T00:00:00Z"),
            .init(key: "reason", owner: "a waiver", hint: "say why, for whoever reads it later"),
        ])

    init(_ section: Section, problems: FileProblems) {
        place = section.place
        match = section.match("match", problems: problems)
        until = section.value("until", .time)
        reason = section.value("reason", .line("a reason", longest: PolicyLimits.longestReason))?.value
        enabled = section.value("enabled", .bool)
    }
}

extension Section {
    /// `all`, or a mapping of conditions.
    func match(_ key: String, problems: FileProblems) -> Located<Match>? {
        guard holdsMapping(key) else {
            return value(key, .text("'all' or conditions such as names and tags") { $0 == "all" ? Match.all : nil })
        }
        let keys = Keys(known: ["names", "tags", "os", "ips", "ids"])
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
}

extension Shape<Policy.Mode> {
    fileprivate static var word: Self { .word([("observe", .observe), ("enforce", .enforce)]) }
}

extension Shape<SSHPasswordLoginPolicy.Scope> {
    fileprivate static var scope: Self { .word([("root", .root), ("everyone", .everyone)]) }
}

extension Shape<SSHPasswordLoginPolicy.Evidence> {
    fileprivate static var evidence: Self { .word([("effective", .effective), ("any", .any)]) }
}
