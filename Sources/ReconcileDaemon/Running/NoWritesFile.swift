import Foundation
import Glibc
import HostUpAPI

/// The files that forbid every write while one of them exists; its text says why.
package struct NoWritesFile: Sendable {
    let paths: [String]

    package static let standardPaths = ["/etc/reconciled/no-writes", "/run/reconciled/no-writes"]
    /// What is shown of the text, in characters.
    private static let longestText = 200

    /// - Returns: the text of the first file that is there, in one line, else `nil`. One that cannot be read, or that may be there
    ///   for all that can be seen, counts as there.
    func text() -> String? {
        for path in paths {
            let isSeen = faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0
            guard isSeen || (errno != ENOENT && errno != ENOTDIR) else { continue }
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").cleanedForDisplay
            return String((words.isEmpty ? "'\(path)' is there." : words).prefix(Self.longestText))
        }
        return nil
    }
}
