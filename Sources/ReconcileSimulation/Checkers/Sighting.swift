import HostUpAPI
import ReconcileCore

/// One thing that the process does, or that is done to it, as the checkers see it.
enum Sighting {
    /// A process was born on what the state held.
    case born(rows: [LedgerRow], records: [ResourceRecord], pacing: PacingRecord?)
    /// It is gone, in good order or not.
    case died
    /// A request leaves it now.
    case sending(RequestID, Request)
    /// An answer, or the lack of one, reaches it; `sentAt` is the machine's boot time at which the request left.
    case answered(RequestID, Request, WireResult, Reply, sentAt: BootTime)
    /// It asks for these to be made durable.
    case handedOut([LedgerEntry])
    /// These are in the ledger now: its own or an operator's.
    case durable([LedgerRow])
    /// These are in the cache now.
    case remembered([CacheUpdate])
    case alarm(BootTime?)
    case reloaded([Policy], Settings)
    case noWrites(Bool)
    /// It took up other credentials.
    case tokenReplaced
    /// A person's word reached it over its socket: it counts from here on, though its row is not durable yet.
    case told(LedgerEntry)
    /// What it says of everything, the last time at its end.
    case report(PassReport, isLast: Bool)
}

/// Watches one promise, or a few of one subject. Sees every step, before the facts follow it.
protocol Checker {
    /// - Returns: what is broken, for people; empty where nothing is.
    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String]
}
