import Foundation

/// Files of the repository that the tests read without being built into them.
enum RepositoryFiles {
    /// Three levels above this file, by the path that the compiler saw.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}

/// Whole texts that people and scripts see, kept in files beside the tests.
enum Expectation {
    private static let folder = "Tests/ReconcileDaemonTests/Expectations"

    /// `RECONCILED_OVERWRITE_EXPECTATIONS=1 swift test` takes what comes out now as right; read the difference then.
    private static let overwrites = ProcessInfo.processInfo.environment["RECONCILED_OVERWRITE_EXPECTATIONS"] == "1"

    /// The text of one file, which `actual` is to be compared with.
    static func text(_ name: String, actual: String) throws -> String {
        if overwrites {
            let file = RepositoryFiles.root.appendingPathComponent("\(folder)/\(name)")
            try Data((actual + "\n").utf8).write(to: file)
        }
        return String(try RepositoryFiles.text("\(folder)/\(name)").dropLast())
    }
}
