/// What is known of the passwords that were sent for each hosting account, by their SHA-256 alone.
struct PasswordBook: Sendable {
    private var pages: [String: Page] = [:]

    private struct Page: Sendable {
        var sent: [SimulationReport.Account.Sent] = []
        /// One whose sender cannot know whether it is in force.
        var doubtful: String?
    }

    /// What is kept for each account; the rest is dropped.
    private static let keptForEach = 1000

    /// A password arrives that was not refused at the door.
    ///
    /// - Returns: false where another one may be in force for all that its sender knows. That is a violation also where a
    ///   person wants it so: nobody can tell here.
    func mayArrive(_ sha256: String, for account: String) -> Bool {
        let doubtful = pages[account]?.doubtful
        return doubtful == nil || doubtful == sha256
    }

    /// - Parameter isApplied: whether it is in force from here on.
    mutating func answered(_ sha256: String, for account: String, by draft: Draft, _ fault: Fault?, isApplied: Bool) {
        var page = pages[account] ?? Page()
        switch Meaning(draft, fault) {
        case .settled: page.doubtful = nil
        // A later refusal says nothing of an earlier attempt.
        case .refused: break
        case .unknown: page.doubtful = sha256
        }
        if page.sent.count < Self.keptForEach {
            page.sent.append(
                .init(sha256: sha256, status: draft.status == 0 ? nil : draft.status, isApplied: isApplied))
        }
        pages[account] = page
    }

    func sent(for account: String) -> [SimulationReport.Account.Sent] {
        pages[account]?.sent ?? []
    }

    /// What the sender of a password learns from an answer.
    private enum Meaning {
        case settled
        case refused
        case unknown

        init(_ draft: Draft, _ fault: Fault?) {
            switch draft.body {
            case .dropped, .silence: self = .unknown
            case .document: self = fault == .wrongAccount || fault == .wrongTypes ? .unknown : .settled
            case .problem, .bytes, .empty: self = (400..<500).contains(draft.status) ? .refused : .unknown
            }
        }
    }
}
