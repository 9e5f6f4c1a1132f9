/// Whether the API takes our token. After a 401 everything stops, and only probes ask whether it does again.
struct Credentials: Sendable {
    private(set) var refused: Refusal?

    struct Refusal: Sendable {
        var detail: String
        var since: BootTime
        var refusedProbes: Int
        var nextProbe: BootTime
        var isProbing: Bool
    }

    /// When to probe after the first refusal, each from the one before.
    static let firstDelays: [Duration] = [.seconds(1), .seconds(5), .seconds(15)]
    /// After the first three, a service goes on at this pace.
    static let laterDelay = Duration.minutes(2)
    /// A token that systemd handed over cannot change while we run; after this long a restart may bring a new one.
    static let snapshotPatience = Duration.minutes(15)

    /// - Returns: true where it was accepted until now.
    mutating func refuse(_ detail: String, at now: BootTime) -> Bool {
        guard refused == nil else { return false }
        refused = Refusal(
            detail: detail, since: now, refusedProbes: 0, nextProbe: now + Self.firstDelays[0], isProbing: false)
        return true
    }

    mutating func takesProbe(at now: BootTime) -> Bool {
        guard let current = refused, !current.isProbing, current.nextProbe <= now else { return false }
        refused?.isProbing = true
        return true
    }

    mutating func probeRefused(at now: BootTime) {
        guard let current = refused else { return }
        let probes = current.refusedProbes + 1
        let delay = probes < Self.firstDelays.count ? Self.firstDelays[probes] : Self.laterDelay
        refused?.refusedProbes = probes
        refused?.nextProbe = now + delay
        refused?.isProbing = false
    }

    /// A probe that brought neither a yes nor a no: asked again soon.
    mutating func probeUnanswered(at now: BootTime) {
        refused?.isProbing = false
        refused?.nextProbe = now + Self.firstDelays[1]
    }

    /// - Returns: true where it was refused until now.
    mutating func accept() -> Bool {
        defer { refused = nil }
        return refused != nil
    }

    /// True once all of the first probes were refused.
    var isHopeless: Bool {
        refused.map { $0.refusedProbes >= Self.firstDelays.count } ?? false
    }

    func outlastsPatience(at now: BootTime) -> Bool {
        refused.map { now - $0.since >= Self.snapshotPatience } ?? false
    }
}
