/// Where new passwords go so that people can get at them.
package enum EscrowTarget: Hashable, Sendable {
    /// Files that each of these can open.
    case recipients([AgeRecipient])
    /// A program and its arguments, handed each record.
    case command([String])

    /// Names the target, in 64 hexadecimal digits: a proof that somebody could open the escrow is for this one alone.
    /// The order of recipients and repeated ones do not matter.
    package var fingerprint: String {
        switch self {
        case .recipients(let recipients): Self.digest(of: ["recipients"] + Set(recipients.map(\.text)).sorted())
        case .command(let words): Self.digest(of: ["command"] + words)
        }
    }

    /// A netstring for each field, so that no two lists give the same bytes (https://cr.yp.to/proto/netstrings.txt).
    private static func digest(of fields: [String]) -> String {
        Digest.hexadecimal(of: fields.flatMap { Array("\($0.utf8.count):\($0),".utf8) })
    }
}
