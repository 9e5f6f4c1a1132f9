import ArgumentParser
import Foundation
import PacingBenchmark

/// Runs clients against simulated rate limits and prints what each came to.
@main
struct PacingBenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pacing-benchmark",
        abstract: "Compare ways to keep to a rate limit, in simulated time, and print the results as Markdown.",
        discussion: """
            Every figure but the decisions per second follows from the seeds: the same arguments print the same text. \
            Build with `swift build -c release --product pacing-benchmark`; all of it takes less than a minute.
            """)

    /// As many as the published figures have.
    private static let defaultSeeds = 20

    @Option(help: "How many runs of each client in each scenario, with the seeds 1, 2, 3 …")
    var seeds = defaultSeeds

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Only the scenarios whose names begin so; `list` names them all.", valueName: "name"))
    var scenario: [String] = []

    @Option(parsing: .upToNextOption, help: "Only these clients.")
    var client: [ClientName] = ClientName.allCases

    @Option(help: "Also draw the plot, to this file.", completion: .file(extensions: ["svg"]))
    var svg: String?

    @Flag(help: "Also measure how many times a second each client can be asked, on this machine.")
    var rates = false

    @Flag(help: "Also print a line with every figure for each client in each scenario.")
    var details = false

    func validate() throws {
        guard seeds >= 1 else { throw ValidationError("'--seeds' must be at least 1: \(seeds)") }
        for name in scenario where name != "list" && !PacingScenario.all.contains(where: { $0.name.hasPrefix(name) }) {
            throw ValidationError("no scenario's name begins with '\(name)'; `--scenario list` names them all")
        }
    }

    func run() throws {
        if scenario.contains("list") {
            for scenario in PacingScenario.all { print(scenario.name) }
            return
        }
        let scenarios = PacingScenario.all.filter { known in
            scenario.isEmpty || scenario.contains(where: known.name.hasPrefix)
        }
        let results = Results.measure(scenarios, client, seeds: seeds)
        let report = MarkdownReport(results, decisionRates: rates ? client.map(decisionsPerSecond) : [])
        print(report.summary, report.matrix, separator: "\n", terminator: "")
        if details { print("", report.details, separator: "\n", terminator: "") }
        if let svg { try Plot(results).svg.write(toFile: svg, atomically: true, encoding: .utf8) }
    }

    /// Of the client alone, in the scenario that asks most of it: without headers everything has to be learned.
    private func decisionsPerSecond(_ name: ClientName) -> Double {
        guard let scenario = PacingScenario.all.first(where: { $0.name == "retryafter-fixed" }) else { return 0 }
        let trace = DecisionTrace(scenario, seed: 1, of: name)
        let clock = ContinuousClock()
        var decisions = 0
        var spent = Duration.zero
        while spent < .milliseconds(200) {
            var client = name.make(seed: 1)
            spent += clock.measure { trace.replay(to: &client) }
            decisions += trace.decisions
        }
        return Double(decisions) / (spent / .seconds(1))
    }
}

extension ClientName: ExpressibleByArgument {}
