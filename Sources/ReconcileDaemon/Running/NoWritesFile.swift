import Foundation

/// The files that forbid every write while one of them exists; its text says why.
package struct NoWritesFile: Sendable {
    let paths: [String]

    package static let standardPaths = ["/etc/reconciled/no-writes", "/run/reconciled/no-writes"]
    /// What is shown of the text, in characters.
    private static let longestText = 200

    /// - Returns: the text of the first file that is there, else `nil`. One that cannot be read counts as there.
    func text() -> String? {
        for path in paths where FileManager.default.fileExists(atPath: path) {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first.map(String.init) ?? "'\(path)' is there."
            return String(line.prefix(Self.longestText))
        }
        return nil
    }
}
