import ReconcileCore

/// A time line as SVG. Height and pattern tell the states apart, colour only repeats it: compliant is a thin line, open
/// a full block, not observed a hatched band.
struct TimelineDrawing {
    let span: EvidenceSpan

    /// Tenths of the drawing's units across the whole span.
    private static let width: Int64 = 10_000
    /// What is open is never too narrow to be seen, however short it was.
    private static let narrowestOpen: Int64 = 40
    /// A single compliant look is a tick.
    private static let narrowestCompliant: Int64 = 25

    /// The hatching, once for all drawings of a page.
    static let patterns: HTML = """
        <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>\
        <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
        <rect class="hatch-ground" width="7" height="7"/><rect class="hatch-line" width="2" height="7"/>\
        </pattern></defs></svg>

        """

    /// The time line of one resource.
    ///
    /// - Parameter label: the same in words.
    func svg(_ stretches: [EvidenceStretch], label: String) -> HTML {
        // What is open is drawn last, over what stands close to it, and single looks over what was not observed.
        let drawn = [EvidenceState.notObserved, .compliant, .open].flatMap { state in
            stretches.filter { $0.state == state }
        }
        return """
            <svg class="line" role="img" aria-label="\(label)" viewBox="0 0 1000 28" preserveAspectRatio="none">\
            <path class="tick" d="M250 0V28M500 0V28M750 0V28"/>\(drawn.map(shape))</svg>
            """
    }

    /// A state by itself, for the legend.
    static func sample(_ state: EvidenceState) -> HTML {
        """
        <svg class="sample" aria-hidden="true" focusable="false" viewBox="0 0 40 28">\
        \(rectangle(state, x: 0, width: 400))</svg>
        """
    }

    private func shape(_ stretch: EvidenceStretch) -> HTML {
        let from = position(stretch.from)
        let least: Int64 =
            switch stretch.state {
            case .compliant: Self.narrowestCompliant
            case .open: Self.narrowestOpen
            case .notObserved: 0
            }
        let width = max(position(stretch.to) - from, least)
        // What is widened at the end grows to the left.
        return Self.rectangle(stretch.state, x: min(from, Self.width - width), width: width)
    }

    private func position(_ time: WallTime) -> Int64 {
        let length = max(1, span.length.milliseconds)
        let (position, _) = length.dividingFullWidth(
            (time - span.since).milliseconds.multipliedFullWidth(by: Self.width))
        return position
    }

    private static func rectangle(_ state: EvidenceState, x: Int64, width: Int64) -> HTML {
        let (name, y, height): (HTML, HTML, HTML) =
            switch state {
            case .compliant: ("compliant", "11", "6")
            case .open: ("open", "0", "28")
            case .notObserved: ("gap", "6", "16")
            }
        return "<rect class=\"\(name)\" x=\"\(tenths(x))\" y=\"\(y)\" width=\"\(tenths(width))\" height=\"\(height)\"/>"
    }

    private static func tenths(_ value: Int64) -> String {
        value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
    }
}
