import Foundation

/// How far a ledger had come: kept outside it as a witness that it was neither cut, replaced nor put back.
package struct LedgerHead: Hashable, Codable, Sendable {
    /// How many rows there were.
    package var rows: Int64
    /// The newest row's hash; the chain's first hash where there was no row.
    package var hash: String

    package init(rows: Int64, hash: String) {
        self.rows = rows
        self.hash = hash
    }
}

/// What a place that should hold a witness was found to hold.
enum Witness: Equatable {
    /// Nothing, which says nothing: the place may be new.
    case absent
    case head(LedgerHead)
    /// Something was there and cannot be read.
    case unreadable(String)

    /// Reads the file `ledger-head` of an escrow directory.
    static func read(_ path: String) -> Witness {
        guard DatabaseFile.exists(path) else { return .absent }
        guard let data = FileManager.default.contents(atPath: path) else {
            return .unreadable("'\(path)' cannot be read")
        }
        guard !data.isEmpty else { return .unreadable("'\(path)' is empty") }
        guard let head = try? JSONDecoder().decode(LedgerHead.self, from: data) else {
            return .unreadable("'\(path)' does not hold a ledger's head")
        }
        return .head(head)
    }
}

extension LedgerHead {
    /// One line of JSON, as kept in `ledger-head`.
    var line: String {
        "{\"hash\":\"\(hash)\",\"rows\":\(rows)}\n"
    }
}
