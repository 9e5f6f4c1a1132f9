import Dispatch
import Foundation

/// Runs one program to its end.
enum Command {
    static let systemdAnalyze = "/usr/bin/systemd-analyze"

    /// Waits on a thread of its own, so that other tests go on.
    static func run(
        _ path: String, _ arguments: [String], scratch: ScratchDirectory
    ) async throws -> SystemdBox.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try runBlocking(path, arguments, scratch: scratch) })
            }
        }
    }

    /// Output goes through files in `scratch`: a pipe that nobody empties would stop the program.
    static func runBlocking(
        _ path: String, _ arguments: [String], scratch: ScratchDirectory
    ) throws -> SystemdBox.Outcome {
        let output = try scratch.write("", to: "output")
        let diagnostics = try scratch.write("", to: "diagnostics")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: diagnostics)
        try process.run()
        process.waitUntilExit()
        return SystemdBox.Outcome(
            exitStatus: process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            diagnostics: try String(contentsOf: diagnostics, encoding: .utf8))
    }
}

/// A directory of one test's own.
struct ScratchDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "reconciled-systemd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws -> URL {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
