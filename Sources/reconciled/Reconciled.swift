import ArgumentParser
import ReconcileDaemon

/// Keeps a HostUp account as its policies say.
@main
struct Reconciled: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconciled",
        abstract: "Keeps a HostUp account in the state that policy files declare.",
        discussion: "Begin with `reconciled init`, then `reconciled check` and `reconciled plan`, which write nothing "
            + "to the account.",
        version: Version.current,
        subcommands: [
            Run.self, Once.self, Plan.self, Check.self, Init.self, DoctorCheck.self, Status.self, Explain.self,
            History.self, Report.self, Now.self, Pause.self, Resume.self, Waive.self, Release.self, Rotate.self,
            Escrow.self, Foretell.self, Demo.self,
        ])
}
