/// What the ledger knows of the passwords of hosting accounts: it is the only memory, as no password can be read.
package struct RotationMemory: Sendable {
    private var rotations: [ResourceID: Rotation] = [:]
    /// Since when the policies that enforce now have done so without a break, by their names.
    private var enforcedSince: [String: WallTime] = [:]
    /// When the first account got a password under each policy, by its name.
    private var firsts: [String: WallTime] = [:]
    /// The targets of which a person could open what lay there.
    private var proven: Set<String> = []
    /// The SHA-256 of the code that waits for a person, by target.
    private var challenges: [String: String] = [:]
    /// When a chain was accepted whose predecessor cannot be trusted, and what the escrow held then.
    private var acceptance: (at: WallTime, escrowed: [String: Int])?

    package subscript(account: ResourceID) -> Rotation {
        rotations[account] ?? Rotation(takenAsRotatedAt: acceptance?.at, lastNumber: acceptance?.escrowed[account.text])
    }

    /// Every account that ever had a version, in the order of their ids.
    package var accounts: [ResourceID] { rotations.keys.sorted() }

    package func isProven(_ target: EscrowTarget) -> Bool {
        proven.contains(target.identity)
    }

    package func challenge(of target: EscrowTarget) -> String? {
        challenges[target.identity]
    }

    package func enforcedSince(_ policy: String) -> WallTime? {
        enforcedSince[policy]
    }

    package func firstRotation(under policy: String) -> WallTime? {
        firsts[policy]
    }

    /// The versions whose sealed form may still be needed.
    package var sealed: Set<PasswordVersion> {
        Set(
            rotations.flatMap { account, rotation in
                rotation.versions.map { PasswordVersion(account: account, number: $0.number) }
            })
    }

    // MARK: Rows

    mutating func change(_ account: ResourceID, _ body: (inout Rotation) -> Void) {
        var rotation = self[account]
        body(&rotation)
        rotations[account] = rotation
    }

    mutating func enforce(_ policies: [LedgerEntry.PolicyText], at time: WallTime) {
        let before = enforcedSince
        enforcedSince = [:]
        for policy in policies { enforcedSince[policy.name] = before[policy.name] ?? time }
        firsts = firsts.filter { enforcedSince[$0.key] != nil }
    }

    mutating func rotated(under policy: String, at time: WallTime) {
        firsts[policy] = firsts[policy] ?? time
    }

    mutating func challenged(_ row: LedgerEntry.EscrowChallenged) {
        challenges[row.target] = row.codeSHA256
    }

    mutating func prove(_ row: LedgerEntry.EscrowProven) {
        proven.insert(row.target)
        challenges[row.target] = nil
    }

    mutating func accept(_ row: LedgerEntry.ChainAccepted, at time: WallTime) {
        acceptance = (time, row.escrowed ?? [:])
    }
}

/// The passwords that we made for one account.
package struct Rotation: Hashable, Sendable {
    /// Those that may be, or lately were, the account's, in the order of their numbers.
    package private(set) var versions: [Version] = []
    package private(set) var lastNumber: Int
    /// A person wants a new one.
    package private(set) var request: Request?
    /// How many new ones in a row were too weak for the provider.
    package private(set) var weakInARow = 0
    /// The provider said that the account cannot have its password set this way.
    package private(set) var ineligible: Ineligible?
    package private(set) var lastRefused: Int?
    /// An age of its own that a ledger which could not be trusted took away.
    private var takenAsRotatedAt: WallTime?

    /// How long the same password is sent again while it is not known whether it took.
    package static let longestOpen = Duration.hours(1)
    /// So many weak ones in a row are no accident.
    package static let mostWeak = 3
    /// An account that is not eligible is asked again this often.
    package static let askAgainEvery = Duration.hours(30 * 24)

    init(takenAsRotatedAt: WallTime? = nil, lastNumber: Int? = nil) {
        self.takenAsRotatedAt = takenAsRotatedAt
        self.lastNumber = lastNumber ?? 0
    }

    package struct Version: Hashable, Sendable {
        package var number: Int
        /// Of the sealed form.
        package var sha256: String
        package var madeAt: WallTime
        package var deposit: Deposit?
        package var standing = Standing.pending
        /// Its newest intent.
        package var intent: LedgerEntry.Intent?

        package struct Deposit: Hashable, Sendable {
            /// Of the file; `nil` where a command took it.
            package var sha256: String?
            /// Who has it, as `EscrowTarget.identity` names them.
            package var target: String
        }
    }

    /// How a version stands with the provider.
    package enum Standing: Hashable, Sendable {
        /// Not sent, or refused for a reason that is not its own. Leaves to `open` or `accepted`, or is dropped.
        case pending
        /// Sent at this time or later, and it is not known whether it took. Leaves to `accepted` or `givenUp`.
        case open(since: WallTime)
        /// As `open`, and not sent any more. Leaves to nothing but a newer version's `accepted`.
        case givenUp(since: WallTime)
        /// The account's password from this time on, until a newer one is.
        case accepted(at: WallTime)
    }

    package struct Request: Hashable, Sendable {
        /// The newest version that a new one may replace although its outcome is not known: that a person has spoken of
        /// the versions of then says nothing of later ones. 0 where there is none.
        package var passesOver: Int
        package var since: WallTime
    }

    package struct Ineligible: Hashable, Sendable {
        package var since: WallTime
        package var detail: String
        /// What the list said of the account then.
        package var item: String?
    }

    // MARK: What follows

    /// The account's password, as far as we know.
    package var current: Version? {
        versions.last { if case .accepted = $0.standing { true } else { false } }
    }

    /// When the account got its newest password.
    package var rotatedAt: WallTime? {
        guard case .accepted(let time)? = current?.standing else { return takenAsRotatedAt }
        return time
    }

    /// The version that is to be sent, again or for the first time; `nil` where a new one is to be made.
    package var next: Version? {
        guard let newest = versions.last else { return nil }
        switch newest.standing {
        case .pending, .open: return newest
        case .accepted, .givenUp: return nil
        }
    }

    /// What sent the version of which it is not known whether it took, and which is sent again.
    var open: LedgerEntry.Intent? {
        guard let newest = versions.last, case .open = newest.standing else { return nil }
        return newest.intent
    }

    /// The numbers of those that may be in force, where that is not known.
    package var candidates: [Int] {
        let doubtful = versions.filter { version in
            switch version.standing {
            case .open, .givenUp: version.number > (current?.number ?? 0)
            case .pending, .accepted: false
            }
        }
        guard !doubtful.isEmpty else { return [] }
        return doubtful.map(\.number).reversed() + [current?.number].compactMap { $0 }
    }

    /// True where it is not known which password is in force, and only a person can go on.
    package func isStuck(at now: WallTime) -> Bool {
        guard let newest = versions.last else { return false }
        switch newest.standing {
        case .pending, .accepted: return false
        case .open(let since): return now >= since + Self.longestOpen
        case .givenUp: return newest.number > request?.passesOver ?? 0
        }
    }

    func version(_ number: Int) -> Version? {
        versions.first { $0.number == number }
    }

    // MARK: Rows

    mutating func sealed(_ row: LedgerEntry.PasswordSealed, at time: WallTime) {
        // One that was never sent makes room.
        versions.removeAll { $0.standing == .pending }
        versions.append(Version(number: row.version, sha256: row.sha256, madeAt: time))
        lastNumber = max(lastNumber, row.version)
    }

    mutating func escrowed(_ row: LedgerEntry.PasswordEscrowed) {
        change(row.version) { $0.deposit = Version.Deposit(sha256: row.sha256, target: row.target) }
    }

    mutating func request(_ row: LedgerEntry.RotationRequested, at time: WallTime) {
        let passedOver = row.supersede ? lastNumber : request?.passesOver ?? 0
        request = Request(passesOver: passedOver, since: time)
        ineligible = nil
        weakInARow = 0
    }

    mutating func intended(_ number: Int, by intent: LedgerEntry.Intent) {
        change(number) { $0.intent = intent }
    }

    mutating func accepted(_ number: Int, at time: WallTime) {
        change(number) { $0.standing = .accepted(at: time) }
        request = nil
        weakInARow = 0
        ineligible = nil
        // Superseded twice: two newer ones were the account's since.
        let accepted = versions.filter { if case .accepted = $0.standing { true } else { false } }
        if let oldest = accepted.suffix(2).first { versions.removeAll { $0.number < oldest.number } }
    }

    /// - Parameter time: when it was sent.
    mutating func unknown(_ number: Int, sentAt time: WallTime) {
        change(number) { version in
            if version.standing == .pending { version.standing = .open(since: time) }
        }
    }

    mutating func refused(_ row: LedgerEntry.IntentOutcome, _ number: Int, at time: WallTime, item: String?) {
        // A late refusal says nothing of an earlier attempt that may have been carried out.
        guard version(number)?.standing == .pending, row.isOfPassword || row.isRejection else { return }
        versions.removeAll { $0.number == number }
        lastRefused = number
        switch row.code {
        case LedgerEntry.IntentOutcome.weak: weakInARow += 1
        case LedgerEntry.IntentOutcome.notEligible:
            let detail = row.message ?? "The provider does not set the password of this account."
            ineligible = Ineligible(since: time, detail: detail, item: item)
            request = nil
        default: weakInARow = 0
        }
    }

    mutating func givenUp(_ intent: IntentID) {
        for index in versions.indices where versions[index].intent?.intent == intent {
            if case .open(let since) = versions[index].standing { versions[index].standing = .givenUp(since: since) }
        }
    }

    private mutating func change(_ number: Int, _ body: (inout Version) -> Void) {
        guard let index = versions.firstIndex(where: { $0.number == number }) else { return }
        body(&versions[index])
    }
}

extension LedgerEntry.IntentOutcome {
    /// The codes of the page of POST reset-password.
    static let weak = "password_too_weak"
    static let notEligible = "account_not_eligible_cpanel"

    /// True where the refusal is about this password or this account, and will not pass.
    fileprivate var isOfPassword: Bool {
        code == Self.weak || code == Self.notEligible
    }
}
