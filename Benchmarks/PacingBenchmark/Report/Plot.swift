/// The results as one picture: a line for each scenario, a mark for each client, the better the further left.
///
/// The first panel shows the time over the bound, the second the 429s; where there is a neighbour or where there are
/// writes, a third shows the 429s added to the neighbour or how long a write waited. No script, and colours for light and
/// for dark surroundings.
package struct Plot {
    private let results: Results
    private let titles = 250.0
    private let panel = 260.0
    private let gap = 34.0
    private let rowHeight = 17.0
    private let headingHeight = 26.0
    private let top = 66.0
    private let bottom = 24.0

    package init(_ results: Results) {
        self.results = results
    }

    package var svg: String {
        let height = top + contentHeight + bottom
        return SVG.whole(
            width: right(2) + 24, height: height, title: "Clients under rate limits: time, 429s and harm",
            style: Self.style
        ) { picture in
            picture.rectangle(x: 0, y: 0, width: right(2) + 24, height: height, class: "ground")
            drawLegend(&picture)
            drawAxes(&picture)
            var y = top
            for group in groups {
                y += headingHeight
                picture.label(group.name.rawValue, x: 14, y: y - 7, class: "heading")
                if let third = Third(group.rows) { drawThirdHeading(third, &picture, y: y, rows: group.rows) }
                for row in group.rows {
                    draw(row, &picture, y: y + rowHeight / 2)
                    y += rowHeight
                }
            }
        }
    }

    // MARK: Layout

    private var groups: [(name: PacingScenario.Group, rows: [Results.Row])] {
        PacingScenario.Group.allCases.map { group in
            (name: group, rows: results.rows.filter { $0.scenario.group == group })
        }.filter { !$0.rows.isEmpty }
    }

    private var contentHeight: Double {
        Double(groups.count) * headingHeight + Double(results.rows.count) * rowHeight
    }

    private func left(_ index: Int) -> Double {
        14 + titles + Double(index) * (panel + gap)
    }

    private func right(_ index: Int) -> Double {
        left(index) + panel
    }

    private var overBound: PlotScale { .overBound(left: left(0), right: right(0)) }
    private var count: PlotScale { .count(left: left(1), right: right(1)) }

    /// What the third panel shows of a group.
    private enum Third {
        case harm
        case writeWait

        init?(_ rows: [Results.Row]) {
            let scores = rows.flatMap(\.scores)
            if scores.contains(where: { $0.harm != nil }) {
                self = .harm
            } else if scores.contains(where: { $0.writeWait != nil }) {
                self = .writeWait
            } else {
                return nil
            }
        }

        var title: String {
            switch self {
            case .harm: "429s added to the neighbour"
            case .writeWait: "how long a write waits"
            }
        }

        func value(_ score: Score) -> Double? {
            switch self {
            case .harm: score.harm
            case .writeWait: score.writeWait
            }
        }
    }

    private func scale(_ third: Third) -> PlotScale {
        switch third {
        case .harm: .count(left: left(2), right: right(2))
        case .writeWait: .seconds(left: left(2), right: right(2))
        }
    }

    // MARK: Drawing

    private func drawLegend(_ picture: inout SVG) {
        var x = 14.0
        for client in results.clients {
            client.mark(&picture, x: x + 5, y: 18)
            picture.label(client.title, x: x + 15, y: 22, class: client == .ours ? "ours-name" : "name")
            x += 34 + 7 * Double(client.title.count)
        }
        for (index, line) in explanation.enumerated() {
            picture.label(line, x: left(2), y: top + headingHeight + 14 + Double(index) * 16, class: "tick")
        }
    }

    private func drawAxes(_ picture: inout SVG) {
        picture.label("time over the bound", x: left(0), y: top - 8, class: "axis")
        picture.label("429s in one run", x: left(1), y: top - 8, class: "axis")
        for scale in [overBound, count] {
            for tick in scale.ticks {
                let x = scale.x(tick.value)
                picture.line(x, top, x, top + contentHeight, class: "grid")
                picture.label(tick.text, x: x, y: top + contentHeight + 14, anchor: .middle, class: "tick")
            }
        }
    }

    /// Beside the first groups, where the third panel is empty.
    private var explanation: [String] {
        [
            "Further left is better, in every panel.",
            "Each mark is the mean of \(results.seeds) runs.",
            "The bound: a clairvoyant that sends the moment the",
            "server has room, and leaves a neighbour all it uses.",
            "Hollow: faster than that, at the neighbour's cost.",
            "429s added to a neighbour: in ten windows.",
            "A write's wait: 95 % wait no longer.",
        ]
    }

    private func drawThirdHeading(_ third: Third, _ picture: inout SVG, y: Double, rows: [Results.Row]) {
        let scale = scale(third)
        picture.label(third.title, x: left(2), y: y - 20, class: "axis")
        for tick in scale.ticks {
            let x = scale.x(tick.value)
            picture.label(tick.text, x: x, y: y - 6, anchor: .middle, class: "tick")
            for (index, row) in rows.enumerated() where row.scores.contains(where: { third.value($0) != nil }) {
                let top = y + Double(index) * rowHeight
                picture.line(x, top, x, top + rowHeight, class: "grid")
            }
        }
    }

    private func draw(_ row: Results.Row, _ picture: inout SVG, y: Double) {
        picture.label(row.scenario.title, x: 24, y: y + 4, class: "name")
        for index in 0...1 { picture.line(left(index), y, right(index), y, class: "row") }
        let third = Third([row])
        if third != nil { picture.line(left(2), y, right(2), y, class: "row") }
        // Ours last, on top of the others.
        for (client, score) in zip(results.clients, row.scores).reversed() where score.completeRuns == score.runs {
            let steals = row.scenario.hasNeighbour && score.ratio < 0.9995
            client.mark(&picture, x: overBound.x((score.ratio - 1) * 100), y: y, isHollow: steals)
            client.mark(&picture, x: count.x(score.refusals), y: y)
            if let third, let value = third.value(score) { client.mark(&picture, x: scale(third).x(value), y: y) }
        }
    }

    private static let style = """
        .ground { fill: #ffffff }
        text { font: 11px ui-sans-serif, system-ui, sans-serif; fill: #24292f }
        .heading, .ours-name { font-weight: 600 }
        .axis { font-weight: 600; fill: #57606a }
        .tick { font-size: 10px; fill: #57606a }
        .grid { stroke: #d0d7de; stroke-width: 1 }
        .row { stroke: #eaeef2; stroke-width: 1 }
        .mark { fill-opacity: .8; stroke-width: 1.2 }
        .ours { fill: #cf222e; stroke: #cf222e }
        .gate { fill: #0969da; stroke: #0969da }
        .serial { fill: #54aeff; stroke: #54aeff }
        .aws { fill: #bf8700; stroke: #bf8700 }
        .client-go { fill: #8250df; stroke: #8250df }
        .aimd { fill: #1a7f37; stroke: #1a7f37 }
        .sre { fill: #6e7781; stroke: #6e7781 }
        .hollow { fill: none }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117 }
        text { fill: #e6edf3 }
        .axis, .tick { fill: #8d96a0 }
        .grid { stroke: #30363d }
        .row { stroke: #21262d }
        .ours { fill: #ff7b72; stroke: #ff7b72 }
        .hollow { fill: none }
        }
        """
}

extension ClientName {
    /// Each client has a shape of its own beside its colour; ours is the largest.
    fileprivate func mark(_ picture: inout SVG, x: Double, y: Double, isHollow: Bool = false) {
        let style = "mark \(rawValue)\(isHollow ? " hollow" : "")"
        switch self {
        case .ours: picture.circle(x: x, y: y, radius: 5.5, class: style)
        case .gate: picture.polygon(x: x, y: y, [(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)], class: style)
        case .serial: picture.polygon(x: x, y: y, [(0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0)], class: style)
        case .aws: picture.polygon(x: x, y: y, [(0, -4), (4, 3.5), (-4, 3.5)], class: style)
        case .clientGo: picture.polygon(x: x, y: y, [(0, 4), (4, -3.5), (-4, -3.5)], class: style)
        case .aimd: picture.circle(x: x, y: y, radius: 3, class: style)
        case .sre: picture.polygon(x: x, y: y, [(-1.5, -4), (1.5, -4), (1.5, 4), (-1.5, 4)], class: style)
        }
    }
}
