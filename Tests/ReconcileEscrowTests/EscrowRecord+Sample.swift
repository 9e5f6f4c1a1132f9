import ReconcileCore

@testable import ReconcileEscrow

extension Password {
    convenience init(_ text: String) {
        self.init(SecretMemory(Array(text.utf8)))
    }

    /// Only tests may make text of it.
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension EscrowRecord {
    static func sample(
        account: String = "acct_01", name: String = "www.example.com", version: Int = 1, password: String = "Abc1"
    ) -> EscrowRecord {
        EscrowRecord(
            account: ResourceID(account), name: name, version: version, password: Password(password),
            createdAt: WallTime(millisecondsSince1970: 1_795_262_400_000))
    }
}
