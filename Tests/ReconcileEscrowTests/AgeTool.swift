import Foundation

/// The stock `age`, which is not ours and so a witness.
enum AgeTool {
    static let isAvailable = Tool.canRun("/usr/bin/age", "/usr/bin/age-keygen")
    static let whyNot = "needs Debian's age"

    struct Failure: Error {
        var errors: String
    }

    /// A new secret key, as text.
    static func makeIdentity() throws -> String {
        let result = try Tool.run("/usr/bin/age-keygen", [])
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        guard let key = lines.first(where: { $0.hasPrefix("AGE-SECRET-KEY-1") }) else {
            throw Failure(errors: result.errors)
        }
        return String(key)
    }

    /// The recipient that belongs to a secret key.
    static func recipient(of identity: String) throws -> String {
        let result = try Tool.run("/usr/bin/age-keygen", ["-y"], input: Array("\(identity)\n".utf8))
        return String(decoding: try output(result), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func encrypt(_ content: [UInt8], to recipients: [String]) throws -> [UInt8] {
        try output(Tool.run("/usr/bin/age", recipients.flatMap { ["-r", $0] }, input: content))
    }

    static func decrypt(_ file: [UInt8], with identity: String) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        try directory.write("\(identity)\n".utf8, to: "identity")
        return try output(Tool.run("/usr/bin/age", ["-d", "-i", directory.path("identity")], input: file))
    }

    private static func output(_ result: Tool.Result) throws -> [UInt8] {
        guard result.status == 0 else { throw Failure(errors: result.errors) }
        return result.output
    }
}
