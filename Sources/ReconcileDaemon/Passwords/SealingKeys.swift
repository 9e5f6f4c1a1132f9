import Foundation
import ReconcileEscrow
import ReconcileSystemd

/// Where the key that seals passwords comes from: the systemd credential, else a file of our own beside the ledger.
struct SealingKeys: Sendable {
    static let credential = "reconciled-seal"

    private let credentials: Credentials
    private let file: SealingKeyFile

    init(stateDirectory: String, credentials: Credentials = Credentials()) {
        self.credentials = credentials
        file = SealingKeyFile(in: stateDirectory)
    }

    /// The key; made anew only while nothing is sealed, since another one opens nothing.
    ///
    /// - Parameter isAnythingSealed: true while the state holds a sealed password.
    /// - Throws: `CredentialError`, `EscrowError`, or `SealingKeyMissing`.
    func key(isAnythingSealed: Bool) throws -> SealingKey {
        if let key = try existing() { return key }
        guard !isAnythingSealed else { throw SealingKeyMissing(path: file.path) }
        return try file.make()
    }

    /// The key that is there already; `nil` where there is none.
    ///
    /// - Throws: `CredentialError`, or `EscrowError` where there is one that cannot be used.
    func existing() throws -> SealingKey? {
        if let credential = try credentials.read(Self.credential) {
            return try SealingKey(credential: credential.bytes, named: Self.credential)
        }
        return try file.read()
    }
}

/// Passwords are sealed, and what opens them is gone.
struct SealingKeyMissing: Error, CustomStringConvertible {
    var path: String

    var description: String {
        "cannot open the sealed passwords: their key is gone; put it back as '\(path)', or hand it over as the systemd "
            + "credential '\(SealingKeys.credential)'"
    }
}
