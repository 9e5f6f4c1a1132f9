import ReconcileCore

/// What `acknowledge` has to say before a policy may open doors.
let acknowledgement = "opens-root-password-login"

extension PolicyFragment.Login {
    /// The keys of a policy that only this kind has.
    static let keys = ["evidence", "guards", "acknowledge"]
    static let matchKeys = ["os", "ips"]
    static let waiverKeys = ["enabled"]
    static let desiredKeys = ["enabled", "scope"]

    init(_ section: Section) {
        let desired = section.section(
            "desired",
            keys: .init(
                known: Self.desiredKeys,
                required: [.init(key: "enabled", owner: "'desired'", hint: "write true or false")],
                misplaced: .of(.hostingPassword, PolicyFragment.Password.desiredKeys, in: .sshPasswordLogin)))
        enabled = desired?.value("enabled", .bool)
        scope = desired?.value("scope", .scope)?.value
        _ = section.value("acknowledge", .word([(acknowledgement, true)]))
        acknowledge = section.contains("acknowledge") ? section.placeOfKey("acknowledge") : nil
        evidence = section.value("evidence", .evidence)?.value
        let keys = section.section("guards", keys: .init(known: ["sshKeys"]))?
            .section("sshKeys", keys: .init(known: ["minimum", "fingerprints"]))
        keyMinimum = keys?.value("minimum", .integer(PolicyLimits.keyMinimum))?.value
        keyFingerprints = keys?.list("fingerprints", of: .keyFingerprint)
    }
}

extension Shape<SSHPasswordLoginPolicy.Scope> {
    fileprivate static var scope: Self { .word([("root", .root), ("everyone", .everyone)]) }
}

extension Shape<SSHPasswordLoginPolicy.Evidence> {
    fileprivate static var evidence: Self { .word([("effective", .effective), ("any", .any)]) }
}
