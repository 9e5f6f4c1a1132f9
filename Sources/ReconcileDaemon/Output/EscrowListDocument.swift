import ReconcileCore
import ReconcileEscrow

/// What `escrow list` prints.
struct EscrowListDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var directory: String?
    var accounts: [AccountDocument] = []
    /// What should not be there, or cannot be read.
    var unreadable: [UnreadableDocument] = []
    @Nullable var error: String? = nil

    struct AccountDocument: Encodable, Sendable {
        var id: String
        @Nullable var name: String?
        var versions: [VersionDocument]
    }

    struct VersionDocument: Encodable, Sendable {
        var version: Int
        var file: String
        var isCurrent: Bool
        var isRefused: Bool
        var recipients: Int
        var bytes: Int
    }

    struct UnreadableDocument: Encodable, Sendable {
        var path: String
        var reason: String
    }

    init(_ listing: EscrowListing, _ escrow: EscrowDirectory, _ standpoint: Standpoint) {
        at = standpoint.now.wall
        directory = escrow.path
        let names = Dictionary(
            standpoint.engine.items.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        accounts = listing.accounts.map { account in
            AccountDocument(
                id: account.id.text, name: names[account.id].flatMap { $0 },
                versions: account.versions.map { version in
                    VersionDocument(
                        version: version.number,
                        file: escrow.file(ofVersion: version.number, isRefused: version.isRefused, of: account.id),
                        isCurrent: version.isCurrent, isRefused: version.isRefused,
                        recipients: version.recipientCount, bytes: version.byteCount)
                })
        }
        unreadable = listing.unreadable.map { UnreadableDocument(path: $0.path, reason: $0.reason) }
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        directory = nil
        self.error = error
    }

    /// The same for people.
    func lines() -> [String] {
        guard !accounts.isEmpty || !unreadable.isEmpty else { return ["Nothing lies in \(directory ?? "the escrow")."] }
        var table = Table()
        for account in accounts {
            for version in account.versions {
                let state = version.isCurrent ? "current" : version.isRefused ? "refused" : ""
                let readers = version.recipients.of("recipient")
                table.add([account.name ?? account.id, "version \(version.version)", state, readers, version.file])
            }
        }
        return table.lines() + unreadable.map { "cannot read \($0.path): \($0.reason)" }
    }
}
