import ArgumentParser

@main
struct ReconcileSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile-sim",
        abstract: "Lives through made-up bad days, each by its seed, and checks what must always be true.",
        subcommands: [SwarmCommand.self, CrashesCommand.self, ReplayCommand.self, ShrinkCommand.self])
}
