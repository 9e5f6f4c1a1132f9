package import ReconcileCore

/// What the escrow holds of one version of a password, for people who need it without us.
package struct EscrowRecord: Sendable {
    package var account: ResourceID
    /// The account's name as people know it.
    package var name: String
    /// 1, 2, 3 …
    package var version: Int
    package var password: Password
    package var createdAt: WallTime

    package init(account: ResourceID, name: String, version: Int, password: Password, createdAt: WallTime) {
        self.account = account
        self.name = name
        self.version = version
        self.password = password
        self.createdAt = createdAt
    }

    /// The record as one line of JSON, in memory that is cleared.
    package func json() -> SecretMemory {
        let opening =
            #"{"schema": 1, "accountId": \#(JSONString.quoted(account.text)), "name": \#(JSONString.quoted(name)), "#
            + #""version": \#(version), "password": ""#
        let closing = #"", "createdAt": "\#(createdAt.rfc3339)"}"# + "\n"
        return password.withBytes { password in
            var length = opening.utf8.count + closing.utf8.count
            JSONString.write(password) { _ in length += 1 }
            return SecretMemory(byteCount: length) { memory in
                var position = 0
                let put = { (byte: UInt8) in
                    memory[position] = byte
                    position += 1
                }
                opening.utf8.forEach(put)
                JSONString.write(password, put: put)
                closing.utf8.forEach(put)
            }
        }
    }
}
