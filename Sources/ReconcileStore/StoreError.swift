import GRDB

/// Why the state on disk could not be used. Each says what to do about it.
package enum StoreError: Error, Hashable, Sendable {
    /// Another process holds the state; `pid` is `nil` in the instant before the holder has written it down.
    case locked(path: String, pid: Int32?)
    /// The escrow and the state lie in one another, so that losing one would lose both.
    case escrowNotApart(escrow: String, state: String)
    /// By its name the state would lie where another state's escrow is.
    case namedAsEscrow(state: String)
    /// A database was written by a newer program. Nothing was touched.
    case newerSchema(file: String, found: Int, known: Int)
    /// A sound row of the ledger that only a newer program can read.
    case newerRow(sequence: Int64, kind: String)
    /// The ledger is not what was last written, so nothing may be appended to it.
    case distrusted(reason: String)
    /// There is nothing wrong with the ledger, so there is nothing to accept.
    case nothingToAccept
    /// This handle was opened for reading.
    case readOnly
    /// No space is left. What was being written was rolled back wholly.
    case full(file: String)
    /// Another process kept the database locked for too long. What was being written was rolled back wholly.
    case busy(file: String)
    /// The bytes on disk are not a sound database.
    case damaged(file: String, detail: String)
    /// Any other failure of the file system or of the database.
    case unusable(file: String, detail: String)
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .locked(let path, let pid):
            "cannot lock '\(path)': \(pid.map { "process \($0)" } ?? "another process") holds it"
        case .escrowNotApart(let escrow, let state):
            "cannot keep the escrow in '\(escrow)': it and the state directory '\(state)' must not lie in one another"
        case .namedAsEscrow(let state):
            "cannot keep the state in '\(state)': by its name it is the escrow of another state"
        case .newerSchema(let file, let found, let known):
            "cannot use '\(file)': it has schema \(found) and this program knows schemas up to \(known)"
        case .newerRow(let sequence, let kind):
            "cannot read row \(sequence) of the ledger: kind '\(kind)' is of a newer program"
        case .distrusted(let reason):
            "cannot trust the ledger: \(reason)"
        case .nothingToAccept:
            "cannot accept the ledger: nothing is wrong with it"
        case .readOnly:
            "cannot write to the state: it is open for reading only"
        case .full(let file):
            "cannot write '\(file)': no space is left"
        case .busy(let file):
            "cannot use '\(file)': another process keeps it locked"
        case .damaged(let file, let detail), .unusable(let file, let detail):
            "cannot use '\(file)': \(detail)"
        }
    }

    /// A stable label for fields and metrics.
    package var code: String {
        switch self {
        case .locked: "locked"
        case .escrowNotApart: "escrowNotApart"
        case .namedAsEscrow: "namedAsEscrow"
        case .newerSchema: "newerSchema"
        case .newerRow: "newerRow"
        case .distrusted: "distrusted"
        case .nothingToAccept: "nothingToAccept"
        case .readOnly: "readOnly"
        case .full: "full"
        case .busy: "busy"
        case .damaged: "damaged"
        case .unusable: "unusable"
        }
    }

    /// One thing that a person can do about it, or `nil` where there is none.
    package var hint: String? {
        switch self {
        case .locked: "stop that process, or give this one a state of its own with `--state`"
        case .escrowNotApart: "set `escrow.directory` to a directory beside the state directory"
        case .namedAsEscrow: "give the directory, or the instance of the unit, a name that does not end in '-escrow'"
        case .newerSchema, .newerRow: "install the newer version of reconciled again"
        case .distrusted: "bring the right ledger back, or run `reconciled resume --accept-ledger --reason REASON`"
        case .full: "free some space; work goes on by itself"
        case .busy: "close other programs that have the database open, such as `sqlite3`"
        case .damaged, .unusable: "check the file, its owner and its disk"
        case .nothingToAccept, .readOnly: nil
        }
    }
}

extension StoreError {
    /// What an error of the database, met while using `file`, means to us.
    init(_ error: any Error, file: String) {
        guard let failure = error as? DatabaseError else {
            self = error as? StoreError ?? .unusable(file: file, detail: "\(error)")
            return
        }
        let detail = failure.message ?? "SQLite error \(failure.extendedResultCode.rawValue)"
        self =
            switch failure.resultCode {
            case .SQLITE_FULL: .full(file: file)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(file: file)
            // Our statements fit our schema: one that fails or breaks a rule of it met tables that are not as we made them.
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT:
                .damaged(file: file, detail: detail)
            default: .unusable(file: file, detail: detail)
            }
    }
}
