import Foundation

/// The estimator of guesses that such providers judge passwords with (https://pypi.org/project/zxcvbn/).
enum GuessEstimator {
    static let isAvailable = python != nil
    static let whyNot = "needs python3 with zxcvbn (`make guesses`)"

    /// The first interpreter that has the module.
    private static let python: String? = {
        let own = RepositoryFiles.root.appendingPathComponent(".build-python/bin/python3").path
        return [own, "/usr/bin/python3"].first {
            Tool.canRun($0) && (try? Tool.run($0, ["-c", "import zxcvbn"]))?.status == 0
        }
    }()

    /// How many of the passwords have each score, 0 to 4, as `SCORE COUNT` lines.
    static func scores(of passwords: [String]) throws -> String {
        let script = RepositoryFiles.root.appendingPathComponent("Tests/ReconcileEscrowTests/guesses.py").path
        let input = Array(passwords.joined(separator: "\n").utf8)
        let result = try Tool.run(python ?? "/usr/bin/python3", [script], input: input)
        return result.errors + String(decoding: result.output, as: UTF8.self)
    }
}
