import CSystemd

/// Tells systemd how the service is, by the protocol of sd_notify(3).
///
/// Without `$NOTIFY_SOCKET` nothing is sent. A failure to send is ignored on purpose: the manager may be restarting,
/// and a service that ends because it could not praise itself helps nobody.
package struct ServiceNotifier: Sendable {
    /// The longest status, in bytes. systemd 252 drops a whole message of more than 4096 bytes, and a line of half of
    /// that is already more than anybody reads.
    package static let statusByteLimit = 2048

    private let send: @Sendable (String) -> Void
    private let monotonicMicroseconds: @Sendable () -> UInt64

    /// A notifier that sends to `$NOTIFY_SOCKET`.
    package init() {
        self.init(
            send: { message in _ = sd_notify(0, message) },
            monotonicMicroseconds: BootClock.monotonicMicroseconds)
    }

    /// - Parameters:
    ///   - send: carries one datagram: assignments, one to a line.
    ///   - monotonicMicroseconds: reads `CLOCK_MONOTONIC`.
    init(
        send: @escaping @Sendable (String) -> Void,
        monotonicMicroseconds: @escaping @Sendable () -> UInt64
    ) {
        self.send = send
        self.monotonicMicroseconds = monotonicMicroseconds
    }

    /// Ends the start or the reload: configuration, policies, state and credential are good.
    package func ready() {
        send("READY=1")
    }

    /// Shows one line in `systemctl status`; line breaks become spaces, what is too long is cut.
    ///
    /// Ask a `StatusLimiter` first.
    package func status(_ line: String) {
        send("STATUS=\(line.onOneLine.prefix(fittingBytes: Self.statusByteLimit))")
    }

    /// Begins a reload; `ready()` ends it, also when the new configuration was refused.
    ///
    /// systemd wants the time in the same datagram, to tell this reload from an earlier one.
    package func reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())")
    }

    /// Begins the end of the service, which a write under way may hold up.
    ///
    /// - Parameter duration: how long the end may take, counted from now; the unit's own time-out is never shortened.
    package func stopping(within duration: Duration) {
        send("STOPPING=1\nEXTEND_TIMEOUT_USEC=\(max(0, duration.wholeMicroseconds))")
    }

    /// Proves that the main loop moves: call it after a completed step, never from a timer.
    package func watchdog() {
        send("WATCHDOG=1")
    }

    /// Asks to be treated as hung at once, after a broken invariant.
    package func watchdogTrigger() {
        send("WATCHDOG=trigger")
    }

    /// How long the main loop may be silent before systemd kills the service: `$WATCHDOG_USEC`, if `$WATCHDOG_PID` is
    /// this process or not set. Call `watchdog()` at least twice in that time. `nil`: nobody watches.
    package static func watchdogInterval() -> Duration? {
        var microseconds: UInt64 = 0
        // A malformed variable is a negative result, and then nobody watches either.
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
