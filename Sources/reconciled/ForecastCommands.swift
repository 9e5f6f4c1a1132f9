import ArgumentParser
import ReconcileDaemon
import ReconcileSimulation

struct Foretell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Show what the service would do with a fleet: requests a day, time to converge, time to see a drift.",
        discussion:
            "The same rules in simulated time, over the policies in force and the servers that the state knows, or "
            + "made-up ones. Asks nothing of the API and needs no token. Assumed: a list takes 0.3 s, a read 1 s, a "
            + "write 3 s; a server never read is as it should be, a made-up one has drifted, where a policy enforces.")

    @Option(help: ArgumentHelp("Forecast so many made-up servers instead of the known ones.", valueName: "count"))
    var fleet: Int?

    @Option(help: ArgumentHelp("The API's rate limit, as in 60/1m; else the one that was learned.", valueName: "rate"))
    var limit: RateExpression?

    @Option(
        help: ArgumentHelp("How many of the servers somebody changes in a day, as in 0.5%/day.", valueName: "share"))
    var drift = DriftExpression.onePercent

    @Option(name: .customLong("for"), help: ArgumentHelp("How far to look ahead, as in 365d.", valueName: "time"))
    var span = DurationExpression.thirtyDays

    @Option(help: ArgumentHelp("The same number gives the same forecast.", valueName: "number"))
    var seed: UInt64 = 1

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let fleet, !ForecastCommand.fleetSizes.contains(fleet) {
            throw ValidationError(
                "'--fleet' wants a number from 1 to \(ForecastCommand.fleetSizes.upperBound), got \(fleet).")
        }
        guard ForecastCommand.spans.contains(span.duration) else {
            throw ValidationError("'--for' wants a time from 1h to 3650d.")
        }
    }

    func run() async throws {
        let options = ForecastCommand.Options(
            fleet: fleet, limit: limit?.ceiling, drift: drift, span: span.duration, seed: seed)
        let command = ForecastCommand(common.invocation, options, .standard()) { question, dayEnded in
            var forecast = Forecast(question)
            return forecast.run(dayEnded: dayEnded)
        }
        try finish(await command.run())
    }
}

extension DriftExpression: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }

    package var defaultValueDescription: String { text }
}

extension RateExpression: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
