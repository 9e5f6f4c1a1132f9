import ReconcileCore

/// One policy file as written: each value fits its key, but what the keys mean together is not judged yet.
struct PolicyFragment {
    var name: Located<String>?
    var kind: ResourceKind?
    var mode: Located<Policy.Mode>?
    var priority: Int?
    var match: Located<Match>?
    var every: Located<Duration>?
    var windows: Located<[CalendarWindow]>?
    var settle: Duration?
    var waves: Waves?
    var brake: BrakeLimit?
    var waivers: [Waiver] = []
    var login = Login()
    var password = Password()

    /// What only a policy for `vps.sshPasswordLogin` has.
    struct Login {
        var enabled: Located<Bool>?
        var scope: SSHPasswordLoginPolicy.Scope?
        /// Of the key, where it is there; it has one value only.
        var acknowledge: Place?
        var evidence: SSHPasswordLoginPolicy.Evidence?
        var keyMinimum: Int?
        var keyFingerprints: [String]?
    }

    /// What only a policy for `hosting.password` has.
    struct Password {
        var rotatedWithin: Located<Duration>?
        var firstRotation: HostingPasswordPolicy.FirstRotation?
        var length: Int?
        /// Both keys may stand there until that is judged.
        var recipients: Located<[Located<AgeRecipientText>]>?
        var command: Located<[Located<String>]>?
    }

    struct Waves {
        var canary: Int?
        var batch: ReconcileCore.Waves.Batch?
        var soak: Duration?
        var stopAfterFailures: Int?
    }

    struct Waiver {
        var place: Place
        var match: Located<Match>?
        var until: Located<WallTime>?
        var reason: String?
        var enabled: Located<Bool>?
    }
}

/// Limits on what a policy file may say.
enum PolicyLimits {
    /// Fits a journal field and a line of `status`.
    static let longestName = 64
    /// A journal field and a line of `explain` show it whole.
    static let longestReason = 256
    /// No name, tag or id of the provider's is longer.
    static let longestWord = 256
    static let priorities = -1_000_000...1_000_000
    /// Under ten seconds the reads of one guest would overlap; over a month is a slip.
    static let every: ClosedRange<Duration> = .seconds(10)...(.days(31))
    /// A shorter one draws a warning: each read costs a command inside the guest.
    static let restfulEvery: Duration = .minutes(15)
    /// No guest has more keys than this that anybody could tell apart.
    static let keyMinimum = 1...1000
    /// Nobody keeps more ranges apart, and each is worked out for weeks ahead.
    static let mostWindows = 50
    /// Drift that may stand for longer needs no mending.
    static let settle: ClosedRange<Duration> = .zero ... .days(7)
    static let canaries = 1...1000
    static let batchResources = 1...1_000_000
    /// A rollout that rests for longer between two waves never ends.
    static let soak: ClosedRange<Duration> = .zero ... .days(7)
    static let failures = 1...1000
    static let brakeResources = 0...1_000_000
    /// Under an hour a password is gone before anybody has used it; over ten years nobody needs the rule.
    static let rotatedWithin: ClosedRange<Duration> = .hours(1)...(.days(3650))
    /// A shorter one draws a warning: each new password cuts off whoever has the old one.
    static let restfulRotatedWithin: Duration = .days(1)
    /// Each takes a line in the head of every file, and more people than this keep no secret.
    static let recipients = 1...20
    static let commandWords = 1...64
    /// The longest path there is (PATH_MAX), and more than an option needs.
    static let longestCommandWord = 4095
    static let longestWaiver: Duration = .days(30)
    /// A door left open on purpose is for a weekend of repairs, not for a month.
    static let longestOpenWaiver: Duration = .hours(72)
}
