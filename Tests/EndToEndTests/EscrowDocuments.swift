import Crypto
import Foundation

/// What a file of the escrow holds once it is open: exactly this.
struct EscrowRecordDocument: Decodable, Sendable {
    var schema: Int
    var accountId: String
    var name: String
    var version: Int
    var password: String
    var createdAt: String

    init(_ content: Data) throws {
        self = try StrictJSON.decode(
            Self.self, String(decoding: content, as: UTF8.self),
            ["": ["schema", "accountId", "name", "version", "password", "createdAt"]])
    }

    /// Of the password, as the simulator tells it.
    var sha256: String {
        SHA256.hash(data: Data(password.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}

/// What `escrow prove` prints.
struct ProofDocument: Decodable {
    var done: String?
    var path: String?
    var error: String?

    init(_ text: String) throws {
        self = try StrictJSON.decode(Self.self, text, ["": ["schema", "at", "done", "path", "error"]])
    }
}

/// What the escrow holds for a proof.
struct CodeDocument: Decodable {
    var code: String

    init(_ content: Data) throws {
        self = try StrictJSON.decode(Self.self, String(decoding: content, as: UTF8.self), ["": ["code"]])
    }
}

/// What `escrow list` prints.
struct EscrowListDocument: Decodable {
    var accounts: [Account]
    var unreadable: [Unreadable]

    struct Account: Decodable {
        var id: String
        var name: String?
        var versions: [Version]
    }

    struct Version: Decodable {
        var version: Int
        var file: String
        var isCurrent: Bool
        var isRefused: Bool
        var recipients: Int
    }

    struct Unreadable: Decodable {
        var path: String
    }

    init(_ text: String) throws {
        let shape: StrictJSON.Shape = [
            "": ["schema", "at", "directory", "accounts", "unreadable", "error"],
            ".accounts[]": ["id", "name", "versions"],
            ".accounts[].versions[]": ["version", "file", "isCurrent", "isRefused", "recipients", "bytes"],
            ".unreadable[]": ["path", "reason"],
        ]
        self = try StrictJSON.decode(Self.self, text, shape)
    }
}

/// What `escrow export` prints.
struct EscrowExportDocument: Decodable {
    var files: [File]
    var error: String?

    struct File: Decodable {
        var file: String
        var sha256: String
    }

    init(_ text: String) throws {
        let shape: StrictJSON.Shape = [
            "": ["schema", "at", "directory", "files", "error"], ".files[]": ["file", "sha256"],
        ]
        self = try StrictJSON.decode(Self.self, text, shape)
    }
}
