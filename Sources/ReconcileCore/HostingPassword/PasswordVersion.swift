/// Names one password that we made for one account. The core names versions and never sees a password.
package struct PasswordVersion: Hashable, Comparable, Codable, Sendable {
    package var account: ResourceID
    /// From 1, in the order in which they were made.
    package var number: Int

    package init(account: ResourceID, number: Int) {
        self.account = account
        self.number = number
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.account, left.number) < (right.account, right.number)
    }
}

/// What is to be done with one version by those who may see it.
package enum EscrowOrder: Hashable, Sendable {
    /// Make the password and seal it; answer with `EscrowAnswer.sealed`. It contains none of `words`.
    case seal(PasswordVersion, length: Int, avoiding: [String])
    /// Hand it to those who can open it, look that it is there, and answer with `EscrowAnswer.deposited`.
    case deposit(PasswordVersion, Deposit)
    /// It is the account's password now: mark it, and answer with `EscrowAnswer.marked`.
    case promote(PasswordVersion)
    /// It never was and never will be: mark it, and answer with `EscrowAnswer.marked`.
    case refuse(PasswordVersion)
    /// Its sealed form is not needed any more. No answer.
    case erase(PasswordVersion)

    package var version: PasswordVersion {
        switch self {
        case .seal(let version, _, _): version
        case .deposit(let version, _), .promote(let version), .refuse(let version), .erase(let version): version
        }
    }

    package struct Deposit: Hashable, Sendable {
        package var target: EscrowTarget
        /// The account's name, for whoever opens it.
        package var name: String
        /// When the password was made.
        package var madeAt: WallTime
        /// False where it may have been sent already: then nothing that lies there is replaced by anything else.
        package var isNew: Bool
        /// What an earlier process handed over: then it is only looked at, if it is still there.
        package var before: Rotation.Version.Deposit?

        package init(
            target: EscrowTarget, name: String, madeAt: WallTime, isNew: Bool, before: Rotation.Version.Deposit?
        ) {
            self.target = target
            self.name = name
            self.madeAt = madeAt
            self.isNew = isNew
            self.before = before
        }
    }
}

/// What became of an order.
package enum EscrowAnswer: Hashable, Sendable {
    /// The SHA-256 of the sealed password, in lower-case hexadecimal.
    case sealed(sha256: String)
    /// The SHA-256 of what lies in the escrow; `nil` where a command took it.
    case deposited(sha256: String?)
    /// The version is marked as `promote` or `refuse` said.
    case marked
    /// It could not be done; a sentence for the person who must act.
    case failed(String)
}
