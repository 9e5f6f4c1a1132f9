/// Whether the account that is listed is the one we know: a token of another account must not move us.
struct IdentityCheck: Sendable {
    /// True until a complete list came after a start, a reload or a new token.
    private(set) var isExpected = true
    private(set) var hold: Hold?

    mutating func expectsList() {
        isExpected = true
    }

    /// Compares a complete list with what is known.
    mutating func compare(listed: Set<ResourceID>, known: Set<ResourceID>) {
        guard isExpected else { return }
        isExpected = false
        let still = known.count { listed.contains($0) }
        // Fewer than half of what is known.
        guard still * 2 < known.count else {
            hold = nil
            return
        }
        let detail =
            "Only \(still) of \(known.count) known resources are listed: is this the right account? "
            + "`reconciled resume --identity --reason …` accepts it."
        hold = Hold(.identity, detail)
    }
}
