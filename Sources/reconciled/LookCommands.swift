import ArgumentParser
import ReconcileDaemon

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check configuration and policies, offline: every error of every file.")

    @Flag(help: "Also show which known resources would come under another policy.")
    var impact = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try finish(await CheckCommand(common.invocation, showsImpact: impact, .standard()).run())
    }
}

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a commented configuration and an observing policy where they belong.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try finish(InitCommand(common.invocation, .standard()).run())
    }
}

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show all that decides about one resource.")

    @Argument(help: "An id, or a name that only one resource has.")
    var resource: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try finish(await ExplainCommand(common.invocation, resource: resource, .standard()).run())
    }
}

struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the ledger: drift, intents, outcomes, confirmations, pauses, waivers.")

    @Argument(help: "An id, or a name that only one resource has.")
    var resource: String?

    @Option(help: ArgumentHelp("Only from this time on, or so long back, as in 7d.", valueName: "time"))
    var since: TimeExpression?

    @Flag(help: "Only the first change we made to each resource, with its state before.")
    var ours = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let command = HistoryCommand(
            common.invocation, resource: resource, since: since?.ago, showsOurs: ours, .standard())
        try finish(await command.run())
    }
}
