import Crypto
import Foundation
import ReconcileCore

/// Who can open a file: the public half of an X25519 key as age writes it, `age1…`.
package struct AgeRecipient: Hashable, Sendable, CustomStringConvertible {
    static let prefix = "age"
    static let keyByteCount = 32

    /// As in a policy: 62 characters, lower case.
    package let text: String
    let key: [UInt8]

    /// - Throws: `AgeError.recipient` with what a person has to know, never a secret that stands there by mistake.
    package init(_ text: String) throws(AgeError) {
        if let kind = Self.foreignKind(text) { throw .recipient(kind) }
        let decoded: Bech32
        do {
            decoded = try Bech32(text)
        } catch {
            throw .recipient(Self.problem(error, text: text))
        }
        guard decoded.prefix == Self.prefix else {
            throw .recipient(decoded.prefix == Self.prefix.uppercased() ? .upperCase : .notARecipient)
        }
        guard decoded.bytes.count == Self.keyByteCount else { throw .recipient(.length(decoded.bytes.count)) }
        try self.init(key: decoded.bytes)
    }

    /// - Throws: `AgeError.recipient` for one of the few keys with which everybody shares the same secret, zero.
    init(key: [UInt8]) throws(AgeError) {
        /// Any secret does: with such a key the result is zero for all of them.
        let witness = Data(repeating: 1, count: Self.keyByteCount)
        guard (try? X25519Wrapping.sharedSecret(of: witness, with: key)) != nil else { throw .recipient(.weakKey) }
        self.key = key
        text = Bech32(prefix: Self.prefix, bytes: key).text
    }

    /// Every recipient that a policy names.
    ///
    /// - Throws: `EscrowError.age`.
    package static func all(_ texts: [String]) throws(EscrowError) -> [AgeRecipient] {
        var recipients: [AgeRecipient] = []
        for text in texts {
            do {
                recipients.append(try AgeRecipient(text))
            } catch {
                throw .age(error)
            }
        }
        return recipients
    }

    package var description: String { text }

    /// What stands there instead of a recipient of ours, if that can be seen from how it begins.
    private static func foreignKind(_ text: String) -> AgeError.RecipientProblem? {
        let lower = text.lowercased()
        if lower.hasPrefix(AgeIdentity.prefix.lowercased()) { return .secretKey }
        if lower.hasPrefix("ssh-") || lower.hasPrefix("ecdsa-") || lower.hasPrefix("sk-") { return .sshKey }
        if lower.hasPrefix("age1pq1") { return .postQuantum }
        if lower.hasPrefix("age1"), lower.dropFirst(4).contains("1") { return .plugin }
        return nil
    }

    private static func problem(_ fault: Bech32.Fault, text: String) -> AgeError.RecipientProblem {
        guard text.lowercased().hasPrefix("age1") else { return .notARecipient }
        return switch fault {
        case .noSeparator: .notARecipient
        case .mixedCase: .mixedCase
        case .character(let position): .character(position: position)
        case .checksum, .padding: .checksum
        }
    }
}
