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
        let question = HistoryQuestion(resource: resource, since: since?.ago, showsOurs: ours)
        try finish(await HistoryCommand(common.invocation, question, .standard()).run())
    }
}

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the fleet stands: verdicts, holds, budget, pauses, waivers, what is due, files in force.")

    @Flag(help: "Go on showing it, with what happens, until interrupted.")
    var watch = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if watch {
            try finish(await WatchCommand(common.invocation, .standard()).run())
        } else {
            try finish(await StatusCommand(common.invocation, .standard()).run())
        }
    }
}

struct DoctorCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at token, scopes, account, clock, state, escrow and socket, and say what mends them.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try CoreDumps.forbid()
        try finish(await DoctorCommand(common.invocation, .standard()).run())
    }
}
