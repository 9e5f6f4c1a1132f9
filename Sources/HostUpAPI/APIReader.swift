package import ReconcileCore

/// Asks the API for what changes nothing. Holds no way to write, so whoever has only this cannot.
package struct APIReader: Sendable {
    private let transport: any ReadTransport
    private let clock: @Sendable () -> WallTime

    /// - Parameters:
    ///   - transport: carries the requests; never asked twice for one `perform`.
    ///   - clock: the wall clock, for dates in answers that carry no `Date` of their own.
    package init(transport: any ReadTransport, clock: @escaping @Sendable () -> WallTime) {
        self.transport = transport
        self.clock = clock
    }

    /// Sends one request and says what became of it. Nothing is retried here: when to try again is decided elsewhere.
    package func perform(_ request: ReadRequest) async -> Reply {
        switch request {
        case .list(.sshPasswordLogin, let cursor, let limit):
            let result = await transport.get(SSHPasswordLoginAPI.listTarget(cursor: cursor, limit: limit))
            return Reply(result, clock: clock, decode: SSHPasswordLoginAPI.page)
        case .state(.sshPasswordLogin, let id):
            let result = await transport.get(SSHPasswordLoginAPI.stateTarget(of: id))
            return Reply(result, clock: clock, decode: SSHPasswordLoginAPI.observation)
        case .list(.hostingPassword, let cursor, let limit):
            let result = await transport.get(HostingPasswordAPI.listTarget(cursor: cursor, limit: limit))
            return Reply(result, clock: clock, decode: HostingPasswordAPI.page)
        case .state(.hostingPassword, let id):
            let result = await transport.get(HostingPasswordAPI.accountTarget(of: id))
            return Reply(result, clock: clock) { HostingPasswordAPI.observation(from: $0, at: clock()) }
        }
    }
}
