import ReconcileCore
import ReconcileEscrow

/// What age made or people wrote for it: files that lie in an escrow, and recipients that policies name.
enum AgeChecks {
    static func checkFile(_ input: [UInt8]) throws(BrokenPromise) {
        guard let count = try? AgeFile.recipientCount(of: input) else { return }
        try promise((0...input.count).contains(count), "each recipient takes more than a byte")
        // A header that can be read says no more than it is: without a key nothing is opened.
        try promise((try? AgeFile.decrypt(input, with: [])) == nil, "nobody's key opens nothing")
    }

    static func checkRecipient(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self), let recipient = try? AgeRecipientText(text) else {
            return
        }
        try promise(recipient.publicKey.count == 32, "a public key has 32 bytes")
        try promise(recipient.text == text.lowercased(), "it is written in lower case")
        try promiseEqual(try? AgeRecipientText(recipient.text), recipient, "the recipient, read again")
        try promise(!text.lowercased().contains("secret"), "a secret key is no recipient")
    }
}
