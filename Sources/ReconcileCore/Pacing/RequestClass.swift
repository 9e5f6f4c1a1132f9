/// What a request is for, the most urgent first.
package enum RequestClass: Int, Hashable, Comparable, CaseIterable, Codable, Sendable {
    /// A read that shows whether a write took.
    case confirm
    case write
    /// A read of a resource about to be written, whose last read is too old.
    case driftedReread
    /// A read that a person asked for.
    case now
    /// The first read of a resource.
    case firstLook
    /// A read on schedule.
    case routine
    /// A page of a list.
    case inventory

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }

    /// True for what may use the one slot that is kept free of everything else.
    var mayUseReservedSlot: Bool {
        switch self {
        case .confirm, .write: true
        case .driftedReread, .now, .firstLook, .routine, .inventory: false
        }
    }

    /// True for a write, and for the reads before and after it.
    var leadsToWrite: Bool {
        switch self {
        case .confirm, .write, .driftedReread: true
        case .now, .firstLook, .routine, .inventory: false
        }
    }
}
