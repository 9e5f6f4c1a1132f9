import Foundation
import Glibc
import ReconcileCore

/// The folder of an account in the escrow. An id may be anything, so what could mean something in a path is encoded.
enum AccountFolder {
    /// Letters, digits, `_` and `-` stand for themselves, every other byte of UTF-8 as `%` and two hexadecimal digits.
    ///
    /// - Throws: `EscrowError.unusableAccount` for an id that is empty or too long for a file system.
    static func name(for account: ResourceID) throws(EscrowError) -> String {
        let name = encoded(account.text)
        guard !name.isEmpty, name.utf8.count <= Int(NAME_MAX) else { throw .unusableAccount(account) }
        return name
    }

    /// - Returns: `nil` for a name that is no account's.
    static func account(named name: String) -> ResourceID? {
        guard let text = name.removingPercentEncoding, !text.isEmpty, encoded(text) == name else { return nil }
        return ResourceID(text)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let sign = Character(UnicodeScalar(byte))
            if sign.isASCII, sign.isLetter || sign.isNumber || sign == "_" || sign == "-" { return String(sign) }
            let digits = String(byte, radix: 16, uppercase: true)
            return (digits.count == 1 ? "%0" : "%") + digits
        }.joined()
    }
}
