import Foundation
import GRDB

/// Whether the ledger is what was last written.
package enum LedgerTrust: Hashable, Sendable {
    case good
    /// It is missing, cut, put back from a copy, of another chain or damaged; `reason` says which.
    case distrusted(reason: String)
}

/// What lies outside the ledger and tells whether it is the right one. Read it before the ledger is opened: a ledger
/// that grows meanwhile is still right.
struct LedgerWitnesses {
    var escrow: Witness
    var escrowHasFiles: Bool
    var cache: Witness

    /// The heads that could be read, with where they were.
    var heads: [(place: String, head: LedgerHead)] {
        [("the escrow directory", escrow), ("reconciled.db", cache)].compactMap { place, witness in
            if case .head(let head) = witness { (place, head) } else { nil }
        }
    }
}

extension LedgerTrust {
    /// How many of the newest rows are verified on opening, so that a start does not wait for a long ledger.
    static let tailLength: Int64 = 1000

    /// Judges a state directory in which no ledger was ever made, or from which it is gone.
    ///
    /// - Parameter files: the files that databases of ours left there, a blank ledger not among them.
    /// - Returns: `.good` for a first start only: nothing is there that would have come after a ledger.
    static func withoutLedger(_ witnesses: LedgerWitnesses, files: [String], escrow: String) -> LedgerTrust {
        if let (place, head) = witnesses.heads.first(where: { $0.head.rows > 0 }) {
            return .distrusted(reason: "it is missing, and \(place) knows one of \(head.rows) rows")
        }
        if case .unreadable(let why) = witnesses.escrow { return .distrusted(reason: "it is missing, and \(why)") }
        if witnesses.escrowHasFiles {
            return .distrusted(reason: "it is missing, and the escrow directory '\(escrow)' is not empty")
        }
        if let file = files.first {
            return .distrusted(reason: "it is missing, and the state directory is not new: it holds '\(file)'")
        }
        return .good
    }

    /// Judges an open ledger by its newest rows and its witnesses.
    ///
    /// - Throws: `DatabaseError` where the file cannot be read.
    static func judge(_ database: Database, by witnesses: LedgerWitnesses) throws -> LedgerTrust {
        do {
            let head = try verifyTail(of: database)
            if case .unreadable(let why) = witnesses.escrow { return .distrusted(reason: why) }
            let superseded = try superseded(in: database)
            for (place, witness) in witnesses.heads where !superseded.contains(witness) {
                guard witness.rows <= head.rows else {
                    throw Damage(
                        reason: "it has \(head.rows) rows, and \(place) knows one of \(witness.rows) rows")
                }
                guard try LedgerTable.hash(ofRow: witness.rows, in: database) == witness.hash else {
                    throw Damage(reason: "it is not the ledger that \(place) knows")
                }
            }
            if head.rows == 0, witnesses.escrowHasFiles, witnesses.escrow == .absent {
                throw Damage(reason: "it is empty, and the escrow directory is not")
            }
            return .good
        } catch let damage as Damage {
            return .distrusted(reason: damage.reason)
        }
    }

    private static func verifyTail(of database: Database) throws -> LedgerHead {
        let head = try LedgerTable.head(of: database)
        let first = max(0, head.rows - tailLength)
        guard let hash = try LedgerTable.hash(ofRow: first, in: database) else {
            throw Damage(reason: "row \(first) is missing")
        }
        let rows = try LedgerTable.rows(after: first, limit: Int(tailLength), in: database)
        return try LedgerTable.verify(rows, after: LedgerHead(rows: first, hash: hash))
    }

    /// The witnesses that an accepted chain replaces: one of them may still lie there if the acceptance was cut short.
    private static func superseded(in database: Database) throws -> [LedgerHead] {
        guard let text = try LedgerTable.properties(of: database)[.supersedes] else { return [] }
        guard let heads = try? JSONDecoder().decode([LedgerHead].self, from: Data(text.utf8)) else {
            throw Damage(reason: "what it says of itself cannot be read")
        }
        return heads
    }
}
