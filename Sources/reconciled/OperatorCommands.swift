import ArgumentParser
import ReconcileDaemon

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop writes for everything, one policy or one resource; observing goes on.")

    @Argument(help: "A policy or a resource; everything if left out.")
    var scope: String?

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("Until then, or for so long, as in 2h.", valueName: "time"))
    var until: TimeExpression?

    @Flag(help: "Until somebody resumes.")
    var forever = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (until == nil) == forever else {
            throw ValidationError("Say either '--until TIME' or '--forever'.")
        }
        try requireReason(reason)
    }

    func run() async throws {
        let request = OperatorCommand.Request.pause(scope: scope, reason: reason, until: until?.ahead)
        try finish(await OperatorCommand(request, common.invocation, .standard()).run())
    }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Allow writes again for everything, one policy or one resource.")

    @Argument(help: "A policy or a resource; everything if left out.")
    var scope: String?

    @Option(help: "Why.")
    var reason: String

    @Flag(help: "The account that is listed now is the right one.")
    var identity = false

    @Flag(help: "Set a ledger that cannot be trusted aside and begin a new one.")
    var acceptLedger = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if scope != nil || identity, acceptLedger || (scope != nil && identity) {
            throw ValidationError("'--identity' and '--accept-ledger' stand alone, without a policy or resource.")
        }
        try requireReason(reason)
    }

    func run() async throws {
        let request: OperatorCommand.Request =
            acceptLedger
            ? .acceptLedger(reason: reason) : .resume(scope: scope, reason: reason, identity: identity)
        try finish(await OperatorCommand(request, common.invocation, .standard()).run())
    }
}

struct Waive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Exempt one resource from its policy, or want the opposite, until a time.")

    @Argument(help: "An id, or a name that only one resource has.")
    var resource: String

    @Option(help: ArgumentHelp("Until then, or for so long, as in 2h.", valueName: "time"))
    var until: TimeExpression

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("Want this value until the end, instead of leaving it alone.", valueName: "true|false"))
    var enabled: Bool?

    @Flag(help: "Also where something would hold the policy's own write when the waiver ends.")
    var force = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        try requireReason(reason)
    }

    func run() async throws {
        let request = OperatorCommand.Request.waive(
            resource: resource, reason: reason, until: until.ahead, enabled: enabled, force: force)
        try finish(await OperatorCommand(request, common.invocation, .standard()).run())
    }
}

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let what the brake or a halted wave holds for a policy proceed, once.")

    @Argument(help: "The policy.")
    var policy: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var common: CommonOptions

    func validate() throws {
        try requireReason(reason)
    }

    func run() async throws {
        let request = OperatorCommand.Request.release(policy: policy, reason: reason)
        try finish(await OperatorCommand(request, common.invocation, .standard()).run())
    }
}

struct Now: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the running service look again at once, through the same gates, holds and budget.")

    @Argument(help: "An id, a name, a policy, or a pattern of names such as 'web-*'; everything if left out.")
    var selector: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try finish(await NowCommand(common.invocation, selector: selector, .standard()).run())
    }
}

func requireReason(_ reason: String) throws {
    guard reason.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("'--reason' must say why: it is what the next person reads.")
    }
}
