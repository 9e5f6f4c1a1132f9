/// What an engine is told at its birth and never again.
package struct EngineConfiguration: Sendable {
    package var mode: Mode
    package var settings: Settings
    /// The only source of chance: jitter.
    package var seed: UInt64
    /// The addresses of this machine: its own server is changed last, and never as the first of a text.
    package var localAddresses: Set<IPAddress>
    /// True where the token came as a systemd credential, which cannot change while the process lives.
    package var tokenIsSnapshot: Bool
    /// The one resource to deal with; `nil` for all.
    package var only: ResourceID?
    /// Why the ledger cannot be trusted, where it cannot: nothing is written then.
    package var ledgerDistrust: String?

    package init(
        mode: Mode, settings: Settings, seed: UInt64, localAddresses: Set<IPAddress> = [],
        tokenIsSnapshot: Bool = false, only: ResourceID? = nil, ledgerDistrust: String? = nil
    ) {
        self.mode = mode
        self.settings = settings
        self.seed = seed
        self.localAddresses = localAddresses
        self.tokenIsSnapshot = tokenIsSnapshot
        self.only = only
        self.ledgerDistrust = ledgerDistrust
    }

    package enum Mode: Hashable, Sendable {
        /// Goes on until it is stopped.
        case service
        /// Ends when all is settled, at the latest after this time.
        case once(patience: Duration)
        /// As `once`, but writes nothing, neither to the API nor to the ledger.
        case plan(patience: Duration)

        /// How long it may wait before it ends; `nil` where it does not end by itself.
        var patience: Duration? {
            switch self {
            case .service: nil
            case .once(let patience), .plan(let patience): patience
            }
        }

        package var writes: Bool {
            switch self {
            case .service, .once: true
            case .plan: false
            }
        }
    }
}
