/// What is known of the password of one hosting account: what the list says of the account, and what the ledger says of
/// the passwords that we gave it. The password itself cannot be read, and a change of it elsewhere cannot be seen.
package struct HostingPasswordObservation: Hashable, Codable, Sendable {
    /// `cpanel`, where list or account say which it is.
    package var controlPanel: String?
    /// When the account itself was asked, where its row in the list does not say.
    package var askedAt: WallTime?
    /// Names what the list says of the account: another name, another row.
    package var row: String?
    /// The version that is the account's password, as far as we know.
    package var version: Int?
    package var rotatedAt: WallTime?
    /// When the next one is due; `nil` where only a person can say.
    package var dueAt: WallTime?
    /// The versions that may be in force, the newest first, where that is not known.
    package var candidates: [Int]?

    package init(
        controlPanel: String?, askedAt: WallTime? = nil, row: String? = nil, version: Int? = nil,
        rotatedAt: WallTime? = nil, dueAt: WallTime? = nil, candidates: [Int]? = nil
    ) {
        self.controlPanel = controlPanel
        self.askedAt = askedAt
        self.row = row
        self.version = version
        self.rotatedAt = rotatedAt
        self.dueAt = dueAt
        self.candidates = candidates
    }

    /// The one control panel whose passwords can be set.
    package static let cPanel = "cpanel"
}

extension InventoryItem {
    /// A short name for all that the row says: the same for the same row.
    var rowName: String {
        let texts = [name, serviceStatus?.rawValue, controlPanel, domains?.joined(separator: " ")].map { $0 ?? "" }
        return StableHash.fingerprint(of: texts.joined(separator: "\n"))
    }
}
