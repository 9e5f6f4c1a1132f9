import Foundation
import Testing

/// The people who can open the escrow with the stock `age`, at a machine of their own: what they open is left nowhere
/// that the program under test can see.
struct KeyHolders: Sendable {
    private static let age = URL(filePath: "/usr/bin/age")
    private static let keygen = URL(filePath: "/usr/bin/age-keygen")
    static let canOpen = Programs.canRun(age) && Programs.canRun(keygen)
    static let whyNot: Comment = "needs Debian's age"

    /// As a policy names them.
    let recipients: [String]
    private let directory: URL

    struct CannotOpen: Error {
        var file: String
        var errors: String
    }

    init(_ count: Int = 2) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "reconciled-people-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var recipients: [String] = []
        for number in 0..<count {
            let key = Self.key(number, in: directory)
            _ = try await Self.run(Self.keygen, ["-o", key], in: directory)
            let text = String(decoding: try await Self.run(Self.keygen, ["-y", key], in: directory), as: UTF8.self)
            recipients.append(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        (self.directory, self.recipients) = (directory, recipients)
    }

    func leave() {
        try? FileManager.default.removeItem(at: directory)
    }

    /// - Parameter number: whose key is used.
    /// - Throws: `CannotOpen` where it opens nothing.
    func open(_ file: String, with number: Int = 0) async throws -> Data {
        try await Self.run(Self.age, ["--decrypt", "--identity", Self.key(number, in: directory), file], in: directory)
    }

    private static func key(_ number: Int, in directory: URL) -> String {
        directory.appending(path: "key-\(number)").path
    }

    private static func run(_ program: URL, _ arguments: [String], in directory: URL) async throws -> Data {
        let stream = directory.appending(path: UUID().uuidString).path
        let child = try ChildProcess(
            program, arguments, environment: [:], in: directory, output: URL(filePath: stream + ".out"),
            errors: URL(filePath: stream + ".err"))
        let end = try await child.wait(within: .seconds(30))
        let output = try Data(contentsOf: child.output)
        let errors = child.text(of: child.errors)
        for file in [child.output, child.errors] { try FileManager.default.removeItem(at: file) }
        guard end == .exited(0) else { throw CannotOpen(file: arguments.last ?? "", errors: errors) }
        return output
    }
}
