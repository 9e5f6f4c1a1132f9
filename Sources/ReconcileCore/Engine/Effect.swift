/// What the engine asks its runner to do. All `record`s of one step are made durable, in order and in one
/// transaction, before any `notify` of that step is shown.
package enum Effect: Hashable, Sendable {
    case send(RequestID, Request)
    /// Append to the ledger; answer with `Event.recorded`.
    case record(LedgerEntry)
    /// Keep for the next start; after the ledger, best effort.
    case remember(CacheUpdate)
    case notify(Notice)
    /// The answer to an errand. Nothing was drawn from it but what every answer says of the API itself.
    case deliver(ErrandID, Reply)
    /// Something to do with a password, by those who may see it; answered by `Event.escrow` where the order says so.
    /// What an order rests on is recorded in an earlier step, or in the same: then it waits until that is durable.
    case escrow(EscrowOrder)
    /// Read the credentials again, then say `Event.tokenReplaced`.
    case rereadToken
    /// Say `Event.woke` then; replaces the alarm before. `nil`: no alarm.
    case wake(at: BootTime?)
    /// `once` and `plan`: the work is done, read the report. `run`: the process must end.
    case finish(Finish)
}

/// Why the engine ends.
package enum Finish: Hashable, Sendable {
    case settled
    /// The time for `once` was used up; what is left is held.
    case deadline
    /// The lists could not be read, so nothing is known.
    case nothingListed(detail: String)
    /// It was told to stop, and no write is under way any more.
    case stopped
    /// The API refuses the token for good.
    case credentialsRefused(detail: String)
}
