import ReconcileCore

// What JSON says of the password of a hosting account. No password is in it, nor anything made from one.

struct HostingPasswordDesiredDocument: Encodable, Sendable {
    /// In seconds.
    var rotatedWithin: Int
    var firstRotation: HostingPasswordPolicy.FirstRotation

    init(_ desired: HostingPasswordPolicy.Desired) {
        rotatedWithin = Int(desired.rotatedWithin.milliseconds / 1000)
        firstRotation = desired.firstRotation
    }
}

/// What the list says of the account, and what the ledger knows beside it.
struct HostingPasswordObservedDocument: Encodable, Sendable {
    var at: WallTime
    @Nullable var controlPanel: String? = nil
    @Nullable var version: Int? = nil
    @Nullable var rotatedAt: WallTime? = nil
    @Nullable var dueAt: WallTime? = nil
    @Nullable var candidates: [Int]? = nil

    init(_ seen: HostingPasswordObservation, at time: WallTime) {
        at = time
        controlPanel = seen.controlPanel
        version = seen.version
        rotatedAt = seen.rotatedAt
        dueAt = seen.dueAt
        candidates = seen.candidates
    }
}

/// The passwords that we made for one account, and who can open them.
struct RotationDocument: Encodable, Sendable {
    var versions: [VersionDocument]
    /// A new password that a person asked for.
    @Nullable var request: RequestDocument? = nil
    @Nullable var escrow: EscrowDocument? = nil

    init(_ rotation: Rotation, _ wanted: Wanted?) {
        versions = rotation.versions.reversed().map { VersionDocument($0, in: rotation) }
        request = rotation.request.map { RequestDocument(since: $0.since, supersede: $0.passesOver > 0) }
        if case .hostingPassword(let password)? = wanted { escrow = EscrowDocument(password.escrow) }
    }

    struct VersionDocument: Encodable, Sendable {
        var version: Int
        var state: Rotation.State
        /// When it came into this state; of one that was the account's, when the provider took it.
        var since: WallTime
        var madeAt: WallTime
        /// True once those who can open it have it.
        var escrowed: Bool

        init(_ version: Rotation.Version, in rotation: Rotation) {
            self.version = version.number
            (state, since) = rotation.state(of: version)
            madeAt = version.madeAt
            escrowed = version.deposit != nil
        }
    }

    struct RequestDocument: Encodable, Sendable {
        var since: WallTime
        var supersede: Bool
    }

    /// One of the two.
    struct EscrowDocument: Encodable, Sendable {
        @Nullable var recipients: [String]? = nil
        @Nullable var command: [String]? = nil

        init(_ target: EscrowTarget) {
            switch target {
            case .recipients(let recipients): self.recipients = recipients
            case .command(let words): command = words
            }
        }
    }
}

extension Rotation {
    /// How a version stands, in one word.
    enum State: String, Hashable, Codable, Sendable {
        case pending
        case open
        case givenUp
        case current
        case previous
    }

    /// - Returns: the state and when it began; of one that was the account's, when the provider took it.
    func state(of version: Version) -> (State, since: WallTime) {
        switch version.standing {
        case .pending: (.pending, version.madeAt)
        case .open(let since): (.open, since)
        case .givenUp(let since): (.givenUp, since)
        case .accepted(let time): (version.number == current?.number ? .current : .previous, time)
        }
    }
}
