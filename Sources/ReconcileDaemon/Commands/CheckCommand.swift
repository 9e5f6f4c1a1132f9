import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// `check`: tells every error of every file, offline.
package struct CheckCommand: Sendable {
    let invocation: Invocation
    let showsImpact: Bool
    let terminal: Terminal

    package init(_ invocation: Invocation, showsImpact: Bool, _ terminal: Terminal) {
        self.invocation = invocation
        self.showsImpact = showsImpact
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        let now = SystemClock.now().wall
        let result = Inputs.read(invocation, at: now)
        let diagnostics: [PolicyDiagnostic]
        let files: [String]
        switch result {
        case .success(let inputs):
            (files, diagnostics) = (inputs.files, inputs.warnings + escrowProblems(inputs))
        case .failure(let errors):
            (files, diagnostics) = (errors.files, errors.diagnostics)
        }
        let impact = await impact(result)
        switch invocation.format {
        case .json:
            terminal.print(CheckDocument(at: now, files: files, diagnostics, impact: impact).json())
        case .text:
            let policies = (try? result.get())?.policies ?? []
            let text = CheckText(files: files, policies: policies, diagnostics: diagnostics, impact: impact, now: now)
            for line in text.lines() { terminal.print(line) }
        }
        return diagnostics.contains { $0.severity == .error } ? .invalid : .done
    }

    /// The escrow must outlive the state, so it must not lie inside it.
    private func escrowProblems(_ inputs: Inputs) -> [PolicyDiagnostic] {
        do {
            _ = try Inputs.stateDirectory(invocation, inputs.configuration)
            return []
        } catch {
            let failure = CommandFailure(error)
            let place = inputs.escrowPlace
            return [
                PolicyDiagnostic(
                    file: place?.file ?? inputs.files.first ?? Inputs.source(invocation).file, line: place?.line ?? 1,
                    column: place?.column ?? 1, severity: .error, message: failure.message, hint: failure.hint)
            ]
        }
    }

    /// Which known resources would come under another policy than the one they were last reported under.
    ///
    /// - Returns: `nil` where nobody asked, or where it cannot be told, which is said.
    private func impact(_ result: Result<Inputs, PolicyErrors>) async -> PolicyImpact? {
        guard showsImpact, case .success(let inputs) = result else { return nil }
        do {
            let known = try await StateAccess.with(invocation, inputs.configuration, writes: false) {
                try await $0.cache.load()
            }
            return PolicyImpact(known.resources, under: inputs.policies)
        } catch {
            terminal.printError("warning: the impact cannot be told: \(CommandFailure(error).summary)")
            return nil
        }
    }
}
