package import ReconcileCore
package import ReconcileStore

/// One thing that goes wrong, or that somebody does, in a simulated world.
package struct Disturbance: Hashable, Codable, Sendable {
    /// Since the world began.
    package var at: Duration
    /// It then waits until the process is in the middle of this; `nil`: it does not wait.
    package var during: ProcessPhase?
    package var what: What

    package init(at: Duration, during: ProcessPhase? = nil, _ what: What) {
        self.at = at
        self.during = during
        self.what = what
    }

    package enum What: Hashable, Codable, Sendable {
        /// The API misbehaves by this rule, beside the rules before.
        case fault(FaultRule)
        /// Somebody changes a guest, or what the provider says of it.
        case edit(guest: Int, GuestChange)
        /// Somebody changes a hosting account, or what the provider says of it.
        case editAccount(Int, AccountChange)
        /// So many orders about the escrow fail, after some that do not.
        case vault(VaultTrouble, orders: Int, after: Int)
        /// A guest is bought.
        case appear
        /// `kill -9` at the so-manieth effect boundary from now on; a reboot if the machine goes with it.
        case crash(after: Int, isReboot: Bool, keepsCommit: Bool)
        /// `kill -9` now, and what only saves requests is gone.
        case loseCache
        /// SIGTERM, and another start after so many seconds.
        case stop(downFor: Int)
        /// SIGHUP with other policies and settings.
        case reload(set: Int, Settings)
        /// The file `no-writes` appears with a text, or goes.
        case noWrites(Bool)
        /// A person stops the service, says this to the ledger and starts it again.
        case operate(Operation)
        /// A person says this to the service while it runs; where none runs, as with `operate`.
        case tell(Operation)
        /// A person asks the service to look at these guests at once, and at the lists too.
        case look(guests: [Int], includesLists: Bool)
        /// The machine's wall clock is set so many seconds ahead, or back.
        case wallJump(seconds: Int)
        /// The machine is suspended, or the process stopped: nothing reaches it for so many seconds.
        case stall(seconds: Int)
        /// So many commits of the ledger or of the cache fail.
        case disk(StateInMemory.Failure, commits: Int, isCache: Bool)
        /// The API takes our token no more, or again.
        case token(isValid: Bool)
        /// The token file holds another account's token, or ours again.
        case otherAccount(Bool)
        /// Somebody else sends so many requests with our key within so many seconds.
        case neighbour(requests: Int, seconds: Int)
        /// The next write needs so many seconds on its way to the API: past every time-out.
        case lateWrite(seconds: Int)
        /// Something on the way sends the next write twice.
        case doubledWrite
    }

    /// What a person tells the ledger. Minutes are from then on.
    package enum Operation: Hashable, Codable, Sendable {
        case pauseAll(minutes: Int)
        case pausePolicy(String, minutes: Int)
        case pauseGuest(Int, minutes: Int)
        case resumeAll
        case waive(Int, minutes: Int, enabled: Bool?)
        case release(String)
        case identity
        case rotate(Int, supersede: Bool)
    }
}

/// What a simulated process is in the middle of.
package enum ProcessPhase: String, Hashable, CaseIterable, Codable, Sendable {
    case idle
    case listing
    case reading
    /// An intent is being made durable.
    case recordingIntent
    case writing
    /// A write was answered, or its answer is lost, and no read has shown it yet.
    case confirming
    /// A new password is being made and handed over.
    case preparing
}
