import ReconcileCore

@testable import ReconcileSimulation

extension World {
    static let shop = "acct_00000000000000000000000001"
    /// Good by every rule, and the SHA-256 that `sha256sum` prints for it.
    static let password = "Kx7mQ2vRt9Lw4Zb8"
    static let sha256 = "c64d0f814c28cc49f4f3766f07e070bde7faa3c4a4d91ef55aea32749f92e615"
    static let otherPassword = "Hn5cW8pJd3Gf6Ys1"
    static let otherSHA256 = "2ff36ed2c54bc06c209a377015380e47a4cdaef44e8c331a09fbe273dc8faf34"

    /// An account named `shop.example.com`, alone, or those that are given.
    init(
        accounts: [SimulatedAccount], _ configure: (inout SimulatedAPIConfiguration) -> Void = { _ in }
    ) {
        self.init(guests: [], configure)
        for account in accounts.reversed() { api.add(account) }
    }

    /// A world of one account in which one fault befalls every request that it can.
    init(accountWith fault: Fault) {
        self.init(accounts: [.shop()]) { $0.faults = [FaultRule(fault)] }
    }

    mutating func listAccounts(_ query: String = "") -> Answer {
        send("GET", "/shared-hosting\(query)")
    }

    mutating func readAccount(_ account: String = shop) -> Answer {
        send("GET", "/shared-hosting/\(account)")
    }

    mutating func reset(_ password: String = password, _ account: String = shop) -> Answer {
        send("POST", "/shared-hosting/\(account)/actions/reset-password", #"{"newPassword":"\#(password)"}"#)
    }

    /// The SHA-256 of the password in force in the one account.
    var passwordInForce: String? { report.account("shop.example.com")?.passwordSHA256 }
}

extension SimulatedAccount {
    static func shop(_ change: (inout SimulatedAccount) -> Void = { _ in }) -> SimulatedAccount {
        var account = SimulatedAccount(
            id: World.shop, name: "shop.example.com", primaryDomain: "shop.example.com",
            domains: ["shop.example.com", "shop.example.net"], username: "shop")
        change(&account)
        return account
    }

    /// `count` accounts named `n-0`, `n-1` …
    static func numbered(_ count: Int) -> [SimulatedAccount] {
        (0..<count).map { index in
            SimulatedAccount(
                id: "acct_\(index)", name: "n-\(index)", primaryDomain: "n-\(index).example.com", username: "n\(index)")
        }
    }
}
