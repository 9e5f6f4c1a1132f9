import ArgumentParser
import HostUpSimulator

extension SimulatorSettings.Headers: ExpressibleByArgument {}
extension SimulatorSettings.LimitKind: ExpressibleByArgument {}

/// How the API behaves towards its clients.
struct BehaviourOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "So many requests in each window, as in 60/1m, or several limits, as in 10/1s,300/5m; without it, any number.",
            valueName: "count/window,…"))
    var limit: String?

    @Option(help: "How the limit counts; concurrency: so many at once, each for the length of the window.")
    var limitKind = SimulatorSettings.LimitKind.fixed

    @Option(help: "Which answers carry the limit's fields: all; published, on a 429 only; one field there; none.")
    var headers = SimulatorSettings.Headers.published

    @Option(help: ArgumentHelp("How long a command in a guest takes, as in 20-60ms.", valueName: "range"))
    var latency: String?

    @Option(
        help: ArgumentHelp(
            "Faults with their probabilities, as in slow:10%,internalError:0.02.", valueName: "name:part,…"))
    var faults: String?

    @Option(help: "How often a day someone opens password login again, for each guest.")
    var driftsPerDay = 0.0

    func apply(to settings: inout SimulatorSettings) {
        settings.limit = limit
        settings.limitKind = limitKind
        settings.headers = headers
        settings.latency = latency
        settings.faults = faults
        settings.driftsPerDay = driftsPerDay
    }
}
