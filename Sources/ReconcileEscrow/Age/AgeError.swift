/// Why a recipient cannot be used or a file of age cannot be made or opened. Never repeats a secret.
package enum AgeError: Error, Hashable, Sendable {
    case recipient(RecipientProblem)
    /// Not an `AGE-SECRET-KEY-1…`.
    case identity
    case noRecipients
    /// The header breaks a rule of the format; the text says which.
    case malformedHeader(String)
    /// No stanza is for any of the given identities.
    case noMatch
    /// The header was changed after it was made.
    case headerMAC
    /// The payload is cut, changed or goes on after its end.
    case damagedPayload
    case failed(reason: String)

    package enum RecipientProblem: Hashable, Sendable {
        case secretKey
        case sshKey
        case postQuantum
        case plugin
        case notARecipient
        case upperCase
        case mixedCase
        /// Counted from 1.
        case character(position: Int)
        case checksum
        /// In bytes.
        case length(Int)
        case weakKey
    }
}

extension AgeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .recipient(let problem): problem.description
        case .identity: "this is not a secret key of age (AGE-SECRET-KEY-1…)"
        case .noRecipients: "there is no recipient to encrypt to"
        case .malformedHeader(let rule): "the header is not as age writes it: \(rule)"
        case .noMatch: "none of the keys is one that it was encrypted to"
        case .headerMAC: "the header was changed after it was made"
        case .damagedPayload: "the content is cut short or changed"
        case .failed(let reason): "age encryption failed: \(reason)"
        }
    }
}

extension AgeError.RecipientProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .secretKey: "a secret key (AGE-SECRET-KEY-1…) stands where a recipient must"
        case .sshKey: "an SSH key stands where a recipient of age must: those are not supported"
        case .postQuantum: "recipients with post-quantum keys (age1pq1…) are not supported"
        case .plugin: "recipients of plugins (age1NAME1…) are not supported"
        case .notARecipient: "this is not a recipient of age (age1…)"
        case .upperCase: "the recipient must be in lower case"
        case .mixedCase: "the recipient has both upper and lower case"
        case .character(let position): "character \(position) of the recipient cannot be in one"
        case .checksum: "the recipient is mistyped or cut short: its checksum does not fit"
        case .length(let count): "the recipient holds \(count) bytes, and a key has \(AgeRecipient.keyByteCount)"
        case .weakKey: "the recipient's key protects nothing: everybody could open what is encrypted to it"
        }
    }

    /// One thing that a person can do.
    package var hint: String {
        switch self {
        case .secretKey:
            "`age-keygen -y FILE` prints the recipient that belongs to it; make a new key, as this one has been seen"
        case .sshKey, .postQuantum, .plugin, .notARecipient, .weakKey:
            "`age-keygen -o FILE` makes a key and prints its recipient"
        case .upperCase, .mixedCase, .character, .checksum, .length:
            "copy it again, whole; `age-keygen -y FILE` prints it"
        }
    }
}
