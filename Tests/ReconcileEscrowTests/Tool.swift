import Foundation

/// Another program that tests ask as a witness.
enum Tool {
    struct Result {
        var status: Int32
        var output: [UInt8]
        var errors: String
    }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String], input: [UInt8] = []) throws -> Result {
        let directory = try TemporaryDirectory()
        // Files, as pipes of several directions need several threads.
        for name in ["output", "errors"] { try directory.write([], to: name) }
        try directory.write(input, to: "input")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: directory.path("input")))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.path("output")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.path("errors")))
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try directory.read("output"),
            errors: String(decoding: try directory.read("errors"), as: UTF8.self))
    }

    static func canRun(_ programs: String...) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
