import ReconcileControl
import ReconcileCore
import ReconcileEscrow

/// `escrow list`: what lies in the escrow, as far as it can be told without a key.
struct EscrowListAnswer {
    let standpoint: Standpoint
    let directory: EscrowDirectory
    let form: AnswerForm

    /// - Throws: `EscrowError` where the directory cannot be read.
    func make() async throws -> ControlAnswer {
        let listing = try await OffThread.run { [directory] in try directory.list() }
        let document = EscrowListDocument(listing, directory, standpoint)
        switch form.format {
        case .json: return ControlAnswer(document: document)
        case .text: return ControlAnswer(lines: document.lines() + programs)
        }
    }

    /// Says of each program that takes passwords that nobody can look into what it keeps.
    private var programs: [String] {
        var seen: Set<String> = []
        return standpoint.engine.policiesInForce.compactMap { policy in
            guard case .hostingPassword(let password) = policy.rules, case .command(let words) = password.escrow,
                let program = words.first, seen.insert(program).inserted
            else { return nil }
            return "'\(program)' takes passwords too; what it keeps cannot be listed from here."
        }
    }
}
