import ReconcileCore
import ReconcileStore

extension EvidencePage {
    /// With a time line each.
    var troubledSection: HTML {
        guard !troubled.isEmpty else {
            return """
                <section aria-labelledby="open">
                <h2 id="open">Open or not observed</h2>
                <p>\(report.resources.isEmpty ? "There is no resource to tell of." : Self.allSteady)</p>
                </section>
                """
        }
        let drawing = TimelineDrawing(span: report.span)
        return """
            <section aria-labelledby="open">
            <h2 id="open">Open or not observed</h2>
            <ul class="legend" aria-label="Legend">
            \(EvidenceState.allCases.map { "<li>\(TimelineDrawing.sample($0)) \(EvidenceWords.state($0))</li>\n" })\
            </ul>
            <table class="lines">
            <caption>Resources that were open or not observed at some time, longest open first.</caption>
            <thead><tr><th scope="col">Resource, policy and what it wants</th>\
            <th scope="col">Time line<span class="axis">\(axis)</span></th>\
            <th scope="col" class="number">Compliant</th><th scope="col" class="number">Open</th>\
            <th scope="col" class="number">Not observed</th></tr></thead>
            <tbody>
            \(troubled.map { row($0, drawing) })\
            </tbody>
            </table>
            </section>
            """
    }

    private static let allSteady = "None: every resource was compliant whenever it was looked at, without a gap."

    /// The ends of the span and its middle.
    private var axis: HTML {
        let middle = report.span.since + .milliseconds(report.span.length.milliseconds / 2)
        return "\([report.span.since, middle, report.span.until].map { "<span>\(tick($0))</span> " })"
    }

    /// A short span needs the time of the day.
    private func tick(_ time: WallTime) -> String {
        report.span.length > .days(4) ? day(time) : String(EvidenceWords.time(time).dropFirst(5).prefix(11))
    }

    private func row(_ resource: EvidenceReport.Resource, _ drawing: TimelineDrawing) -> HTML {
        let shares = EvidenceShares(resource.totals)
        let label = "\(resource.name ?? resource.id.text): \(EvidenceWords.sentence(resource))"
        return """
            <tr id="r\(places[resource.id] ?? 0)">\(heading(resource))\
            <td class="drawn">\(drawing.svg(resource.timeline, label: label))\(intervals(resource))\(folded(resource))</td>\
            <td class="number">\(EvidenceShares.text(shares.compliant))</td>\
            <td class="number\(resource.wasEverOpen ? " bad" : "")">\(EvidenceShares.text(shares.open))</td>\
            <td class="number">\(EvidenceShares.text(shares.notObserved))</td></tr>

            """
    }

    private func heading(_ resource: EvidenceReport.Resource) -> HTML {
        let name: HTML = resource.name.map { "<bdi>\($0)</bdi><br/>" } ?? ""
        let policy: HTML = resource.policy.map { "\($0)" } ?? "no policy"
        let wanted: HTML = resource.wanted.map { "<br/>\(EvidenceWords.wanted($0))" } ?? ""
        let end: HTML =
            if let gone = resource.gone {
                "<br/>gone since \(time(gone))"
            } else if !resource.isGoverned {
                "<br/>no longer governed"
            } else {
                ""
            }
        return """
            <th scope="row">\(name)<code>\(resource.id.text)</code>\
            <span class="faint"><br/>\(policy)\(wanted)\(end)</span></th>
            """
    }

    /// The same as the drawing, to read; folded away on a screen, and there on paper.
    private func intervals(_ resource: EvidenceReport.Resource) -> HTML {
        let name = resource.name ?? resource.id.text
        return """
            <details><summary>\(resource.timeline.count.of("interval"))\
            <span class="hidden"> of \(name)</span></summary>
            <ol>
            \(resource.timeline.map(interval))\
            </ol></details>
            """
    }

    private func interval(_ stretch: EvidenceStretch) -> HTML {
        let looks = stretch.looks == 0 ? "" : ", \(stretch.looks.of("look"))"
        let when: HTML =
            stretch.from == stretch.to
            ? "at \(time(stretch.from))"
            : "\(time(stretch.from)) to \(time(stretch.to)), \(Durations.long(stretch.length))"
        return
            "<li class=\"\(stretch.state.rawValue)\"><b>\(EvidenceWords.state(stretch.state))</b> \(when)\(looks)</li>\n"
    }

    private func folded(_ resource: EvidenceReport.Resource) -> HTML {
        guard !resource.folded.isEmpty else { return "" }
        let sums: [HTML] = resource.folded.map { sum in
            """
            <li>\(sum.month): \(EvidenceWords.state(sum.state)) \(Durations.long(sum.observed)), \
            \(sum.reads.of("look"))</li>

            """
        }
        return """
            <p class="faint">Older looks are kept as sums by the month in which they began. The line shows their time as \
            not observed; the shares count them.</p>
            <ul class="faint">
            \(sums)</ul>
            """
    }

    /// A line each, as there is nothing to draw.
    var steadySection: HTML {
        guard !steady.isEmpty else {
            return """
                <section aria-labelledby="steady">
                <h2 id="steady">Compliant throughout</h2>
                <p>No resource was compliant from the first instant of the span on, without a gap.</p>
                </section>
                """
        }
        return """
            <section aria-labelledby="steady">
            <h2 id="steady">Compliant throughout</h2>
            <table>
            <caption>Compliant whenever looked at, from the first instant of the span on, and the next look is not \
            overdue. What came after the last look is not observed.</caption>
            <thead><tr><th scope="col">Resource</th><th scope="col">Policy and what it wants</th>\
            <th scope="col" class="number">Looks</th><th scope="col">Last look</th>\
            <th scope="col" class="number">Compliant</th></tr></thead>
            <tbody>
            \(steady.map(steadyRow))\
            </tbody>
            </table>
            </section>
            """
    }

    private func steadyRow(_ resource: EvidenceReport.Resource) -> HTML {
        let name: HTML = resource.name.map { "<bdi>\($0)</bdi> " } ?? ""
        let first = resource.timeline.first
        return """
            <tr id="r\(places[resource.id] ?? 0)"><th scope="row">\(name)<code>\(resource.id.text)</code></th>\
            <td>\(resource.policy ?? ""), \(resource.wanted.map(EvidenceWords.wanted) ?? "")</td>\
            <td class="number">\(first?.looks ?? 0)</td><td>\(first.map { time($0.to) } ?? "")</td>\
            <td class="number">\(EvidenceShares.text(EvidenceShares(resource.totals).compliant))</td></tr>

            """
    }
}
