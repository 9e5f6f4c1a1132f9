import Foundation

/// The JSON Schema validator of Python, which is not ours and so a witness.
enum PythonValidator {
    private static let python = "/usr/bin/python3"

    /// False where Python or its module `jsonschema` (Debian: `python3-jsonschema`) is missing.
    static let isAvailable: Bool = {
        (try? run(["-c", "from jsonschema import Draft202012Validator"], input: Data()))?.status == 0
    }()

    /// Checks all documents in one process.
    ///
    /// - Parameter documents: each with the name of its schema.
    /// - Returns: one line for each fault.
    static func faults(_ documents: [(schema: String, json: String)]) throws -> String {
        let list = documents.map { "[\"\($0.schema)\", \($0.json)]" }.joined(separator: ",")
        let script = RepositoryFiles.root.appendingPathComponent("Tests/ReconcileDaemonTests/validate.py").path
        let schemas = RepositoryFiles.root.appendingPathComponent("Sources/ReconcileDaemon/Schemas").path
        let outcome = try run([script, schemas], input: Data("[\(list)]".utf8))
        return outcome.status == 0 ? outcome.output : "validate.py ended with \(outcome.status)\n\(outcome.output)"
    }

    /// Checks one page as XML and for what a reader needs.
    ///
    /// - Returns: one line for each fault.
    static func pageFaults(_ page: String) throws -> String {
        let script = RepositoryFiles.root.appendingPathComponent("Tests/ReconcileDaemonTests/page.py").path
        let outcome = try run([script], input: Data(page.utf8))
        return outcome.status == 0 ? outcome.output : "page.py ended with \(outcome.status)\n\(outcome.output)"
    }

    private static func run(_ arguments: [String], input: Data) throws -> (status: Int32, output: String) {
        let directory = try TemporaryDirectory()
        // Files, as pipes of two directions need two threads.
        let given = try directory.write(String(decoding: input, as: UTF8.self), to: "input")
        let printed = try directory.write("", to: "output")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: given))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: printed))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: printed, encoding: .utf8))
    }
}
