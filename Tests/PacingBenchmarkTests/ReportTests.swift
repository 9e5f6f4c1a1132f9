import Testing

@testable import PacingBenchmark

@Suite("The report")
struct ReportTests {
    private var results: Results {
        let first = Score(
            completeRuns: 2, runs: 2, bound: 512.7, ratio: 1.0034, worstRatio: 1.02, obedientRatio: 1.0034, refusals: 0,
            events: 0)
        let second = Score(
            completeRuns: 2, runs: 2, bound: 512.7, ratio: 1.0341, worstRatio: 1.25, obedientRatio: 1.0341,
            refusals: 1601.2, events: 4.46)
        let polite = Score(
            completeRuns: 2, runs: 2, bound: 476.9, ratio: 1.05, worstRatio: 1.1, obedientRatio: 1.05, refusals: 2,
            events: 1, harm: 0.04)
        let stuck = Score(
            completeRuns: 1, runs: 2, bound: 476.9, ratio: 0.5, worstRatio: 0.9, obedientRatio: 0.5, refusals: 3,
            events: 1, harm: 340)
        return Results(
            clients: [.ours, .aws], seeds: 2,
            rows: [
                .init(scenario: .named("headers-fixed", reads: 1000), scores: [first, second]),
                .init(scenario: .named("shared-poisson", reads: 600), scores: [polite, stuck]),
            ])
    }

    @Test("the summary has a line for each client; rows with a neighbour count for harm, not for time")
    func summary() {
        #expect(
            MarkdownReport(results, decisionRates: [1_234_567, 890]).summary == """
                | client | time over the bound, alone | worst | 429s | 429 events | harm to the neighbour | write wait | decisions / s |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                | **reconciled** | 1.003 | 1.020 | 1.0 | 0.5 | 0 | – | 1,234,567 |
                | AWS adaptive | 1.034 | 1.250 | 802 | 2.7 | 340 | – | 890 |

                """)
    }

    @Test("the matrix has a line for each scenario below its group; what never ends says so")
    func matrix() {
        #expect(
            MarkdownReport(results).matrix == """
                | scenario | bound | **reconciled** | AWS adaptive |
                | --- | ---: | ---: | ---: |
                | **Alone, headers on every answer** |  |  |  |
                | fixed 100 / 60 s | 513 s | 1.003 / 0 | 1.034 / 1601 |
                | **Shared key** |  |  |  |
                | neighbour 36 / min, headers | 477 s | 1.050 / 2.0 / 0 | never done: 1 |

                """)
    }

    @Test("the details have every figure, and the oracle's line")
    func details() {
        #expect(
            MarkdownReport(results).details.split(separator: "\n").dropFirst(2).joined(separator: "\n") == """
                | headers-fixed | oracle | 1.000 | 1.000 | – | 0 | 0 | 0 | – | – | 513 s |
                | headers-fixed | **reconciled** | 1.003 | 1.020 | 1.003 | 0 | 0 | – | – | – | 2 of 2 |
                | headers-fixed | AWS adaptive | 1.034 | 1.250 | 1.034 | 1601 | 4.5 | – | – | – | 2 of 2 |
                | shared-poisson | oracle | 1.000 | 1.000 | – | 0 | 0 | 0 | – | – | 477 s |
                | shared-poisson | **reconciled** | 1.050 | 1.100 | 1.050 | 2.0 | 1.0 | 0 | – | – | 2 of 2 |
                | shared-poisson | AWS adaptive | 0.500 | 0.900 | 0.500 | 3.0 | 1.0 | 340 | – | – | 1 of 2 |
                """)
    }

    @Test("the same arguments print the same report and draw the same plot")
    func determinism() {
        let scenarios = ["headers-fixed", "shared-bursty", "kill-retryafter"].map {
            PacingScenario.named($0, reads: 120)
        }
        let results = (0..<2).map { _ in Results.measure(scenarios, ClientName.allCases, seeds: 2) }
        #expect(MarkdownReport(results[0]).details == MarkdownReport(results[1]).details)
        #expect(Plot(results[0]).svg == Plot(results[1]).svg)
    }

    @Test("the plot is one whole document: every element is closed, every row and every figure is there")
    func plot() {
        let svg = Plot(results).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(svg.hasSuffix("</svg>\n"))
        #expect(openElements(svg) == [])
        #expect(!svg.contains("nan") && !svg.contains("inf") && !svg.contains("<script"))
        // One in the legend, two or three in each row; a client that never ends has no mark.
        #expect(svg.matches(of: /class="mark ours/).count == 1 + 2 + 3)
        #expect(svg.matches(of: /class="mark aws/).count == 1 + 2)
        for title in ["fixed 100 / 60 s", "neighbour 36 / min, headers", "Shared key"] {
            #expect(svg.contains(">\(title)</text>"), "\(title)")
        }
    }

    /// The names of the elements that a document leaves open.
    private func openElements(_ document: String) -> [Substring] {
        var open: [Substring] = []
        for match in document.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
            let (_, closes, name, closesItself) = match.output
            if !closes.isEmpty {
                guard open.popLast() == name else { return [name] }
            } else if closesItself.isEmpty {
                open.append(name)
            }
        }
        return open
    }

    @Test("an axis stands for what it says, and what lies beyond its ends stands at them")
    func scale() {
        let scale = PlotScale.overBound(left: 100, right: 200)
        #expect([-9, 0, 0.05, 0.1].map(scale.x) == [100, 100, 100, 110])
        #expect([500, 9000].map(scale.x) == [200, 200])
        let middle = scale.x(7.0710678)
        #expect(abs(middle - 155) < 0.01)
    }

    @Test("each scenario has a name of its own, and a title of its own in its group")
    func list() {
        #expect(Set(PacingScenario.all.map(\.name)).count == PacingScenario.all.count)
        #expect(Set(PacingScenario.all.map { "\($0.group) \($0.title)" }).count == PacingScenario.all.count)
    }
}
