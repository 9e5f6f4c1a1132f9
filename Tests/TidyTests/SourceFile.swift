import Foundation

/// One Swift file of the repository, as the rules look at it.
struct SourceFile {
    /// Below the root of the repository: `Sources/ReconcileCore/Time.swift`.
    let path: String
    /// The file as it is.
    let lines: [String]
    /// The same lines with spaces for comments and for the text of strings, so that a rule about code cannot trip over
    /// words. Code inside an interpolation stays.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = Self.split(text)
        code = Self.split(SwiftText.codeOnly(text))
    }

    /// The folder below `Sources`, `Benchmarks` or `Tests`: the target.
    var target: String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// `FILE:LINE: text`, with lines from 1.
    func violation(atLine index: Int, _ text: String) -> String {
        "\(path):\(index + 1): \(text)"
    }

    /// One violation for each line of code that is bad.
    func violations(_ text: String, where isBad: (String) -> Bool) -> [String] {
        code.enumerated().filter { isBad($0.element) }.map { violation(atLine: $0.offset, text) }
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// All Swift files of the repository.
enum Repository {
    /// The root is two folders above this file; in a package that reaches this folder by a link, it is the link's target
    /// that counts.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Read once for all rules, in the order of their paths, so that failures read the same every time.
    static let swiftFiles = Result { try ["Sources", "Benchmarks", "Tests"].flatMap(swiftFiles(in:)) }

    private static func swiftFiles(in folder: String) throws -> [SourceFile] {
        let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        let swiftNames = (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
        return try swiftNames.sorted().map { name in
            let path = "\(folder)/\(name)"
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            return SourceFile(path: path, text: text)
        }
    }
}
