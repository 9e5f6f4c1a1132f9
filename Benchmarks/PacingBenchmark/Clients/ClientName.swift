/// How many requests every client may have under way at once.
package let clientConcurrency = 8

/// The clients that are compared, in the order of the tables.
package enum ClientName: String, CaseIterable, Sendable {
    case ours
    case gate
    case serial
    case aws
    case clientGo = "client-go"
    case aimd
    case sre

    /// As tables and the plot write it.
    package var title: String {
        switch self {
        case .ours: "reconciled"
        case .gate: "global gate"
        case .serial: "serial gate"
        case .aws: "AWS adaptive"
        case .clientGo: "client-go"
        case .aimd: "AIMD"
        case .sre: "Google SRE"
        }
    }

    package func make(seed: UInt64) -> any PacingClient {
        switch self {
        case .ours: OurClient(seed: seed)
        case .gate: GateClient(seed: seed)
        case .serial: GateClient(seed: seed, isSerial: true)
        case .aws: AWSAdaptiveClient(seed: seed)
        case .clientGo: ClientGoClient(seed: seed)
        case .aimd: AdditiveIncreaseClient(seed: seed)
        case .sre: SREClient(seed: seed)
        }
    }
}
