import ArgumentParser
import ReconcileDaemon

struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set a new password for one hosting account now.",
        discussion:
            "Its policy must enforce, and its escrow be proven; neither turn, window, wave nor brake is waited for.")

    @Argument(help: "An id, or a name that only one account has.")
    var account: String

    @Option(help: "Why.")
    var reason: String

    @Flag(help: "Also where it is not known which password is in force, because answers were lost.")
    var supersede = false

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long to wait for what passes by itself.", valueName: "time"))
    var patience = DurationExpression.tenMinutes

    @OptionGroup var common: CommonOptions

    func validate() throws {
        try requireReason(reason)
    }

    func run() async throws {
        try CoreDumps.forbid()
        let command = RotateCommand(
            common.invocation, account: account, reason: reason, supersede: supersede, patience: patience.duration,
            .standard())
        try finish(await command.run())
    }
}

struct Escrow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What lies where people can open new passwords without us.",
        subcommands: [Prove.self, List.self, Export.self])

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a code into the escrow, or show with it that somebody could open the escrow.",
            discussion: "Before the first rotation for a set of recipients, or for a command: run it, open what it "
                + "names, and run it again with the code.")

        @Option(help: "What was found in the escrow.")
        var code: String?

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try finish(await ProveCommand(common.invocation, code: code, .standard()).run())
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show each account's versions, and which is current; no key is needed.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try finish(await EscrowListCommand(common.invocation, .standard()).run())
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the escrow elsewhere, each file checked; no key is needed.")

        @Option(help: ArgumentHelp("A directory that does not exist yet.", valueName: "dir"))
        var to: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try finish(await EscrowExportCommand(common.invocation, to: to, .standard()).run())
        }
    }
}
