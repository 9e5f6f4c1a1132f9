/// What one observation means against what is wanted.
package enum Finding: Hashable, Sendable {
    case compliant
    /// It differs; the change would mend it. The code says which of several differences it is, if that needs saying.
    case drifted(Change, code: String?)
    /// It cannot be told, for this reason.
    case unknown(detail: String, code: String?)
    /// It cannot be told and need not be asked again soon, for this reason.
    case undecidable(Hold)
}

/// Whether the provider would carry out a change now, by its own word.
package enum GateState: Hashable, Sendable {
    case open
    case closed(reason: String?, code: String?)
}

/// A condition of ours for a change.
package enum GuardState: Hashable, Sendable {
    case open
    case closed(Hold)
}
