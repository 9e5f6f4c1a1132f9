import ReconcilePolicy
import ReconcileStore

@testable import ReconcileCore
@testable import ReconcileDaemon

extension EvidenceSpan {
    /// The week until noon of 2026-11-21.
    static let week = EvidenceSpan(since: .noon - .days(7), until: .noon)
}

extension EvidenceInterval {
    /// Looks between two times, told in hours before noon.
    static func seen(
        _ verdict: Verdict, _ from: Int, _ to: Int, reads: Int = 2, _ id: String = "vps_1", policy: String = "login-off"
    ) -> EvidenceInterval {
        EvidenceInterval(
            resource: ResourceID(id), policy: policy, verdict: verdict, first: .noon - .hours(from),
            last: .noon - .hours(to), reads: reads)
    }
}

extension LedgerEvidence {
    /// What the entries tell when each was written down at its time, in hours before noon.
    static func told(_ entries: [(hoursAgo: Int, entry: LedgerEntry)], over span: EvidenceSpan = .week) -> Self {
        var evidence = LedgerEvidence(span: span)
        for (index, row) in entries.enumerated() {
            evidence.apply(
                LedgerRow(
                    sequence: Int64(index + 1), at: .noon - .hours(row.hoursAgo), entry: row.entry,
                    hash: String(repeating: "0123456789abcdef", count: 4)))
        }
        return evidence
    }
}

extension LedgerEntry {
    private static let ada = Actor(uid: 1000, name: "ada")

    static func drifted(_ id: String = "vps_1", cause: Drift.Cause = .change) -> LedgerEntry {
        .drift(
            .init(
                resource: ResourceID(id), policy: "login-off", cause: cause, seen: .sshPasswordLogin(.open), code: nil,
                lastCompliant: nil))
    }

    static func driftOver(_ reason: DriftEnded.Reason, _ id: String = "vps_1") -> LedgerEntry {
        .driftEnded(.init(resource: ResourceID(id), policy: "login-off", reason: reason))
    }

    static func intended(
        _ number: UInt64, _ id: String = "vps_1", enabled: Bool = false, underWaiver: Bool = false
    ) -> LedgerEntry {
        .intent(
            .init(
                intent: IntentID(number: number), resource: ResourceID(id), policy: "login-off", fingerprint: "a1b2",
                change: .sshPasswordLogin(enabled: enabled), before: .sshPasswordLogin(enabled ? .shut : .open),
                readAgeMilliseconds: 1200, underWaiver: underWaiver))
    }

    static func answered(_ number: UInt64, _ id: String = "vps_1") -> LedgerEntry {
        .outcome(
            .init(
                intent: IntentID(number: number), resource: ResourceID(id), policy: "login-off", result: .accepted,
                claimed: true, status: 200, message: "SSH password login disabled.", requestId: "req_\(number)"))
    }

    static func confirmed(_ number: UInt64, _ id: String = "vps_1", enabled: Bool = false) -> LedgerEntry {
        .confirmed(
            .init(
                intent: IntentID(number: number), resource: ResourceID(id), policy: "login-off", fingerprint: "a1b2",
                seen: .sshPasswordLogin(enabled ? .open : .shut)))
    }

    static func unconfirmed(_ number: UInt64, _ id: String = "vps_1") -> LedgerEntry {
        .unconfirmed(
            .init(
                intent: IntentID(number: number), resource: ResourceID(id), policy: "login-off", fingerprint: "a1b2"))
    }

    /// - Parameter until: in hours before noon.
    static func waived(_ id: String = "vps_1", until: Int, enabled: Bool? = nil) -> LedgerEntry {
        .waived(
            .init(
                resource: ResourceID(id), until: .noon - .hours(until), reason: "INC-123, console <broken>",
                enabled: enabled, by: ada))
    }

    static func paused(until: Int?) -> LedgerEntry {
        .paused(
            .init(policy: "login-off", resource: nil, reason: "audit", until: until.map { .noon - .hours($0) }, by: ada)
        )
    }

    static let resumed = LedgerEntry.resumed(
        .init(policy: "login-off", resource: nil, identity: false, reason: "audit over", by: ada))
    static let released = LedgerEntry.released(.init(policy: "login-off", reason: "looked at the first five", by: ada))
    static let accepted = LedgerEntry.chainAccepted(
        .init(previousSHA256: nil, found: "it is missing", reason: "new disk", by: ada))
}

extension Policy {
    static let loginOff = Policy(
        name: "login-off", mode: .enforce, match: .all,
        rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false, scope: .everyone))),
        waivers: [
            Waiver(
                match: .conditions(.init(names: [Glob("db-*")])), until: .noon + .days(3), reason: "=cmd|' /C calc'!A0")
        ],
        source: PolicySource(file: "10-login-off.yaml", fingerprint: "a1b2"))
}

extension EvidenceMaterial {
    private static let fourWeeks = EvidenceSpan(since: .noon - .days(28), until: .noon)

    /// Four weeks of six resources: steady, repaired, waived open, looked at now and then, and gone.
    static let sample = EvidenceMaterial(
        span: fourWeeks, instance: "0123456789abcdef",
        records: [
            record("vps_1", "web-3"), record("vps_2", "db-1"), record("vps_3", "<script>alert('1')</script>"),
            record("vps_4", "@mail-1"), record("vps_5", nil),
        ],
        policies: [.loginOff],
        archive: EvidenceArchive(
            intervals: [
                .seen(.compliant, 660, 60, reads: 100), .seen(.drifted, 54, 54, reads: 1), .seen(.compliant, 53, 2),
                .seen(.compliant, 900, 4, reads: 150, "vps_2"),
                .seen(.compliant, 672, 100, reads: 95, "vps_3"), .seen(.drifted, 99, 98, "vps_3"),
                .seen(.compliant, 97, 80, "vps_3"), .seen(.drifted, 76, 70, "vps_3"), .seen(.compliant, 69, 1, "vps_3"),
                .seen(.compliant, 150, 150, reads: 1, "vps_4"), .seen(.unknown, 100, 50, reads: 9, "vps_4"),
                .seen(.compliant, 20, 20, reads: 1, "vps_4"),
            ],
            sums: [
                EvidenceSum(
                    resource: ResourceID("vps_6"), policy: "login-off", verdict: .compliant, month: "2026-11",
                    observed: .days(2), reads: 9)
            ]),
        ledger: .told(
            [
                (900, .known(.init(kind: .sshPasswordLogin, resources: (1...6).map { ResourceID("vps_\($0)") }))),
                (120, .drifted("vps_6")), (110, .driftOver(.replaced, "vps_6")),
                (110, .gone(.init(resource: ResourceID("vps_6")))),
                (99, .waived("vps_3", until: 76, enabled: true)),
                (98, .intended(1, "vps_3", enabled: true, underWaiver: true)),
                (98, .answered(1, "vps_3")), (97, .confirmed(1, "vps_3", enabled: true)),
                (80, .paused(until: nil)), (78, .resumed), (76, .waiverEnded(.init(resource: ResourceID("vps_3")))),
                (76, .drifted("vps_3", cause: .policy)), (70, .intended(2, "vps_3")), (70, .answered(2, "vps_3")),
                (69, .confirmed(2, "vps_3")), (69, .driftOver(.repaired, "vps_3")),
                (54, .drifted()), (54, .intended(3)), (54, .answered(3)), (53, .confirmed(3)),
                (53, .driftOver(.repaired)),
                (30, .released), (12, .intended(4, "vps_4")), (11, .unconfirmed(4, "vps_4")),
            ], over: fourWeeks),
        ledgerFault: nil)

    private static func record(_ id: String, _ name: String?) -> ResourceRecord {
        ResourceRecord(item: InventoryItem(id: ResourceID(id), kind: .sshPasswordLogin, name: name))
    }
}
