/// One client over all scenarios: each scenario counts the same.
package struct Summary: Hashable, Sendable {
    /// Over the scenarios with nobody else on the key, the clairvoyant's time being 1.
    package var ratio: Double
    package var worstRatio: Double
    /// Own 429s and events in one run, over all scenarios.
    package var refusals: Double
    package var events: Double
    /// 429s added to a neighbour in ten windows, over the scenarios that have one; `nil` where none was run.
    package var harm: Double?
    /// The slowest of the scenarios with writes, in seconds; `nil` where none was run.
    package var writeWait: Double?

    init(_ rows: [(scenario: PacingScenario, score: Score)]) {
        let alone = rows.filter { !$0.scenario.hasNeighbour }.map(\.score)
        let harms = rows.compactMap(\.score.harm)
        ratio = Score.mean(alone.map(\.ratio))
        worstRatio = alone.map(\.worstRatio).max() ?? 0
        refusals = Score.mean(rows.map(\.score.refusals))
        events = Score.mean(rows.map(\.score.events))
        harm = harms.isEmpty ? nil : Score.mean(harms)
        writeWait = rows.compactMap(\.score.writeWait).max()
    }
}

extension Results {
    package var summaries: [Summary] {
        clients.indices.map { index in
            Summary(rows.map { (scenario: $0.scenario, score: $0.scores[index]) })
        }
    }
}
