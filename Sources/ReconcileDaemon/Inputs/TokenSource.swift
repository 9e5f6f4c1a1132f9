import Foundation
import ReconcileHTTP
import ReconcileSystemd

/// Where the API's tokens come from: a systemd credential, else a file, else the environment; never a flag.
struct TokenSource: Sendable {
    let tokenFile: String?
    let credentials: Credentials

    init(tokenFile: String?, credentials: Credentials = Credentials()) {
        self.tokenFile = tokenFile
        self.credentials = credentials
    }

    struct Tokens: Sendable {
        var read: Token
        /// A token of its own for writes, where there is one.
        var write: Token?
        /// True where systemd handed it over, so that it cannot change while the process lives.
        var isSnapshot: Bool
    }

    private static let name = "hostup-token"
    private static let writeName = "hostup-token-write"
    private static let variable = "HOSTUP_API_KEY"

    /// Reads the tokens anew.
    ///
    /// - Throws: `CommandFailure` with status 78 where there is none, or one that cannot be used.
    func read() throws -> Tokens {
        do {
            let write = try credentials.read(Self.writeName).map { try Token(bytes: $0.bytes) }
            if let credential = try credentials.read(Self.name) {
                return Tokens(read: try Token(bytes: credential.bytes), write: write, isSnapshot: true)
            }
            if let tokenFile {
                return Tokens(read: try Token(bytes: try bytes(of: tokenFile)), write: write, isSnapshot: false)
            }
            if let text = ProcessInfo.processInfo.environment[Self.variable], !text.isEmpty {
                return Tokens(read: try Token(text), write: write, isSnapshot: false)
            }
        } catch let error as TokenError {
            throw CommandFailure(.invalid, "\(error)", hint: error.hint)
        } catch let error as CredentialError {
            throw CommandFailure(.invalid, "\(error)", hint: error.hint)
        }
        throw CommandFailure(
            .invalid, "there is no API token",
            hint: "set `api.tokenFile` in the configuration, \(Self.variable) in the environment, or the credential "
                + "'\(Self.name)' in the unit")
    }

    private func bytes(of file: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw CommandFailure(
                .invalid, "cannot read the API token from '\(file)'", cause: (error as NSError).localizedDescription,
                hint: "the file must hold the key alone and be readable by this user")
        }
    }
}
