import Glibc
package import ReconcileCore

/// Why a password could not be made, sealed or put into escrow. Each says what to do about it, and none shows a secret.
package enum EscrowError: Error, Hashable, Sendable {
    case passwordLength(Int)
    case noPassword(length: Int, tries: Int)
    case notASealingKey(credential: String)
    case cannotSeal(account: ResourceID, version: Int, reason: String)
    /// Sealed by a newer program, or not by this one at all.
    case unknownSealFormat(account: ResourceID, version: Int)
    /// Key, context or a byte is another than when it was sealed.
    case sealBroken(account: ResourceID, version: Int)
    /// A file that others could have read or put there.
    case insecure(path: String, problem: String, hint: String)
    /// The file is not what it was made as.
    case damaged(path: String, problem: String)
    /// Something has the name already, and may be needed: it is never written over.
    case exists(path: String)
    case missing(path: String)
    /// What was written did not come back when it was read.
    case notReadBack(path: String)
    case unusableAccount(ResourceID)
    /// A call to the system failed, with its `errno`.
    case file(attempt: Attempt, path: String, code: Int32)
    case age(AgeError)
    case unusableCommand(problem: String)
    /// The record has more bytes than can be handed to a command at once.
    case recordTooLarge(byteCount: Int)
    case commandCannotStart(program: String, code: Int32)
    case commandFailed(program: String, ending: String)
    case commandOverdue(program: String, limit: Duration)

    package enum Attempt: String, Sendable {
        case make
        case read
        case write
        case sync = "force to disk"
        case place = "put into place"
        case remove
        case start = "hand a record over through"
    }
}

extension EscrowError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .passwordLength(let length):
            "cannot make passwords of \(length) characters: the provider takes "
                + "\(PasswordGenerator.lengths.lowerBound) to \(PasswordGenerator.lengths.upperBound)"
        case .noPassword(let length, let tries):
            "cannot make a password of \(length) characters: each of \(tries) tries held a name of the account"
        case .notASealingKey(let credential):
            "cannot use the credential '\(credential)': it is not a key of \(SealingKey.byteCount) bytes"
        case .cannotSeal(let account, let version, let reason):
            "cannot seal version \(version) of the password of '\(account)': \(reason)"
        case .unknownSealFormat(let account, let version):
            "cannot open version \(version) of the password of '\(account)': it is sealed in an unknown format"
        case .sealBroken(let account, let version):
            "cannot open version \(version) of the password of '\(account)': it was sealed with another key or changed"
        case .insecure(let path, let problem, _), .damaged(let path, let problem):
            "cannot use '\(path)': \(problem)"
        case .exists(let path):
            "cannot write '\(path)': it is there already, and is never written over"
        case .missing(let path):
            "cannot use '\(path)': it is missing"
        case .notReadBack(let path):
            "cannot rely on '\(path)': what was read back is not what was written"
        case .unusableAccount(let account):
            "cannot name a folder after the account '\(account)': its id is empty or too long"
        case .file(let attempt, let path, let code):
            "cannot \(attempt.rawValue) '\(path)': \(String(cString: strerror(code)))"
        case .age(let error):
            "cannot encrypt for the escrow: \(error)"
        case .unusableCommand(let problem):
            "cannot use the escrow command: \(problem)"
        case .recordTooLarge(let count):
            "cannot hand the record to the escrow command: it has \(count) bytes and may have "
                + "\(EscrowCommand.inputByteLimit)"
        case .commandCannotStart(let program, let code):
            "cannot start the escrow command '\(program)': \(String(cString: strerror(code)))"
        case .commandFailed(let program, let ending):
            "the escrow command '\(program)' failed: \(ending)"
        case .commandOverdue(let program, let limit):
            "the escrow command '\(program)' was killed: it did not end within \(limit.components.seconds) s"
        }
    }
}
