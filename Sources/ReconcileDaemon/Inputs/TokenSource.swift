import Foundation
import Glibc
import ReconcileHTTP
import ReconcileSystemd

/// Where the API's tokens come from: a systemd credential, else a file, else the environment; never a flag.
struct TokenSource: Sendable {
    let tokenFile: String?
    let credentials: Credentials
    /// What the environment says, where it says something.
    private let variable: String?

    init(
        tokenFile: String?, credentials: Credentials = Credentials(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.tokenFile = tokenFile
        self.credentials = credentials
        variable = environment[Self.variableName].flatMap { $0.isEmpty ? nil : $0 }
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
    private static let variableName = "HOSTUP_API_KEY"

    /// Reads the tokens anew.
    ///
    /// - Throws: `CommandFailure` with status 78 where there is none, or one that cannot be used.
    func read() throws -> Tokens {
        let write = try credential(Self.writeName)
        if let token = try credential(Self.name) {
            return Tokens(read: token, write: write, isSnapshot: true)
        }
        if let tokenFile {
            let token = try token(from: "'\(tokenFile)'") { try Token(bytes: bytes(of: tokenFile)) }
            return Tokens(read: token, write: write, isSnapshot: false)
        }
        if let variable {
            let token = try token(from: Self.variableName) { try Token(variable) }
            return Tokens(read: token, write: write, isSnapshot: false)
        }
        throw CommandFailure(
            .invalid, "there is no API token",
            hint: "set `api.tokenFile` in the configuration, \(Self.variableName) in the environment, or the "
                + "credential '\(Self.name)' in the unit",
            kind: .token)
    }

    private func credential(_ name: String) throws -> Token? {
        do {
            guard let credential = try credentials.read(name) else { return nil }
            return try token(from: "the credential '\(name)'") { try Token(bytes: credential.bytes) }
        } catch let error as CredentialError {
            throw CommandFailure(.invalid, "\(error)", hint: error.hint, kind: .token)
        }
    }

    /// - Throws: `CommandFailure` that names the place and never shows what is there.
    private func token(from place: String, _ make: () throws -> Token) throws -> Token {
        do {
            return try make()
        } catch let error as TokenError {
            throw CommandFailure(
                .invalid, "cannot use the API token from \(place)", cause: "\(error)", hint: error.hint, kind: .token)
        }
    }

    private func bytes(of file: String) throws -> Data {
        let hint = "the file must hold the key alone and be readable by this user"
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(
                .invalid, "cannot read the API token from '\(file)'", cause: reason, hint: hint, kind: .token)
        }
        do {
            // Bounded, as a wrong path may name something without an end.
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            return try handle.read(upToCount: Credentials.byteLimit) ?? Data()
        } catch {
            throw CommandFailure(
                .invalid, "cannot read the API token from '\(file)'", cause: "it is not a file", hint: hint,
                kind: .token)
        }
    }
}
