import ReconcileCore

@testable import ReconcileEscrow

extension SecretMemory {
    convenience init(_ bytes: [UInt8]) {
        self.init(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
    }

    var bytes: [UInt8] { withBytes { Array($0) } }
}

/// Two people who can open files.
struct People {
    let anna: AgeIdentity
    let bo: AgeIdentity

    init() throws {
        var generator = SplitMix64(seed: 2)
        anna = try AgeIdentity(using: &generator)
        bo = try AgeIdentity(using: &generator)
    }

    var recipients: [AgeRecipient] { [anna.recipient, bo.recipient] }
}

/// Bytes that look random and are the same in every run.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in generator.next() as UInt8 }
}
