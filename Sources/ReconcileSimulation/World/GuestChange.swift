/// What someone else does to a guest, outside the API: every field that is there is set, the others stay.
package struct GuestChange: Hashable, Codable, Sendable {
    package var name: String?
    package var address: String?
    package var serviceStatus: String?
    package var powerState: String?
    package var tags: [String]?
    package var keys: [String]?
    package var permitRootLogin: String?
    package var passwordAuthentication: String?
    package var hasAgent: Bool?
    package var hasPendingOrder: Bool?
    package var source: String?
    /// Takes the guest off the account; the other fields then mean nothing.
    package var removed: Bool?

    package init() {}

    /// Someone switches password login back on by hand: the drift this is all about.
    package static let reopen: Self = {
        var change = Self()
        change.permitRootLogin = "yes"
        change.passwordAuthentication = "yes"
        return change
    }()

    /// True where sshd or its keys change, and not only what the provider says of the guest.
    package var concernsLogin: Bool {
        keys != nil || permitRootLogin != nil || passwordAuthentication != nil
    }

    package func apply(to guest: inout SimulatedGuest) {
        name.map { guest.name = $0 }
        address.map { guest.address = $0 }
        serviceStatus.map { guest.serviceStatus = $0 }
        powerState.map { guest.powerState = $0 }
        tags.map { guest.tags = $0 }
        keys.map { guest.login.keys = $0 }
        permitRootLogin.map { guest.login.permitRootLogin = $0 }
        passwordAuthentication.map { guest.login.passwordAuthentication = $0 }
        hasAgent.map { guest.hasAgent = $0 }
        hasPendingOrder.map { guest.hasPendingOrder = $0 }
        source.map { guest.source = $0 }
    }
}
