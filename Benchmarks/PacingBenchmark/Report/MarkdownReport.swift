/// The results as Markdown, for the README and for the terminal.
package struct MarkdownReport {
    private let results: Results
    /// How many times a second each client can be asked, in the order of the clients; empty where it was not measured.
    private let decisionRates: [Double]

    package init(_ results: Results, decisionRates: [Double] = []) {
        self.results = results
        self.decisionRates = decisionRates
    }

    /// One line for each client.
    package var summary: String {
        var header = [
            "client", "time over the bound, alone", "worst", "429s", "429 events", "harm to the neighbour",
            "write wait",
        ]
        if !decisionRates.isEmpty { header.append("decisions / s") }
        let lines = zip(results.clients.indices, results.summaries).map { index, summary in
            var cells = [
                name(results.clients[index]), summary.ratio.text(places: 3), summary.worstRatio.text(places: 3),
                summary.refusals.countText, summary.events.countText, summary.harm?.countText ?? "–",
                summary.writeWait.map { $0.text(places: 1) + " s" } ?? "–",
            ]
            if decisionRates.indices.contains(index) { cells.append(decisionRates[index].groupedText) }
            return cells
        }
        return Self.table(header, lines)
    }

    /// One line for each scenario, one column for each client: time over the bound / 429s, and beside a neighbour
    /// / the 429s added to it in ten windows.
    package var matrix: String {
        let header = ["scenario", "bound"] + results.clients.map(name)
        var lines: [[String]] = []
        for group in PacingScenario.Group.allCases {
            let rows = results.rows.filter { $0.scenario.group == group }
            if !rows.isEmpty { lines.append(["**\(group.rawValue)**"] + Array(repeating: "", count: header.count - 1)) }
            lines += rows.map { row in
                [row.scenario.title, bound(row)] + row.scores.map(Self.cell)
            }
        }
        return Self.table(header, lines)
    }

    /// One line for each client in each scenario, with every figure; the oracle's line is the bound itself.
    package var details: String {
        let header = [
            "scenario", "client", "time over the bound", "worst", "over the obedient bound", "429s", "429 events",
            "harm",
            "fairness", "write wait", "complete",
        ]
        let lines = results.rows.flatMap { row in
            [[row.scenario.name, "oracle", "1.000", "1.000", "–", "0", "0", "0", "–", "–", bound(row)]]
                + zip(results.clients, row.scores).map { client, score in
                    [row.scenario.name, name(client)] + Self.figures(score)
                }
        }
        return Self.table(header, lines)
    }

    private func bound(_ row: Results.Row) -> String {
        row.scores.first.map { $0.bound.text(places: 0) + " s" } ?? "–"
    }

    private func name(_ client: ClientName) -> String {
        client == .ours ? "**\(client.title)**" : client.title
    }

    private static func cell(_ score: Score) -> String {
        guard score.completeRuns == score.runs else { return "never done: \(score.runs - score.completeRuns)" }
        let figures =
            [score.ratio.text(places: 3), score.refusals.countText] + [score.harm?.countText].compactMap { $0 }
        return figures.joined(separator: " / ")
    }

    private static func figures(_ score: Score) -> [String] {
        [
            score.ratio.text(places: 3), score.worstRatio.text(places: 3), score.obedientRatio.text(places: 3),
            score.refusals.countText, score.events.countText, score.harm?.countText ?? "–",
            score.fairness?.text(places: 3) ?? "–",
            score.writeWait.map { $0.text(places: 1) + " s" } ?? "–", "\(score.completeRuns) of \(score.runs)",
        ]
    }

    /// The first column is of words, the others of figures.
    private static func table(_ header: [String], _ lines: [[String]]) -> String {
        let rule = header.indices.map { $0 == 0 ? "---" : "---:" }
        return ([header, rule] + lines).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
