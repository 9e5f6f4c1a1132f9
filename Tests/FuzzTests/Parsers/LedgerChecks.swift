import Foundation
import ReconcileCore

@testable import ReconcileStore

/// Rows of the ledger and the heads kept beside it.
enum LedgerChecks {
    private static let noon = PolicyChecks.noon
    private static let decoder = JSONDecoder()

    /// Each line is the body of a row; all that can be read are replayed in their order.
    static func checkRow(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        var memory = LedgerMemory()
        for (number, line) in text.split(separator: "\n").prefix(20).enumerated() {
            guard let entry = entry(String(line)) else { continue }
            try promiseStored(entry)
            memory.apply(entry, at: noon + .seconds(number))
        }
        let now = noon + .seconds(60)
        _ = memory.brake.counted(at: now)
        for flaps in memory.flaps.values { _ = flaps.heldUntil(at: now) }
        for waiver in memory.waivers.values {
            try promise(waiver.waiver.until <= now + .days(30), "a waiver ends within 30 days")
        }
        try promise(memory.openIntents.keys.allSatisfy { $0 <= memory.lastIntent }, "no intent is newer than the last")
    }

    /// What is written can be read, and is written again as it was.
    static func promiseStored(_ entry: LedgerEntry) throws(BrokenPromise) {
        guard let text = try? LedgerBody.text(of: entry) else { throw BrokenPromise("\(entry) can be stored") }
        let again = self.entry(text)
        try promiseEqual(entry, again, "a stored entry")
        try promiseEqual(text, again.flatMap { try? LedgerBody.text(of: $0) }, "the text of an entry")
        try promise(!text.utf8.contains(UInt8(ascii: "\n")), "a row is one line")
    }

    /// Each line is one row, its columns with tabs between them; missing ones are NULL.
    static func checkChain(_ input: [UInt8]) throws(BrokenPromise) {
        let start = LedgerHead(rows: 0, hash: LedgerChain.start([.instance: "0123456789abcdef"]))
        var head = start
        let lines = String(decoding: input, as: UTF8.self).split(separator: "\n").prefix(6)
        let rows = lines.map { line in
            let row = row(line, after: head)
            head = LedgerHead(rows: row.sequence, hash: row.hash)
            return row
        }
        try promiseEqual(head, try? LedgerTable.verify(rows, after: start), "a chain of \(rows.count) rows")
        for row in rows {
            let previous = LedgerHead(
                rows: row.sequence - 1, hash: row.sequence == 1 ? start.hash : rows[Int(row.sequence) - 2].hash)
            for changed in changes(of: row) where changed != row {
                let isFound = (try? LedgerTable.verify([changed], after: previous)) == nil
                try promise(isFound, "a changed row is found: \(changed)")
            }
        }
        if rows.count > 1 {
            try promise(
                (try? LedgerTable.verify(Array(rows.dropFirst()), after: start)) == nil, "a missing row is found")
        }
    }

    /// The file `ledger-head` and the witness in the other database.
    static func checkHead(_ input: [UInt8]) throws(BrokenPromise) {
        // Only such heads are ever written; of others it only matters that they are read as what they are.
        if let head = try? decoder.decode(LedgerHead.self, from: Data(input)),
            head.hash.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 })
        {
            try promiseEqual(head, try? decoder.decode(LedgerHead.self, from: Data(head.line.utf8)), "a head's line")
        }
        if let heads = try? decoder.decode([LedgerHead].self, from: Data(input)) {
            let text = try? JSONEncoder().encode(heads)
            try promiseEqual(
                heads, text.flatMap { try? decoder.decode([LedgerHead].self, from: $0) }, "a list of heads")
        }
    }

    // MARK: Parts

    private static func entry(_ body: String) -> LedgerEntry? {
        let stored = StoredRow(sequence: 1, at: 0, kind: "", resource: nil, policy: nil, body: body, hash: "")
        return try? LedgerBody.row(stored, using: decoder).entry
    }

    private static func row(_ line: Substring, after head: LedgerHead) -> StoredRow {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        var row = StoredRow(
            sequence: head.rows + 1, at: noon.millisecondsSince1970, kind: columns[0],
            resource: columns.count > 1 ? columns[1] : nil, policy: columns.count > 2 ? columns[2] : nil,
            body: columns.count > 3 ? columns[3] : "", hash: "")
        row.hash = LedgerChain.hash(row, after: head.hash)
        return row
    }

    /// The row with one thing about it that is not as it was written.
    private static func changes(of row: StoredRow) -> [StoredRow] {
        var rows = Array(repeating: row, count: 7)
        rows[0].at += 1
        rows[1].kind += "x"
        rows[2].resource = row.resource == nil ? "" : nil
        rows[3].policy = row.policy == nil ? "-" : nil
        rows[4].body = String(row.body.dropLast())
        // The same characters, between other borders.
        rows[5].kind = String(row.kind.dropLast())
        rows[5].resource = row.kind.suffix(1) + (row.resource ?? "")
        rows[6].resource = row.policy
        rows[6].policy = row.resource
        return rows
    }
}
