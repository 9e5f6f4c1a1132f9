/// What someone else does to a hosting account, outside the API: every field that is there is set, the others stay.
package struct AccountChange: Hashable, Codable, Sendable {
    package var name: String?
    package var primaryDomain: String?
    package var domains: [String]?
    package var serviceStatus: String?
    package var controlPanel: SimulatedAccount.ControlPanel?
    package var isPaused: Bool?
    /// Sets a password in the control panel, where the API does not see it.
    package var passwordIsSetElsewhere: Bool?
    /// Takes the account away; the other fields then mean nothing.
    package var removed: Bool?

    package init() {}

    package func apply(to account: inout SimulatedAccount) {
        name.map { account.name = $0 }
        primaryDomain.map { account.primaryDomain = $0 }
        domains.map { account.domains = $0 }
        serviceStatus.map { account.serviceStatus = $0 }
        controlPanel.map { account.controlPanel = $0 }
        isPaused.map { account.isPaused = $0 }
        if passwordIsSetElsewhere == true { account.password.sha256 = nil }
    }
}
