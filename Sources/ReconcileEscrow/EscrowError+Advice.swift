import Glibc

extension EscrowError {
    /// A stable label for fields and metrics.
    package var code: String {
        switch self {
        case .passwordLength: "passwordLength"
        case .noPassword: "noPassword"
        case .notASealingKey: "notASealingKey"
        case .cannotSeal: "cannotSeal"
        case .unknownSealFormat: "unknownSealFormat"
        case .sealBroken: "sealBroken"
        case .insecure: "insecure"
        case .damaged: "damaged"
        case .exists: "exists"
        case .missing: "missing"
        case .notReadBack: "notReadBack"
        case .unusableAccount: "unusableAccount"
        case .file(_, _, let code): code == ENOSPC || code == EDQUOT ? "full" : "unusable"
        case .age: "encryption"
        case .unusableCommand: "unusableCommand"
        case .recordTooLarge: "recordTooLarge"
        case .commandCannotStart: "commandCannotStart"
        case .commandFailed: "commandFailed"
        case .commandOverdue: "commandOverdue"
        }
    }

    /// One thing that a person can do about it, or `nil` where there is none.
    package var hint: String? {
        switch self {
        case .passwordLength: "set `generate.length` to a length that the provider takes"
        case .noPassword: "set a larger `generate.length`"
        case .notASealingKey: "make one with `head -c 32 /dev/urandom`; 64 hexadecimal digits or base64 will do, too"
        case .unknownSealFormat: "install the newer version of reconciled again"
        case .sealBroken: "bring back the key that it was sealed with; its copy in the escrow opens in any case"
        case .insecure(_, _, let hint): hint
        case .damaged: "bring it back from a copy"
        case .exists: "find out what it holds before you move it away; it may be the only copy"
        case .missing: "bring it back from a copy; `reconciled escrow list` shows what is there"
        case .notReadBack: "check the disk; nothing was sent to the provider"
        case .file(_, _, let code): Self.hint(errno: code)
        case .age(.recipient(let problem)): problem.hint
        case .unusableCommand: "name the program by its whole path, then its arguments, one string each"
        case .commandCannotStart: "check that the file is there and may be run by this user"
        case .commandFailed, .commandOverdue:
            "run it by hand with `{}` on its standard input; it must exit with 0 once the record is safe"
        case .cannotSeal, .unusableAccount, .age, .recordTooLarge: nil
        }
    }

    private static func hint(errno code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "free some space; work goes on by itself"
        case EROFS: "mount it for writing"
        case ENOENT: "make the directory above it, or set `escrow.directory`"
        case ENOTDIR: "something else has the name of a directory here; move it away"
        case EACCES, EPERM: "it must belong to the user that the service runs as"
        default: "check the file, its owner and its disk"
        }
    }
}
