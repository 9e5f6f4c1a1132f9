import Foundation

/// Runs one of the system's programs to its end.
enum Command {
    struct Result: Sendable {
        var status: Int32
        var output: String
        var error: String
    }

    /// For programs that end by themselves and print less than a pipe holds (64 KiB), as `sshd -T` does.
    ///
    /// - Throws: `SimulatorError.tool` where the program cannot be started.
    static func run(_ path: String, _ arguments: [String]) async throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        let error = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = error
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.runWithOpenSignals()
            } catch {
                let reason = error.localizedDescription
                continuation.resume(throwing: SimulatorError.tool(path, reason: reason))
            }
        }
        return Result(status: status, output: text(output), error: text(error))
    }

    private static func text(_ pipe: Pipe) -> String {
        String(decoding: (try? pipe.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    }
}

extension Process {
    /// Starts the program with no signal blocked.
    ///
    /// A program inherits the signal mask of the thread that starts it, and Swift's threads block almost all signals: a
    /// shell would wait for its children for ever.
    func runWithOpenSignals() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
