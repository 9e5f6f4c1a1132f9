import ReconcileCore
import ReconcileStore

extension Invocation {
    /// Carries out a command that prints. Where it fails, that is told on standard error, and with `--output json` by
    /// the one document that is printed then too.
    ///
    /// - Parameter document: makes the document of a failed command from the time and the error.
    func carryOut<Document: Encodable>(
        on terminal: Terminal, failed document: (WallTime, String) -> Document,
        _ body: () async throws -> ExitStatus
    ) async -> ExitStatus {
        do {
            return try await body()
        } catch {
            let failure = CommandFailure(error)
            terminal.printError(failure.text)
            if format == .json { terminal.print(document(SystemClock.now().wall, failure.summary).json()) }
            return failure.status
        }
    }
}

extension CommandFailure {
    /// What any error means to a command.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as StoreError: self.init(error)
        default: self.init(.failed, "\(error)")
        }
    }
}
