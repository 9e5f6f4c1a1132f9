import ReconcilePolicy
import ReconcileStore

@testable import ReconcileCore
@testable import ReconcileDaemon

// Made-up hosting accounts, with and without passwords of ours.

extension EscrowTarget {
    static let people = EscrowTarget.recipients([
        "age1nqs0de0zsx0ch0ajyg84wvnzxfz3xyauzffu9cuqqy05srxaqqvsfuysmm",
        "age16c7pjapkemq0ywvdppuhledqtcahpk528eymugmkqq79jzsakqzsey0fug",
    ])
}

extension HostingPasswordPolicy {
    static func quarterly(_ first: FirstRotation = .spread, escrow: EscrowTarget = .people) -> Self {
        Self(desired: .init(rotatedWithin: .days(90), firstRotation: first), escrow: escrow)
    }
}

extension Rotation {
    static let account = ResourceID("acct_01hxa3b4c5d6e7f8g9h0j1k2m3")

    /// Versions 1 and 2 were the account's, version 2 for so long.
    static func rotated(_ age: Duration) -> Rotation {
        var rotation = Rotation()
        rotation.make(1, at: .noon - age - .days(80))
        rotation.accepted(1, at: .noon - age - .days(80))
        rotation.make(2, at: .noon - age)
        rotation.accepted(2, at: .noon - age)
        return rotation
    }

    /// The next version was sent so long ago, and no answer came.
    func sent(_ ago: Duration) -> Rotation {
        var rotation = self
        rotation.make(lastNumber + 1, at: .noon - ago)
        rotation.unknown(lastNumber + 1, sentAt: .noon - ago)
        return rotation
    }

    func givenUp() -> Rotation {
        var rotation = self
        rotation.givenUp(IntentID(number: UInt64(lastNumber)))
        return rotation
    }

    /// The next version was made, and may be in the escrow.
    func pending(escrowed: Bool) -> Rotation {
        var rotation = self
        rotation.make(lastNumber + 1, at: .noon - .minutes(1), escrowed: escrowed)
        return rotation
    }

    func requested() -> Rotation {
        var rotation = self
        let by = Actor(uid: 0, name: "root")
        rotation.request(
            .init(resource: Self.account, supersede: false, reason: "a leaver", by: by), at: .noon - .minutes(2))
        return rotation
    }

    private mutating func make(_ number: Int, at time: WallTime, escrowed: Bool = true) {
        let sha256 = String(repeating: "0123456789abcdef", count: 4)
        sealed(.init(resource: Self.account, policy: "quarterly", version: number, sha256: sha256), at: time)
        if escrowed {
            self.escrowed(.init(resource: Self.account, version: number, sha256: sha256, target: "recipients age1one"))
        }
        let intent = LedgerEntry.Intent(
            intent: IntentID(number: UInt64(number)), resource: Self.account, policy: "quarterly", fingerprint: "a1b2",
            change: .hostingPassword(version: number), before: .hostingPassword(.init(controlPanel: "cpanel")),
            readAgeMilliseconds: 0, underWaiver: false)
        intended(number, by: intent)
    }
}

extension ResourceReport {
    /// An account with a password of ours, listed 5 minutes ago, which `change` turns into something else.
    static func account(
        _ name: String?, id: String, _ rotation: Rotation, due: WallTime?,
        _ change: (inout ResourceReport) -> Void = { _ in }
    ) -> ResourceReport {
        let seen = HostingPasswordObservation(
            controlPanel: "cpanel", row: "a1b2", version: rotation.current?.number, rotatedAt: rotation.rotatedAt,
            dueAt: due, candidates: rotation.candidates.isEmpty ? nil : rotation.candidates)
        var report = ResourceReport(
            item: InventoryItem(
                id: ResourceID(id), kind: .hostingPassword, name: name, serviceStatus: .active, controlPanel: "cpanel"),
            policy: "quarterly", mode: .enforce, matching: ["quarterly"], verdict: .compliant, code: nil,
            wanted: .merging([.hostingPassword(.quarterly())]), observation: .hostingPassword(seen),
            observedAt: .noon - .minutes(5), change: nil, holds: [], operation: nil, driftSince: nil, waiver: nil,
            guardState: nil, isOpenPastWaiver: false, nextLook: .noon + .hours(5),
            brake: [BrakeUse(policy: "quarterly", used: 1, allowance: 5)], rotation: rotation)
        change(&report)
        return report
    }

    static func due(
        _ name: String?, id: String, _ rotation: Rotation, due: WallTime?, _ holds: Hold...
    ) -> ResourceReport {
        account(name, id: id, rotation, due: due) { report in
            report.verdict = .drifted
            report.change = .hostingPassword(version: rotation.lastNumber + 1)
            report.code = rotation.rotatedAt == nil ? "neverRotated" : "due"
            report.driftSince = .noon - .hours(3)
            report.holds = holds
        }
    }
}

extension PassReport {
    /// Accounts of every kind that a report can have.
    static let accounts = PassReport.sample([
        .due("shop.example.com", id: "acct_01hxa3b4c5d6e7f8g9h0j1k2m3", .rotated(.days(80)), due: .noon - .hours(3)),
        .due(
            "blog.example.com", id: "acct_2", Rotation(), due: .noon + .days(12),
            Hold(.notDue, "Its turn has not come yet.", until: .noon + .days(12))),
        .due(
            "wiki.example.com", id: "acct_3", Rotation(), due: nil,
            Hold(.escrow, "Nobody has shown yet that the escrow can be opened.", code: "unproven")),
        .due("mail.example.com", id: "acct_4", .rotated(.days(10)).requested(), due: .noon + .days(60)),
        .account("www.example.com", id: "acct_5", .rotated(.days(20)), due: .noon + .days(50)),
        .account("lost.example.com", id: "acct_6", .rotated(.days(80)).sent(.hours(2)).givenUp(), due: nil) { report in
            report.verdict = .unknown
            report.holds = [
                Hold(.unverified, "An answer was lost: try version 3, then version 2.", code: "superseding")
            ]
        },
        .account("new.example.com", id: "acct_7", .rotated(.zero), due: .noon + .days(70)) { report in
            report.operation = OperationReport(
                requested: .hostingPassword(version: 2), claimed: true, confirmed: true, message: nil,
                requestID: "req_9", at: .noon)
        },
        .account(nil, id: "acct_8", Rotation(), due: .noon) { report in
            report.verdict = .unknown
            report.wanted = nil
            report.observation = nil
            report.observedAt = nil
            report.holds = [Hold(.notEligible, "Its control panel is 'plesk', not cPanel.", code: "control_panel")]
        },
    ])
}

extension LedgerEntry {
    /// A row of each kind about passwords, and what the others say of hosting accounts.
    static let passwords: [LedgerEntry] = {
        let (account, policy, sha256) = (Rotation.account, "quarterly", String(repeating: "ab", count: 32))
        let intent = IntentID(number: 8)
        let first = Observation.hostingPassword(HostingPasswordObservation(controlPanel: "cpanel", row: "a1b2"))
        let later = Observation.hostingPassword(
            HostingPasswordObservation(
                controlPanel: "cpanel", askedAt: .noon - .days(1), row: "a1b2", version: 2,
                rotatedAt: .noon - .days(80), dueAt: .noon))
        let root = Actor(uid: 0, name: "root")
        return [
            .known(.init(kind: .hostingPassword, resources: [account])),
            .escrowChallenged(.init(target: EscrowTarget.people.identity, codeSHA256: sha256)),
            .escrowProven(.init(target: EscrowTarget.people.identity, by: root)),
            .drift(
                .init(
                    resource: account, policy: policy, cause: .adoption, seen: first, code: "neverRotated",
                    lastCompliant: nil)),
            .drift(
                .init(
                    resource: account, policy: policy, cause: .age, seen: later, code: "due",
                    lastCompliant: .noon - .hours(6))),
            .rotationRequested(.init(resource: account, supersede: false, reason: "a leaver", by: root)),
            .rotationRequested(.init(resource: account, supersede: true, reason: "none of them opens", by: root)),
            .passwordSealed(.init(resource: account, policy: policy, version: 3, sha256: sha256)),
            .passwordEscrowed(.init(resource: account, version: 3, sha256: sha256, target: "recipients age1one")),
            .passwordEscrowed(.init(resource: account, version: 3, sha256: nil, target: "command 9:/bin/keep")),
            .intent(
                .init(
                    intent: intent, resource: account, policy: policy, fingerprint: "a1b2",
                    change: .hostingPassword(version: 3), before: later, readAgeMilliseconds: 300_000,
                    underWaiver: false)),
            .outcome(
                .init(
                    intent: intent, resource: account, policy: policy, result: .accepted, claimed: true, status: 200,
                    requestId: "req_9")),
            .confirmed(
                .init(intent: intent, resource: account, policy: policy, fingerprint: "a1b2", seen: later)),
        ]
    }()
}

extension EvidenceMaterial {
    /// A week of one account, from the first look to a new password.
    static let passwords = EvidenceMaterial(
        span: .week, instance: nil,
        records: [
            ResourceRecord(
                item: InventoryItem(id: Rotation.account, kind: .hostingPassword, name: "shop.example.com"))
        ],
        policies: [
            Policy(
                name: "quarterly", mode: .enforce, match: .all, rules: .hostingPassword(.quarterly()),
                source: PolicySource(file: "b.yaml", fingerprint: "a1b2"))
        ],
        archive: EvidenceArchive(
            intervals: [.seen(.compliant, 100, 30, Rotation.account.text, policy: "quarterly")], sums: []),
        ledger: .told(LedgerEntry.passwords.enumerated().map { (hoursAgo: 20 - $0.offset, entry: $0.element) }),
        ledgerFault: nil)
}
