import ArgumentParser
import ReconcileDaemon

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service in the foreground.",
        discussion: "SIGHUP reads configuration and policies again, SIGTERM ends it.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try CoreDumps.forbid()
        try finish(await RunCommand(common.invocation).run())
    }
}

struct Once: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go over the fleet once: read, write what is allowed, confirm, report.",
        discussion: "Exit code 0: nothing outstanding. 2: drift, an unknown verdict or a hold remains.")

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long to wait for what passes by itself.", valueName: "time"))
    var patience = DurationExpression.tenMinutes

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try CoreDumps.forbid()
        let command = PassCommand(.once(patience: patience.duration), common.invocation, .standard())
        try finish(await command.run())
    }
}

struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read everything and show what would be written, and what holds it. Writes nothing.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try CoreDumps.forbid()
        try finish(await PassCommand(.plan, common.invocation, .standard()).run())
    }
}
