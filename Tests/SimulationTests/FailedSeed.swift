import Foundation
import Testing

/// A line of `failed-seeds.txt`: a seed under which something was broken once, and what.
struct FailedSeed: Sendable, CustomTestStringConvertible {
    var seed: UInt64
    var story: String

    var testDescription: String { "\(seed): \(story)" }

    /// Empty where the file cannot be read, which a test of its own notices.
    static func all() -> [FailedSeed] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "failed-seeds.txt")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard let first = parts.first, let seed = UInt64(first) else { return nil }
            return FailedSeed(seed: seed, story: parts.count == 2 ? String(parts[1]) : "")
        }
    }
}
