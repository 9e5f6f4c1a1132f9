import ReconcileCore
import ReconcileStore

/// Lays what is known of one resource along a span.
///
/// From the strongest: a time is open where looks showed drift or the ledger proves it, and where looks gave any answer
/// while a waiver held the door open. It is compliant where looks showed that and the ledger knows of no drift.
/// Everything else is not observed.
struct EvidenceTimeline {
    let span: EvidenceSpan
    private var edges: [Edge] = []
    private var looks: [Look] = []

    /// What may cover a time.
    private enum Layer: Int, CaseIterable {
        case drifted
        case unknown
        case compliant
        /// The ledger has drift open that no later look has shown to be over.
        case drift
        /// A waiver wants the door open.
        case opening
    }

    private struct Edge {
        var at: WallTime
        var layer: Layer
        var step: Int
    }

    /// What looks showed from a time on, or at it.
    private struct Look {
        var at: WallTime
        var verdict: Verdict
        var count: Int
    }

    /// - Parameters:
    ///   - intervals: what looks showed, in any order.
    ///   - ledger: what the ledger proves of the same resource.
    static func stretches(
        _ intervals: [EvidenceInterval], _ ledger: LedgerEvidence.Story, over span: EvidenceSpan
    ) -> [EvidenceStretch] {
        var timeline = EvidenceTimeline(span: span)
        for interval in intervals { timeline.add(interval) }
        for drift in ledger.drifts { timeline.add(drift, seenIn: intervals) }
        for opening in ledger.openings { timeline.cover(.opening, opening.from, opening.to ?? span.until) }
        return timeline.walk()
    }

    private init(span: EvidenceSpan) {
        self.span = span
    }

    // MARK: What is known

    private mutating func add(_ interval: EvidenceInterval) {
        guard interval.last >= span.since, interval.first <= span.until else { return }
        let layer: Layer =
            switch interval.verdict {
            case .compliant: .compliant
            case .drifted: .drifted
            case .unknown: .unknown
            }
        cover(layer, interval.first, interval.last)
        looks.append(Look(at: max(interval.first, span.since), verdict: interval.verdict, count: interval.reads))
    }

    /// The row itself is a look. Drift that our own change ended lasted until our read showed so; drift that ended
    /// otherwise was last seen by the last look.
    private mutating func add(_ drift: LedgerEvidence.DriftSpell, seenIn intervals: [EvidenceInterval]) {
        let end = drift.to ?? span.until
        guard end >= span.since, drift.from <= span.until else { return }
        cover(.drift, drift.from, end)
        if span.since <= drift.from { looks.append(Look(at: drift.from, verdict: .drifted, count: 0)) }
        guard drift.wasRepaired else { return }
        let seen = intervals.lazy.filter { $0.verdict == .drifted && $0.first <= end && $0.last >= drift.from }
        cover(.drifted, max(drift.from, min(seen.map(\.last).max() ?? drift.from, end)), end)
    }

    private mutating func cover(_ layer: Layer, _ from: WallTime, _ to: WallTime) {
        let first = max(from, span.since)
        let last = min(to, span.until)
        guard first < last else { return }
        edges.append(Edge(at: first, layer: layer, step: 1))
        edges.append(Edge(at: last, layer: layer, step: -1))
    }

    // MARK: The walk along the span

    private func walk() -> [EvidenceStretch] {
        let edges = edges.sorted { $0.at < $1.at }
        let looks = looks.sorted { $0.at < $1.at }
        let times = Set(edges.map(\.at) + looks.map(\.at) + [span.since, span.until]).sorted()
        var depth = [Int](repeating: 0, count: Layer.allCases.count)
        var (nextEdge, nextLook) = (0, 0)
        var stretches: [EvidenceStretch] = []
        for (index, time) in times.enumerated() {
            let isOpened = depth[Layer.opening.rawValue] > 0
            while nextEdge < edges.count, edges[nextEdge].at == time {
                depth[edges[nextEdge].layer.rawValue] += edges[nextEdge].step
                nextEdge += 1
            }
            let firstLook = nextLook
            while nextLook < looks.count, looks[nextLook].at == time { nextLook += 1 }
            let following = index + 1 < times.count ? Self.state(depth) : nil
            add(
                looks[firstLook..<nextLook], at: time, to: &stretches, following: following,
                depth: depth,
                isOpened: isOpened || depth[Layer.opening.rawValue] > 0)
            if let following, index + 1 < times.count {
                append(EvidenceStretch(state: following, from: time, to: times[index + 1], looks: 0), to: &stretches)
            }
        }
        return stretches
    }

    private static func state(_ depth: [Int]) -> EvidenceState {
        let covers = { (layer: Layer) in depth[layer.rawValue] > 0 }
        if covers(.drifted) { return .open }
        if covers(.unknown) || !covers(.compliant) { return .notObserved }
        if covers(.opening) { return .open }
        return covers(.drift) ? .notObserved : .compliant
    }

    /// Puts single looks where no stretch of their state begins or goes on. One that something stronger covers is left
    /// out.
    private func add(
        _ looks: ArraySlice<Look>, at time: WallTime, to stretches: inout [EvidenceStretch],
        following: EvidenceState?, depth: [Int], isOpened: Bool
    ) {
        // The state that goes on from here comes last, and its stretch takes over the looks.
        let states = EvidenceState.allCases.filter { $0 != following } + (following.map { [$0] } ?? [])
        for state in states {
            let showing = looks.filter { Self.state($0.verdict, isOpened: isOpened) == state }
            guard !showing.isEmpty, !Self.hides(state, depth) else { continue }
            let count = showing.map(\.count).reduce(0, +)
            append(EvidenceStretch(state: state, from: time, to: time, looks: count), to: &stretches)
        }
    }

    private static func hides(_ state: EvidenceState, _ depth: [Int]) -> Bool {
        let stronger: [Layer] =
            switch state {
            case .open: []
            case .notObserved: [.drifted]
            // The ledger is proof against a look that says otherwise.
            case .compliant: [.drifted, .unknown, .drift]
            }
        return stronger.contains { depth[$0.rawValue] > 0 }
    }

    private static func state(_ verdict: Verdict, isOpened: Bool) -> EvidenceState {
        switch verdict {
        case .compliant: isOpened ? .open : .compliant
        case .drifted: .open
        case .unknown: .notObserved
        }
    }

    private func append(_ stretch: EvidenceStretch, to stretches: inout [EvidenceStretch]) {
        guard let last = stretches.last, last.state == stretch.state, last.to == stretch.from else {
            stretches.append(stretch)
            return
        }
        stretches[stretches.count - 1].to = stretch.to
        stretches[stretches.count - 1].looks += stretch.looks
    }
}
