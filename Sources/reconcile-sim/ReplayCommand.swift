import ArgumentParser
import ReconcileSimulation

/// `replay`: one seed again.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Runs one seed; exits 1 where it fails.")

    @Argument(help: "The seed.")
    var seed: UInt64

    @Option(help: "How many guests, in place of a number that the seed draws.")
    var guests: Int?

    @Flag(help: "Print every event, effect, fault and row.")
    var verbose = false

    func run() async throws {
        let scenario = Scenario.drawn(seed: seed, guests: guests)
        let result = try await Simulation(scenario, isVerbose: verbose).live()
        for line in result.lines { print(line) }
        for finding in result.findings { print("seed \(seed) failed: \(finding)") }
        print(
            "\(result.secondsSimulated / 3600) hours, \(result.requests) requests, \(result.writes) writes, "
                + "trace \(String(result.hash, radix: 16))")
        if !result.findings.isEmpty { throw ExitCode.failure }
    }
}
