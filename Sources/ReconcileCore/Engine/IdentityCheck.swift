/// Whether the account that is listed is the one we know: a token of another account must not move us.
struct IdentityCheck: Sendable {
    /// The kinds whose complete list is still to come after a start, a reload or a new token.
    private var expected = Set(ResourceKind.allCases)
    private var holds: [ResourceKind: Hold] = [:]

    /// What holds all writes: one list of another account is enough.
    var hold: Hold? {
        ResourceKind.allCases.lazy.compactMap { holds[$0] }.first
    }

    func isExpected(_ kind: ResourceKind) -> Bool {
        expected.contains(kind)
    }

    func isHeld(by kind: ResourceKind) -> Bool {
        holds[kind] != nil
    }

    mutating func expectsList() {
        expected = Set(ResourceKind.allCases)
    }

    /// Compares a complete list with what is known of its kind.
    mutating func compare(_ kind: ResourceKind, listed: Set<ResourceID>, known: Set<ResourceID>) {
        guard expected.remove(kind) != nil else { return }
        let still = known.count { listed.contains($0) }
        // Fewer than half of what is known.
        guard still * 2 < known.count else {
            holds[kind] = nil
            return
        }
        let detail =
            "Only \(still) of \(known.count) known resources are listed: is this the right account? "
            + "`reconciled resume --identity --reason …` accepts it."
        holds[kind] = Hold(.identity, detail)
    }
}
