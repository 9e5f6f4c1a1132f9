import ArgumentParser
import ReconcileDaemon

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write evidence for an auditor: how each resource stood, every change, every exception.",
        discussion: "One document on standard output: a page to read or print, a table with a row for each interval, "
            + "or JSON. What was not observed is never counted as compliant.")

    @Option(help: ArgumentHelp("From this time on, or so long back, as in 90d.", valueName: "time"))
    var since: TimeExpression

    @Option(help: "What to write: html, csv or json.")
    var format: ReportCommand.Format

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try finish(
            await ReportCommand(common.invocation, since: since.ago, format: format, .standard()).run())
    }
}

extension ReportCommand.Format: ExpressibleByArgument {}
