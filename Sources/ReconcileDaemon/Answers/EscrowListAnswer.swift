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
        case .text: return ControlAnswer(lines: document.lines())
        }
    }
}
