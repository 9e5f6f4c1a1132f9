package import ReconcileCore

/// Asks the API for changes.
package struct APIWriter: Sendable {
    private let transport: any WriteTransport
    private let clock: @Sendable () -> WallTime

    /// - Parameters:
    ///   - transport: carries the requests; never asked twice for one `perform`.
    ///   - clock: the wall clock, for dates in answers that carry no `Date` of their own.
    package init(transport: any WriteTransport, clock: @escaping @Sendable () -> WallTime) {
        self.transport = transport
        self.clock = clock
    }

    /// Sends one write and says what became of it. Nothing is retried here: a lost answer leaves the outcome unknown.
    ///
    /// - Parameter password: the body for the password of a hosting account; a change that needs it and has none is not
    ///   sent.
    package func perform(_ request: WriteRequest, password: PasswordBody? = nil) async -> Reply {
        switch request.change {
        case .sshPasswordLogin(let enabled):
            let result = await transport.patch(
                SSHPasswordLoginAPI.stateTarget(of: request.resource),
                body: SSHPasswordLoginAPI.changeBody(enabled: enabled))
            return Reply(result, clock: clock, decode: SSHPasswordLoginAPI.writeAnswer)
        case .hostingPassword:
            guard let password else { return Reply(outcome: .unsent("the password is not at hand")) }
            let target = HostingPasswordAPI.resetTarget(of: request.resource)
            let result = await transport.post(target, body: password.bytes).blanking(password.secret)
            return Reply(result, clock: clock, decode: HostingPasswordAPI.rotationAnswer)
        }
    }
}
