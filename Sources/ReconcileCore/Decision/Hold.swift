/// Why a wanted write is not made now, or why a verdict cannot be given. A closed list: scripts rely on it.
package enum HoldReason: String, Hashable, CaseIterable, Codable, Sendable {
    case observeMode
    case gate
    case sshKeys
    case notRunning
    case notActive
    case unknownState
    case stale
    case window
    case wave
    case brake
    case paused
    case waived
    case policyConflict
    case backoff
    case rateLimit
    case rejected
    case unverified
    case flapping
    case unauthorized
    case forbidden
    case missing
    case notEligible
    case notDue
    case escrow
    case clock
    case identity
    case ledger

    /// True for what `once` waits for, up to its deadline: it passes by itself, and soon.
    package var passesSoon: Bool {
        switch self {
        case .backoff, .rateLimit, .unverified, .unauthorized: true
        case .observeMode, .gate, .sshKeys, .notRunning, .notActive, .unknownState, .stale, .window, .wave, .brake,
            .paused, .waived, .policyConflict, .rejected, .flapping, .forbidden, .missing, .notEligible, .notDue,
            .escrow, .clock, .identity, .ledger:
            false
        }
    }

    /// True where the resource is as its owner left it on purpose: listed, but nothing outstanding.
    package var excuses: Bool {
        switch self {
        case .waived, .notEligible, .notDue, .notRunning, .notActive: true
        case .observeMode, .gate, .sshKeys, .unknownState, .stale, .window, .wave, .brake, .paused, .policyConflict,
            .backoff, .rateLimit, .rejected, .unverified, .flapping, .unauthorized, .forbidden, .missing, .escrow,
            .clock, .identity, .ledger:
            false
        }
    }
}

/// One reason with what a person needs to know about it.
package struct Hold: Hashable, Codable, Sendable {
    package var reason: HoldReason
    /// A sentence for people: what holds, and where a person must end it, what ends it.
    package var detail: String
    /// The provider's or our own word for it, for scripts.
    package var code: String?
    package var since: WallTime?
    /// When it ends by itself, where that is known.
    package var until: WallTime?

    package init(
        _ reason: HoldReason, _ detail: String, code: String? = nil, since: WallTime? = nil, until: WallTime? = nil
    ) {
        self.reason = reason
        self.detail = detail
        self.code = code
        self.since = since
        self.until = until
    }

    /// The code of a `window` hold on drift that has to be seen for longer.
    static let settling = "settle"
    /// The code of a `wave` hold on what another wave goes before.
    static let turn = "turn"
}
