import ArgumentParser
import ReconcileDaemon

/// The options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read this configuration file alone, without drop-ins.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Read policies from here; repeatable, replaces the search path.", valueName: "directory"))
    var policies: [String] = []

    @Option(help: ArgumentHelp("Keep the state here.", valueName: "directory"))
    var state: String?

    @Option(name: .customLong("api-url"), help: ArgumentHelp("The API's address, with /api/v2.", valueName: "url"))
    var apiURL: String?

    @Option(help: "How to print: text or json.")
    var output = OutputFormat.text

    var invocation: Invocation {
        Invocation(
            configurationFile: config, policyDirectories: policies, stateDirectory: state, apiURL: apiURL,
            format: output)
    }
}

extension OutputFormat: ExpressibleByArgument {}

extension DurationExpression: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }

    package var defaultValueDescription: String { text }
}

extension TimeExpression: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

extension AsyncParsableCommand {
    /// Ends the process as the command says, with nothing left to be written.
    func finish(_ status: ExitStatus) throws {
        guard status != .done else { return }
        throw ExitCode(status.rawValue)
    }
}
