/// What can happen to the engine. Everything it knows of the world comes through here, with the time.
package enum Event: Hashable, Sendable {
    /// The first event: begin.
    case started
    /// The alarm that the newest `Effect.wake` asked for, or any other moment; early and late ones do no harm.
    case woke
    case answered(RequestID, Reply)
    /// The first `count` entries of `Effect.record`, counted from the engine's birth, are durable.
    case recorded(count: UInt64)
    /// Entries could not be made durable yet; the runner tries again.
    case recordingFailed(detail: String)
    /// New policies and settings are in force.
    case reloaded([Policy], Settings)
    /// The file that forbids writes appeared (with its text) or went.
    case noWritesChanged(String?)
    /// The credentials were read again.
    case tokenReplaced
    /// A person's word while the engine runs: the row of a pause, a resume, a waiver or a release.
    case told(LedgerEntry)
    /// A person wants these looked at again at once, in spite of their backoff.
    case lookRequested([ResourceID], includingLists: Bool)
    /// Somebody beside the engine wants this asked at its pace and with its token; answered by `Effect.deliver`.
    case errand(ErrandID, ReadRequest)
    /// What became of an order of `Effect.escrow`.
    case escrow(PasswordVersion, EscrowAnswer)
    /// The windows of the policies, by the policies' names, as they come to in UTC from now on.
    case windowsRenewed([String: PolicyWindows])
    /// Send nothing new; what is under way may end.
    case stopping
}
