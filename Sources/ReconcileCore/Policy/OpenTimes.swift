/// When something may be changed: half-open stretches of time, in order, none touching the next.
package struct OpenTimes: Hashable, Codable, Sendable {
    package private(set) var stretches: [Stretch]
    /// Nothing is known of the time from here on, so nothing is open then.
    package let end: WallTime

    /// From `start` on, and no longer at `end`.
    package struct Stretch: Hashable, Codable, Sendable {
        package var start: WallTime
        package var end: WallTime

        package init(start: WallTime, end: WallTime) {
            self.start = start
            self.end = end
        }
    }

    /// - Parameter stretches: in any order; those that overlap or touch become one.
    package init(_ stretches: some Sequence<Stretch>, end: WallTime) {
        self.end = end
        self.stretches = []
        for stretch in stretches.sorted(by: { $0.start < $1.start }) where stretch.start < stretch.end {
            if let last = self.stretches.last, stretch.start <= last.end {
                self.stretches[self.stretches.count - 1].end = max(last.end, stretch.end)
            } else {
                self.stretches.append(stretch)
            }
        }
    }

    /// The stretch that `now` lies in; `nil` where it is closed.
    package func stretch(at now: WallTime) -> Stretch? {
        guard let index = firstEnding(after: now), stretches[index].start <= now else { return nil }
        return stretches[index]
    }

    /// When it opens next after `now`; `nil` where that is not known.
    package func nextOpening(after now: WallTime) -> WallTime? {
        guard let index = firstEnding(after: now) else { return nil }
        if stretches[index].start > now { return stretches[index].start }
        return index + 1 < stretches.count ? stretches[index + 1].start : nil
    }

    /// What is open in both.
    package func intersection(_ other: Self) -> Self {
        var common: [Stretch] = []
        var (mine, theirs) = (stretches[...], other.stretches[...])
        while let left = mine.first, let right = theirs.first {
            let start = max(left.start, right.start)
            let end = min(left.end, right.end)
            if start < end { common.append(Stretch(start: start, end: end)) }
            if left.end <= right.end { mine.removeFirst() } else { theirs.removeFirst() }
        }
        return Self(common, end: min(end, other.end))
    }

    /// What is open here and not in `other`.
    package func subtracting(_ other: Self) -> Self {
        var rest: [Stretch] = []
        var holes = other.stretches[...]
        for stretch in stretches {
            var start = stretch.start
            while let hole = holes.first, hole.start < stretch.end {
                if hole.start > start { rest.append(Stretch(start: start, end: hole.start)) }
                start = max(start, hole.end)
                // It may reach into the next stretch.
                if hole.end > stretch.end { break }
                holes.removeFirst()
            }
            if start < stretch.end { rest.append(Stretch(start: start, end: stretch.end)) }
        }
        return Self(rest, end: end)
    }

    private func firstEnding(after now: WallTime) -> Int? {
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].end > now { high = middle } else { low = middle + 1 }
        }
        return low < stretches.count ? low : nil
    }
}
