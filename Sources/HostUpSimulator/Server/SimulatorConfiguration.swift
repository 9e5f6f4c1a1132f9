package import ReconcileSimulation

/// What a simulator behind a socket is started with.
package struct SimulatorConfiguration: Sendable {
    package var api: SimulatedAPIConfiguration
    package var guests: [SimulatedGuest]
    package var accounts: [SimulatedAccount]
    /// So many of the guests that run are backed by a real OpenSSH server each.
    package var sshdGuests: Int
    /// On the loopback interface; 0 takes one that is free.
    package var port: Int

    package init(
        api: SimulatedAPIConfiguration, guests: [SimulatedGuest], accounts: [SimulatedAccount] = [],
        sshdGuests: Int = 0, port: Int = 0
    ) {
        self.api = api
        self.guests = guests
        self.accounts = accounts
        self.sshdGuests = sshdGuests
        self.port = port
    }

    /// The first guests of the list in which an sshd makes sense.
    var backedBySSHD: [SimulatedGuest] {
        Array(guests.lazy.filter { $0.isReachable && $0.serviceStatus == "active" }.prefix(sshdGuests))
    }
}
