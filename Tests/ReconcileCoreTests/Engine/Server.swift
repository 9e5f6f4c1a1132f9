import ReconcileCore

/// One simulated server: what the provider knows of it and what its guest would answer.
struct Server {
    var item: InventoryItem
    var isListed = true
    var exists = true
    var seen: SSHPasswordLoginObservation
    /// False where a write is answered with success and changes nothing.
    var takesWrites = true
    /// What a write's answer claims.
    var verifies = true
    /// A write shows in reads only after this long.
    var lag = Duration.zero
    /// A change on its way, and when it will show.
    var coming: (enabled: Bool, at: BootTime)?

    init(_ item: InventoryItem, seen: SSHPasswordLoginObservation) {
        self.item = item
        self.seen = seen
    }

    mutating func write(enabled: Bool, at now: BootTime) {
        guard takesWrites else { return }
        if lag == .zero { turn(enabled) } else { coming = (enabled, now + lag) }
    }

    mutating func turn(_ enabled: Bool) {
        seen.enabled = enabled
        seen.passwordAuthentication = enabled ? "yes" : "no"
        coming = nil
    }

    mutating func settle(at now: BootTime) {
        if let coming, coming.at <= now { turn(coming.enabled) }
    }
}

/// What is wrong with the answer to one request.
enum Trouble {
    case refused(Int, code: String? = nil, fromAPI: Bool = true, rate: RateHeaders = RateHeaders())
    case malformed
    /// No answer; the request may have been carried out.
    case lost(carriedOut: Bool)
    /// No answer until the time-out of 30 s.
    case timedOut
    /// Answered as usual, but this much later.
    case slow(Duration)
}

/// Which requests a trouble is for.
enum Target: Equatable {
    case list
    case read(ResourceID)
    case write(ResourceID)
    case anyRead
    case anyWrite
    case anything

    func covers(_ request: Request) -> Bool {
        switch (self, request) {
        case (.anything, _), (.list, .read(.list)), (.anyRead, .read(.state)), (.anyWrite, .write): true
        case (.read(let id), .read(.state(_, let asked))): id == asked
        case (.write(let id), .write(let write)): id == write.resource
        default: false
        }
    }
}
