/// Every client in every scenario.
package struct Results: Sendable {
    package var clients: [ClientName]
    package var seeds: Int
    package var rows: [Row]

    package struct Row: Sendable {
        package var scenario: PacingScenario
        /// One for each client, in their order.
        package var scores: [Score]

        package init(scenario: PacingScenario, scores: [Score]) {
            self.scenario = scenario
            self.scores = scores
        }
    }

    package init(clients: [ClientName], seeds: Int, rows: [Row]) {
        self.clients = clients
        self.seeds = seeds
        self.rows = rows
    }

    /// Runs them all. The same arguments give the same results.
    package static func measure(_ scenarios: [PacingScenario], _ clients: [ClientName], seeds: Int) -> Self {
        let rows = scenarios.map { scenario in
            let bounds = Bounds(scenario, seeds: seeds)
            return Row(scenario: scenario, scores: clients.map { Score(scenario, bounds, makeClient: $0.make) })
        }
        return Self(clients: clients, seeds: seeds, rows: rows)
    }
}
