import Foundation
import Glibc

/// The credentials that systemd handed to this service (`LoadCredential=` and its relatives).
package struct Credentials: Sendable {
    /// A token or a key is far shorter; a unit that names the wrong file must not fill the memory.
    package static let byteLimit = 64 * 1024

    private let directory: String?

    /// - Parameter directory: `$CREDENTIALS_DIRECTORY`; `nil` where systemd handed over none.
    package init(directory: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]) {
        self.directory = directory
    }

    /// Reads one credential, by its path each time: a reload may have put a new one there.
    ///
    /// - Parameter name: as in the unit; a plain file name.
    /// - Returns: `nil` where there is no credential of that name.
    /// - Throws: `CredentialError` where there is one that cannot be had.
    package func read(_ name: String) throws(CredentialError) -> Credential? {
        guard let directory else { return nil }
        let descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(name: name, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        return Credential(bytes: try bytes(of: descriptor, name: name))
    }

    private func bytes(of descriptor: Int32, name: String) throws(CredentialError) -> [UInt8] {
        // One byte more than is allowed, to see that there is more.
        var buffer = [UInt8](repeating: 0, count: Self.byteLimit + 1)
        var length = 0
        while length < buffer.count {
            let count = buffer[length...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw .unreadable(name: name, reason: String(cString: strerror(errno)))
            }
            if count == 0 { return Array(buffer[..<length]) }
            length += count
        }
        throw .tooLarge(name: name)
    }
}

/// A secret as systemd handed it over. No way of printing it shows what it is.
package struct Credential: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// For the one place that needs them; wrap them again at once.
    package let bytes: [UInt8]

    package var description: String { "(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a credential that is there could not be had.
package enum CredentialError: Error, Equatable, CustomStringConvertible {
    case unreadable(name: String, reason: String)
    case tooLarge(name: String)

    /// A stable label for metrics and journal fields.
    package var code: String {
        switch self {
        case .unreadable: "credential_unreadable"
        case .tooLarge: "credential_too_large"
        }
    }

    package var description: String {
        switch self {
        case .unreadable(let name, let reason):
            "cannot read the credential '\(name)': \(reason)"
        case .tooLarge(let name):
            "cannot use the credential '\(name)': it has more than \(Credentials.byteLimit) bytes"
        }
    }

    /// One thing that a person can do.
    package var hint: String {
        switch self {
        case .unreadable(let name, _), .tooLarge(let name):
            "does `LoadCredential=\(name):…` of the unit name the right file?"
        }
    }
}
