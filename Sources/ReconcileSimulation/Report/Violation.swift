package import ReconcileCore

/// One thing that a client should not have done.
package struct Violation: Hashable, Codable, Sendable {
    package var at: WallTime
    package var kind: Kind
    /// The id of the guest or the hosting account, where it is about one.
    package var guest: String?
    /// Method and target.
    package var request: String
    /// What was wrong, for people.
    package var detail: String

    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// No read of the guest was answered in the last minute.
        case writeWithoutFreshRead
        /// No read of the guest was begun since the write before.
        case writeWithoutReadBetween
        /// The newest read did not show the gate open.
        case writeAgainstClosedGate
        /// The newest read did not show whether login is enabled.
        case writeOnUnknownState
        /// A write to the same guest or account was not answered yet.
        case writeWhileInFlight
        /// Another password for an account although an earlier one may be in force, as its answer was lost or said
        /// nothing.
        case anotherPasswordWhileOpen
        /// The body has a key that the API does not know.
        case unknownBodyKey
        case wrongScope
        case unauthenticated
        /// Sent though a 429 had asked for silence.
        case duringRetryAfter
        case missingUserAgent
    }
}
