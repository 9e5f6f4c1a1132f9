/// One resource while the engine lives.
struct ResourceState: Sendable {
    var record: ResourceRecord
    var governance: Governance
    var activity = Activity.idle
    /// True once a list of this process's own has named it.
    var isListed = false
    /// What an earlier process saw last, where this run rests on nothing but its own reads: tells why drift came about.
    var seenBefore: Observation?
    /// When the observation in `record` was asked for.
    var observedAt: BootTime?
    /// When the newest write left that got past the API's door: what was read before says nothing any more.
    var writtenAt: BootTime?
    /// What the newest read left behind, where it failed.
    var readFailure: Failure?
    /// What the newest write left behind, where it failed.
    var writeFailure: Failure?
    /// The reads that a write waits for.
    var confirmation: Confirmation?
    /// When it is looked at again if nothing happens.
    var nextLook: BootTime?
    /// When a person asked for a look that has not been had yet.
    var askedAt: BootTime?
    /// True for the server that this process runs on.
    var isThisMachine = false
    /// True once it is no more: its place is kept, and nothing more is done with it.
    var isGone = false
    /// True where people were told that it cannot be read.
    var isSaidUnreadable = false
    /// True where the brake is among its holds.
    var isBraked = false
    /// The hold that people were told of.
    var saidHold: HoldReason?
    /// The newest version of a password that this process knows to lie in the escrow.
    var deposited: Deposited?
    /// To whom the version goes that is being handed over.
    var depositTarget: String?
    /// What this run did to it.
    var operation: OperationReport?

    /// Inlined, or every use would copy the whole state.
    @inline(__always) var id: ResourceID { record.item.id }

    @inline(__always) var kind: ResourceKind { record.item.kind }

    /// A version, and who has it by `EscrowTarget.identity`.
    struct Deposited: Hashable, Sendable {
        var number: Int
        var target: String
    }

    /// What is under way for it. At most one request, and so at most one write.
    enum Activity: Sendable {
        /// Nothing. Leaves to `reading` or `recording` when the pacer lets it.
        case idle
        /// A read was sent. Leaves to `idle` when it is answered or lost.
        case reading(RequestID)
        /// A slot is taken and the intent is being made durable. Leaves to `writing`, or to `idle` if it must not go.
        indirect case recording(LedgerEntry.Intent, RequestID)
        /// The write was sent. Leaves to `idle` when it is answered or lost.
        indirect case writing(LedgerEntry.Intent, RequestID)
        /// A new password is made, sealed and handed to those who can open it. Leaves to `idle`.
        indirect case preparing(PasswordVersion)

        var isIdle: Bool {
            switch self {
            case .idle: true
            case .reading, .recording, .writing, .preparing: false
            }
        }
    }

    /// What a failed request left behind.
    struct Failure: Sendable {
        var reason: HoldReason
        var code: String?
        var detail: String
        /// In a row, at least 1.
        var count: Int
        var until: BootTime
        /// True where the newest request ran into its time-out.
        var timedOut = false
        /// The gate as it was when a write was refused: another one ends the wait.
        var gate: GateState?
    }

    /// - Returns: false where no read had failed for this reason.
    mutating func endReadFailure(_ reason: HoldReason) -> Bool {
        guard readFailure?.reason == reason else { return false }
        readFailure = nil
        return true
    }

    /// - Returns: false where no write had failed for this reason.
    mutating func endWriteFailure(_ reason: HoldReason) -> Bool {
        guard writeFailure?.reason == reason else { return false }
        writeFailure = nil
        return true
    }

    var subject: Notice.Subject {
        Notice.Subject(resource: id, kind: kind, name: record.item.name, policy: governance.policyName)
    }
}

/// One write of this run, for its report.
package struct OperationReport: Hashable, Sendable {
    package var requested: Change
    package var claimed: Bool?
    package var confirmed: Bool
    /// True where the provider said no: nothing was changed.
    package var isRefused = false
    package var message: String?
    package var requestID: String?
    package var at: WallTime
}
