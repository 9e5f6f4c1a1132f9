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
        let isValid = !diagnostics.contains { $0.severity == .error }
        let impact = showsImpact ? await impact(result) : nil
        switch invocation.format {
        case .json:
            terminal.print(CheckDocument(at: now, files: files, diagnostics, impact: impact).json())
        case .text:
            for diagnostic in diagnostics { terminal.print(diagnostic.description) }
            terminal.print(conclusion(result, files: files, diagnostics, at: now))
            for line in impact?.lines ?? [] { terminal.print(line) }
        }
        return isValid ? .done : .invalid
    }

    /// The escrow must outlive the state, so it must not lie inside it.
    private func escrowProblems(_ inputs: Inputs) -> [PolicyDiagnostic] {
        do {
            _ = try Inputs.stateDirectory(invocation, inputs.configuration)
            return []
        } catch {
            let failure = error as? CommandFailure
            let file = inputs.files.first ?? Inputs.source(invocation).file
            return [
                PolicyDiagnostic(
                    file: file, line: 1, column: 1, severity: .error, message: failure?.message ?? "\(error)",
                    hint: failure?.hint)
            ]
        }
    }

    private func conclusion(
        _ result: Result<Inputs, PolicyErrors>, files: [String], _ diagnostics: [PolicyDiagnostic], at now: WallTime
    ) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        guard errors == 0, case .success(let inputs) = result else {
            return "\(files.count.of("file")), \(errors.of("error"))"
        }
        let waivers = inputs.policies.flatMap(\.waivers).filter { $0.until > now }
        let next = waivers.map(\.until).min().map { " (ends in \(Durations.short($0 - now)))" } ?? ""
        let exceptions = waivers.isEmpty ? "" : ", \(waivers.count.of("waiver"))\(next)"
        return "\(inputs.policies.count.of("policy", "policies"))\(exceptions): all valid"
    }

    /// Which known resources would come under another policy than the one they were last reported under.
    private func impact(_ result: Result<Inputs, PolicyErrors>) async -> PolicyImpact? {
        guard case .success(let inputs) = result,
            let store = try? await StateAccess.open(invocation, inputs.configuration, writes: false)
        else { return nil }
        defer { Task { await store.close() } }
        guard let cache = try? await store.cache.load() else { return nil }
        return PolicyImpact(cache.resources, under: inputs.policies)
    }
}

/// What a change of policies means for the fleet as it was last listed.
struct PolicyImpact: Encodable, Sendable {
    var changes: [Change]
    var unchanged: Int

    struct Change: Encodable, Sendable {
        var id: String
        @Nullable var name: String? = nil
        @Nullable var from: String? = nil
        @Nullable var to: String? = nil
    }

    init(_ records: [ResourceRecord], under policies: [Policy]) {
        changes = records.compactMap { record in
            let policy = Governance(of: record.item, by: policies).policyName
            guard policy != record.policy else { return nil }
            return Change(id: record.item.id.text, name: record.item.name, from: record.policy, to: policy)
        }
        unchanged = records.count - changes.count
    }

    var lines: [String] {
        var table = Table()
        for change in changes {
            let id = ResourceID(change.id).shortened
            table.add([change.name ?? "-", id, "\(change.from ?? "no policy") -> \(change.to ?? "no policy")"])
        }
        return table.lines() + ["\(changes.count.of("resource")) come under another policy, \(unchanged) stay"]
    }
}

struct CheckDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var files: [String]
    var errors: [Diagnostic]
    /// Only with `--impact`.
    var impact: PolicyImpact?

    struct Diagnostic: Encodable, Sendable {
        var file: String
        var line: Int
        var column: Int
        var severity: String
        var message: String
        @Nullable var hint: String? = nil
    }

    init(at now: WallTime, files: [String], _ diagnostics: [PolicyDiagnostic], impact: PolicyImpact?) {
        at = now
        self.files = files
        self.impact = impact
        errors = diagnostics.map {
            Diagnostic(
                file: $0.file, line: $0.line, column: $0.column, severity: $0.severity.rawValue, message: $0.message,
                hint: $0.hint)
        }
    }
}

extension Int {
    /// The number with its noun: `1 file`, `2 files`.
    func of(_ noun: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(plural ?? noun + "s")"
    }
}
