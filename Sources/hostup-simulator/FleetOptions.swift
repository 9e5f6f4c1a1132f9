import ArgumentParser
import HostUpSimulator

/// A part of the guests or accounts, as in `50%` or `0.5`.
struct Fraction: ExpressibleByArgument {
    var value: Double

    init?(argument: String) {
        guard let value = Notation.fraction(argument) else { return nil }
        self.value = value
    }

    init(percent: Int) {
        value = Double(percent) / 100
    }

    var defaultValueDescription: String { "\(Int(value * 100))%" }
}

/// How many guests and hosting accounts there are and what part of them is in trouble.
struct FleetOptions: ParsableArguments {
    @Option(name: .customLong("fleet"), help: ArgumentHelp("How many guests.", valueName: "count"))
    var size = 20

    @Option(help: "The same seed gives the same fleet and the same faults.")
    var seed: UInt64 = 1

    @Option(help: "Root may log in with a password.")
    var drifted = Fraction(percent: 50)

    @Option(help: "Not running.")
    var stopped = Fraction(percent: 0)

    @Option(help: "The service is suspended.")
    var suspended = Fraction(percent: 0)

    @Option(help: "No key in root's authorized_keys.")
    var withoutKeys = Fraction(percent: 0)

    @Option(help: "A pending order closes both gates.")
    var gateClosed = Fraction(percent: 0)

    @Option(help: "The guest agent does not answer.")
    var agentMissing = Fraction(percent: 0)

    @Option(help: "Passwords are open to users other than root.")
    var otherUsers = Fraction(percent: 0)

    @Option(help: "Only the configuration files can be read.")
    var configFilesOnly = Fraction(percent: 0)

    @Option(help: "Not Linux.")
    var windows = Fraction(percent: 0)

    @Option(help: ArgumentHelp("How many hosting accounts.", valueName: "count"))
    var accounts = 0

    @Option(help: "Accounts on the older control panel, which nothing but the refusal tells.")
    var legacyPanel = Fraction(percent: 0)

    @Option(help: "Accounts on the older control panel, as list and account say.")
    var legacyPanelNamed = Fraction(percent: 0)

    @Option(help: "Accounts whose control panel only the account itself names, not the list.")
    var panelUnlisted = Fraction(percent: 0)

    @Option(help: "Accounts whose control panel nothing names.")
    var panelUnnamed = Fraction(percent: 0)

    @Option(help: "Accounts that are suspended.")
    var accountsSuspended = Fraction(percent: 0)

    @Option(help: "Accounts that their owner has paused.")
    var accountsPaused = Fraction(percent: 0)

    func apply(to settings: inout SimulatorSettings) {
        settings.fleet = size
        settings.accounts = accounts
        settings.seed = seed
        settings.parts = [
            .drifted: drifted, .stopped: stopped, .suspended: suspended, .withoutKeys: withoutKeys,
            .gateClosed: gateClosed, .agentMissing: agentMissing, .otherUsers: otherUsers,
            .configFilesOnly: configFilesOnly, .windows: windows,
            .legacyPanel: legacyPanel, .legacyPanelNamed: legacyPanelNamed, .panelUnlisted: panelUnlisted,
            .panelUnnamed: panelUnnamed, .accountsSuspended: accountsSuspended, .accountsPaused: accountsPaused,
        ].mapValues(\.value)
    }
}
