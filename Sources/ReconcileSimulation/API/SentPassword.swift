import ReconcileEscrow

/// What is kept of a password that was sent to the simulated API: nothing that it could be known from.
struct SentPassword: Sendable {
    /// In lower-case hexadecimal.
    let sha256: String
    /// How hard it is to guess, 0...4.
    let score: Int

    /// - Parameter account: whose names it should not contain; `nil` where there is no such account.
    init(_ password: String, for account: SimulatedAccount?) {
        sha256 = Digest.hexadecimal(of: password.utf8)
        score = PasswordStrength.score(of: password, avoiding: account?.words ?? [])
    }
}

/// How the simulated provider rates a password, on zxcvbn's scale of 0...4, which the published answer seems to use.
enum PasswordStrength {
    /// The `minimumScore` of the published answer.
    static let minimum = 3
    /// From the page of POST reset-password.
    private static let lengths = 8...128
    /// A part that is in one of the account's names is guessed among the first.
    private static let scoreWithName = 1
    /// The longest password of each score below 4, where each character costs ten guesses: the scores of zxcvbn end at
    /// 10^3, 10^6, 10^8 and 10^10 guesses (https://github.com/dropbox/zxcvbn, `time_estimates` and `scoring`).
    private static let longest = [3, 6, 8, 10]

    static func score(of password: String, avoiding words: [String]) -> Int {
        guard lengths.contains(password.count), hasAllClasses(password) else { return 0 }
        let score = longest.firstIndex { surprises(in: password) <= $0 } ?? longest.count
        let lowercased = password.lowercased()
        return words.contains { lowercased.contains($0) } ? min(score, scoreWithName) : score
    }

    private static func hasAllClasses(_ password: String) -> Bool {
        let ascii = password.unicodeScalars
        return ascii.contains { ("A"..."Z").contains($0) } && ascii.contains { ("a"..."z").contains($0) }
            && ascii.contains { ("0"..."9").contains($0) }
    }

    /// How many characters neither repeat the one before nor go on with a row, as in `aaaa` and `1234`.
    private static func surprises(in password: String) -> Int {
        let values = password.unicodeScalars.map { Int($0.value) }
        return values.indices.count { $0 == 0 || !(-1...1).contains(values[$0] - values[$0 - 1]) }
    }
}

extension SimulatedAccount {
    /// What a password of the account should not contain, in lower case.
    fileprivate var words: [String] {
        let label = primaryDomain?.split(separator: ".").first.map(String.init)
        let names = [name, username, customName, primaryDomain, label].compactMap { $0?.lowercased() }
        return names.filter { $0.count >= Self.shortestWord }
    }

    /// Shorter ones turn up by chance.
    private static let shortestWord = 4
}
