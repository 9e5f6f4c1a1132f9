import GRDB
import ReconcileCore

/// Joins reads into intervals, and folds old intervals into sums so that the size stays bounded: per resource and
/// policy at most `longestList` intervals, and a sum per verdict for each of the newest `longestMemory` months.
enum EvidenceTable {
    /// Half a year of a verdict that changes every day; a steady resource has one interval however long it lasts.
    static let longestList = 200
    /// How many intervals are folded at once, so that not every read pays for it.
    static let foldedAtOnce = 20
    /// Three years of months, which is as long as auditors commonly ask back.
    static let longestMemory = 36

    /// Extends the newest interval by one read, or starts another.
    ///
    /// A read that the wall clock dates before the newest interval's end starts another one too: nothing that was
    /// observed is ever stretched by a clock that was set.
    static func add(_ read: EvidenceRead, to database: Database) throws {
        let subject: StatementArguments = [read.resource.text, read.policy]
        let at = read.at.millisecondsSince1970
        let newest = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, verdict, last FROM interval WHERE resource = ? AND policy = ? ORDER BY id DESC LIMIT 1
                    """),
            arguments: subject)
        if let newest, try newest.text(at: 1) == read.verdict.rawValue,
            case let last = try newest.integer(at: 2), last <= at, last >= at - read.joinWithin.milliseconds
        {
            try database.cachedStatement(sql: "UPDATE interval SET last = ?, reads = reads + 1 WHERE id = ?")
                .execute(arguments: [at, try newest.integer(at: 0)])
            return
        }
        try database.cachedStatement(
            sql: "INSERT INTO interval (resource, policy, verdict, first, last, reads) VALUES (?, ?, ?, ?, ?, 1)"
        ).execute(arguments: subject + [read.verdict.rawValue, at, at])
        try foldIfLong(resource: read.resource.text, policy: read.policy, in: database)
    }

    /// Folds every interval of a resource that is no more.
    static func foldAll(_ resource: ResourceID, in database: Database) throws {
        let policies = try String.fetchAll(
            database, sql: "SELECT DISTINCT policy FROM interval WHERE resource = ?", arguments: [resource.text])
        for policy in policies {
            try fold(resource: resource.text, policy: policy, count: .max, in: database)
        }
    }

    private static func foldIfLong(resource: String, policy: String, in database: Database) throws {
        let count = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT count(*) FROM interval WHERE resource = ? AND policy = ?"),
            arguments: [resource, policy])
        guard let count, count > longestList else { return }
        try fold(resource: resource, policy: policy, count: foldedAtOnce, in: database)
    }

    private static func fold(resource: String, policy: String, count: Int, in database: Database) throws {
        let oldest = "SELECT id FROM interval WHERE resource = :resource AND policy = :policy ORDER BY id LIMIT :count"
        let arguments: StatementArguments = ["resource": resource, "policy": policy, "count": count]
        try database.execute(
            sql: """
                INSERT INTO sum (resource, policy, verdict, month, observed, reads)
                    SELECT resource, policy, verdict, strftime('%Y-%m', first / 1000, 'unixepoch') AS month,
                        sum(last - first), sum(reads)
                    FROM interval WHERE id IN (\(oldest)) GROUP BY verdict, month
                ON CONFLICT DO UPDATE SET observed = observed + excluded.observed, reads = reads + excluded.reads
                """, arguments: arguments)
        try database.execute(sql: "DELETE FROM interval WHERE id IN (\(oldest))", arguments: arguments)
        try database.execute(
            sql: """
                DELETE FROM sum WHERE resource = :resource AND policy = :policy AND month NOT IN (
                    SELECT DISTINCT month FROM sum WHERE resource = :resource AND policy = :policy
                    ORDER BY month DESC LIMIT :memory)
                """, arguments: ["resource": resource, "policy": policy, "memory": longestMemory])
    }

    /// The intervals of a resource that end at `since` or later, by policy and then oldest first.
    static func intervals(
        _ resource: ResourceID, since: WallTime?, in database: Database
    ) throws -> [EvidenceInterval] {
        try intervals(
            Row.fetchCursor(
                database,
                sql: """
                    SELECT resource, policy, verdict, first, last, reads FROM interval
                    WHERE resource = ? AND last >= ? ORDER BY policy, id
                    """,
                arguments: [resource.text, since?.millisecondsSince1970 ?? .min]))
    }

    /// What is left of a resource's older intervals, by policy, month and verdict.
    static func sums(_ resource: ResourceID, in database: Database) throws -> [EvidenceSum] {
        try sums(
            Row.fetchCursor(
                database,
                sql: """
                    SELECT resource, policy, verdict, month, observed, reads FROM sum
                    WHERE resource = ? ORDER BY policy, month, verdict
                    """,
                arguments: [resource.text]))
    }

    /// The intervals of all resources that end at `since` or later, and all sums.
    static func archive(since: WallTime, in database: Database) throws -> EvidenceArchive {
        EvidenceArchive(
            intervals: try intervals(
                Row.fetchCursor(
                    database,
                    sql: """
                        SELECT resource, policy, verdict, first, last, reads FROM interval
                        WHERE last >= ? ORDER BY resource, policy, id
                        """,
                    arguments: [since.millisecondsSince1970])),
            sums: try sums(
                Row.fetchCursor(
                    database,
                    sql: """
                        SELECT resource, policy, verdict, month, observed, reads FROM sum
                        ORDER BY resource, policy, month, verdict
                        """)))
    }

    private static func intervals(_ cursor: RowCursor) throws -> [EvidenceInterval] {
        var intervals: [EvidenceInterval] = []
        while let row = try cursor.next() {
            intervals.append(
                EvidenceInterval(
                    resource: ResourceID(try row.text(at: 0)), policy: try row.text(at: 1),
                    verdict: try verdict(row, 2),
                    first: WallTime(millisecondsSince1970: try row.integer(at: 3)),
                    last: WallTime(millisecondsSince1970: try row.integer(at: 4)),
                    reads: Int(try row.integer(at: 5))))
        }
        return intervals
    }

    private static func sums(_ cursor: RowCursor) throws -> [EvidenceSum] {
        var sums: [EvidenceSum] = []
        while let row = try cursor.next() {
            sums.append(
                EvidenceSum(
                    resource: ResourceID(try row.text(at: 0)), policy: try row.text(at: 1),
                    verdict: try verdict(row, 2),
                    month: try row.text(at: 3), observed: .milliseconds(try row.integer(at: 4)),
                    reads: Int(try row.integer(at: 5))))
        }
        return sums
    }

    private static func verdict(_ row: Row, _ index: Int) throws -> Verdict {
        guard let verdict = Verdict(rawValue: try row.text(at: index)) else {
            throw Damage(reason: "an interval has a verdict that there is not")
        }
        return verdict
    }
}
