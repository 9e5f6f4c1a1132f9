import Foundation
import ReconcileControl
import ReconcileCore
import ReconcileEscrow
import ReconcileStore

/// `escrow prove`: has a person show that the escrow can be opened.
package struct ProveCommand: Sendable {
    let invocation: Invocation
    let code: String?
    let terminal: Terminal

    /// - Parameter code: what a person found in the escrow; `nil` to put a code there.
    package init(_ invocation: Invocation, code: String?, _ terminal: Terminal) {
        self.invocation = invocation
        self.code = code
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        let order = ControlRequest.prove(ProveOrder(code: code))
        return await invocation.answer(order, on: terminal, failed: ProofDocument.init(failedAt:error:)) {
            configuration, form in
            try await invocation.withStandpoint(configuration, writes: true, needsPolicies: true) { standpoint, store in
                let proving = EscrowProving(standpoint.engine, EscrowDirectory(store.directory.escrow))
                let step = try await proving.step(code, by: ProcessIdentity.actor)
                if let entry = step.entry {
                    _ = try await StateAccess.reading {
                        try await store.ledger.append([entry], at: SystemClock.now().wall)
                    }
                }
                return ControlAnswer(step, form)
            }
        }
    }
}

/// `escrow list`: what lies in the escrow.
package struct EscrowListCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal

    package init(_ invocation: Invocation, _ terminal: Terminal) {
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.answer(.escrow, on: terminal, failed: EscrowListDocument.init(failedAt:error:)) {
            configuration, form in
            try await invocation.withStandpoint(configuration, needsPolicies: false) { standpoint, store in
                let escrow = EscrowDirectory(store.directory.escrow)
                return try await EscrowListAnswer(standpoint: standpoint, directory: escrow, form: form).make()
            }
        }
    }
}

/// `escrow export`: copies what lies in the escrow elsewhere, as it is.
package struct EscrowExportCommand: Sendable {
    let invocation: Invocation
    /// A directory that does not exist yet.
    let target: String
    let terminal: Terminal

    package init(_ invocation: Invocation, to target: String, _ terminal: Terminal) {
        self.invocation = invocation
        self.target = target
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: EscrowExportDocument.init(failedAt:error:)) {
            let configuration = try Inputs.requireConfiguration(invocation)
            let escrow = EscrowDirectory(try Inputs.stateDirectory(invocation, configuration).escrow)
            let copies = try await OffThread.run { try escrow.export(to: target) }
            switch invocation.format {
            case .text:
                terminal.print("\(copies.count.of("file")) copied to \(target); they open as before, and only so.")
            case .json: terminal.print(EscrowExportDocument(copies, at: SystemClock.now().wall, to: target).json())
            }
            return .done
        }
    }
}

/// What `escrow export` prints as JSON.
struct EscrowExportDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var directory: String?
    var files: [FileDocument] = []
    @Nullable var error: String? = nil

    struct FileDocument: Encodable, Sendable {
        /// Below the directory.
        var file: String
        var sha256: String
    }

    init(_ copies: [EscrowCopy], at time: WallTime, to target: String) {
        at = time
        directory = target
        files = copies.map { FileDocument(file: $0.name, sha256: $0.sha256) }
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        directory = nil
        self.error = error
    }
}
