import Foundation
import ReconcilePolicy

/// Where the control socket is.
enum ControlPlaces {
    /// Where the unit `reconciled.socket` has systemd listen.
    static let ofSystemd = "/run/reconciled.sock"
    static let name = "control.sock"
    private static let usualRuntimeDirectory = "/run/reconciled"
    private static let usualState = "/var/lib/reconciled"
    /// Where an instance of the unit `reconciled@` has its state: this, and the instance's name.
    private static let instanceState = "/var/lib/reconciled-"

    /// Where the service listens if systemd does not listen for it: where the configuration says, else in the unit's
    /// runtime directory, else in the state.
    static func ofService(
        _ configuration: Configuration, state: String,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        configuration.controlSocket ?? runtimeDirectory(environment).map { "\($0)/\(name)" } ?? "\(state)/\(name)"
    }

    /// Where a command looks for the service, in this order.
    ///
    /// - Parameter state: the state directory where somebody named one; its own sockets then go before the usual ones.
    static func candidates(
        _ configuration: Configuration, state: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        let runtime = runtimeDirectory(environment) ?? usualRuntimeDirectory
        let usual = [ofSystemd, "\(runtime)/\(name)"]
        let own = ofState(state ?? usualState)
        let all = [configuration.controlSocket].compactMap { $0 } + (state == nil ? usual + own : own + usual)
        var seen: Set<String> = []
        return all.filter { seen.insert($0).inserted }
    }

    /// Where none but the service with this state listens: in it, and where the units of an instance say.
    static func ofState(_ state: String) -> [String] {
        let inState = "\(state)/\(name)"
        guard state.hasPrefix(instanceState) else { return [inState] }
        let instance = state.dropFirst(instanceState.count)
        guard !instance.isEmpty, !instance.contains("/") else { return [inState] }
        return [inState, "/run/reconciled-\(instance).sock", "/run/reconciled-\(instance)/\(name)"]
    }

    /// The first of what systemd made for the unit.
    private static func runtimeDirectory(_ environment: [String: String]) -> String? {
        environment["RUNTIME_DIRECTORY"].flatMap { $0.split(separator: ":").first }.map(String.init)
    }
}
