/// When a policy's resources may be changed: the ranges as they were written, and what they come to in UTC.
///
/// The core knows no time zones: whoever reads the policies works the ranges out, for a while ahead, and does so again
/// long before that while is over. Beyond it nothing is open.
package struct PolicyWindows: Hashable, Codable, Sendable {
    /// Such as `Mon..Fri 09:00-16:00 Europe/Stockholm`, with `!` in front of one that forbids.
    package var texts: [String]
    package var open: OpenTimes
    /// The clocks of the zones that are named, as they go while `open` is known; UTC is not among them.
    package var clocks: [LocalClock]

    package init(texts: [String], open: OpenTimes, clocks: [LocalClock] = []) {
        self.texts = texts
        self.open = open
        self.clocks = clocks
    }

    /// The windows of several policies that govern one resource: all of them must be open together.
    ///
    /// - Returns: `nil` where none of the policies has any.
    package static func merging(_ all: [PolicyWindows]) -> PolicyWindows? {
        guard var merged = all.first else { return nil }
        for windows in all.dropFirst() {
            merged.texts += windows.texts
            merged.open = merged.open.intersection(windows.open)
            merged.clocks += windows.clocks.filter { !merged.clocks.contains($0) }
        }
        return merged
    }

    /// Why nothing may be changed at `now`; `nil` while they are open.
    package func hold(at now: WallTime) -> Hold? {
        if open.stretch(at: now) != nil { return nil }
        if now >= open.end {
            let detail = "Its windows are worked out until \(open.end.rfc3339) only; the service does it again daily."
            return Hold(.window, detail, code: "horizon")
        }
        guard let opening = open.nextOpening(after: now) else {
            return Hold(.window, "No time before \(open.end.rfc3339) lies in all of its windows.", code: "never")
        }
        let local = clocks.map { " (\($0.text(of: opening)))" }.joined()
        return Hold(.window, "Its windows open next at \(opening.rfc3339)\(local).", until: opening)
    }

    /// When one resource of many has its turn after an opening, so that what was held does not start all at once: at a
    /// phase of its own within the first ten minutes, or within the first quarter of a short window.
    ///
    /// - Parameter hash: a number of the resource's own; `nil` for one that goes last.
    /// - Returns: `nil` while they are closed.
    package func turn(at now: WallTime, hash: UInt64?) -> WallTime? {
        guard let stretch = open.stretch(at: now) else { return nil }
        let spread = min(Self.longestSpread, (stretch.end - stretch.start) / 4).milliseconds
        let phase = hash.map { Int64($0 % UInt64(max(1, spread))) } ?? spread
        return stretch.start + .milliseconds(phase)
    }

    /// Long enough that a thousand servers are no herd, short enough that a person who watches the opening sees work.
    package static let longestSpread = Duration.minutes(10)
}
