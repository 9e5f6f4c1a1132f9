import Foundation
import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// What a command is told by files: configuration, policies, and where the state lies.
struct Inputs: Sendable {
    var configuration: Configuration
    var policies: [Policy]
    var files: [String]
    var warnings: [PolicyDiagnostic]
    /// Where `escrow.directory` is written, if it is.
    var escrowPlace: LoadedConfiguration.WrittenPlace? = nil

    /// Reads all files.
    ///
    /// - Returns: the inputs, or every error of every file.
    static func read(_ invocation: Invocation, at now: WallTime) -> Result<Inputs, PolicyErrors> {
        let configuration = ConfigurationLoader.load(source(invocation))
        let policies = PolicyLoader.load(directories: directories(invocation), now: now)
        switch (configuration, policies) {
        case (.success(let configuration), .success(let policies)):
            return .success(
                Inputs(
                    configuration: configuration.configuration, policies: policies.policies,
                    files: configuration.files + policies.files, warnings: configuration.warnings + policies.warnings,
                    escrowPlace: configuration.escrowPlace))
        case (.failure(let configuration), .failure(let policies)):
            return .failure(
                PolicyErrors(
                    files: configuration.files + policies.files,
                    diagnostics: configuration.diagnostics + policies.diagnostics))
        case (.failure(let errors), .success(let policies)):
            return .failure(
                PolicyErrors(
                    files: errors.files + policies.files, diagnostics: errors.diagnostics + policies.warnings))
        case (.success(let configuration), .failure(let errors)):
            return .failure(
                PolicyErrors(
                    files: configuration.files + errors.files,
                    diagnostics: configuration.warnings + errors.diagnostics))
        }
    }

    /// As `read`, for a command that cannot go on without them.
    ///
    /// - Throws: `CommandFailure` with status 78 that tells every error.
    static func require(_ invocation: Invocation, at now: WallTime) throws -> Inputs {
        switch read(invocation, at: now) {
        case .success(var inputs):
            if let url = invocation.apiURL { inputs.configuration.baseURL = try baseURL(url) }
            return inputs
        case .failure(let errors):
            throw CommandFailure(
                .invalid, "configuration or policies are invalid, so nothing was sent",
                diagnostics: errors.diagnostics, kind: .files)
        }
    }

    /// The configuration alone, for commands that need no policy.
    ///
    /// - Throws: `CommandFailure` with status 78.
    static func requireConfiguration(_ invocation: Invocation) throws -> Configuration {
        switch ConfigurationLoader.load(source(invocation)) {
        case .success(let loaded): return loaded.configuration
        case .failure(let errors):
            throw CommandFailure(
                .invalid, "the configuration is invalid", diagnostics: errors.diagnostics, kind: .files)
        }
    }

    static func source(_ invocation: Invocation) -> ConfigurationSource {
        invocation.configurationFile.map(ConfigurationSource.only) ?? .standard
    }

    static func directories(_ invocation: Invocation) -> [PolicyDirectory] {
        guard !invocation.policyDirectories.isEmpty else { return PolicyDirectory.searchPath }
        return invocation.policyDirectories.map { PolicyDirectory($0, isNamed: true) }
    }

    /// Where the state lies: the option, else what systemd says, else the usual place.
    ///
    /// - Parameter environment: `STATE_DIRECTORY` in it may name several, of which the first is the state.
    /// - Throws: `CommandFailure` where the escrow would lie inside the state.
    static func stateDirectory(
        _ invocation: Invocation, _ configuration: Configuration,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> StateDirectory {
        let given = environment["STATE_DIRECTORY"].flatMap { $0.split(separator: ":").first }
        let path = invocation.stateDirectory ?? given.map(String.init) ?? "/var/lib/reconciled"
        do {
            return try StateDirectory(path: path, escrow: configuration.escrowDirectory)
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }

    private static func baseURL(_ text: String) throws -> APIBaseURL {
        do {
            return try APIBaseURL(text)
        } catch {
            throw CommandFailure(.usage, "'--api-url' \(error.reason)", hint: error.hint)
        }
    }
}

extension CommandFailure {
    /// What an unusable state means to a command.
    init(_ error: StoreError) {
        let (status, kind): (ExitStatus, Kind) =
            switch error {
            case .newerSchema, .newerRow: (.invalid, .stateTooNew)
            case .locked: (.failed, .stateHeld)
            // A name does not get better by trying again.
            case .namedAsEscrow: (.invalid, .stateUnusable)
            case .escrowNotApart, .distrusted, .nothingToAccept, .readOnly, .full, .busy, .damaged, .unusable:
                (.failed, .stateUnusable)
            }
        self.init(status, error.description, hint: error.hint, kind: kind)
    }
}
