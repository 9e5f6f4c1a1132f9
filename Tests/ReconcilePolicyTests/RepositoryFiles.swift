import Foundation

/// Files of the repository that belong to this target without being built into it.
enum RepositoryFiles {
    /// Three levels above this file, by the path that the compiler saw unless that is a link into the repository.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
