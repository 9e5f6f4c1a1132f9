/// Which policy texts have proved themselves by a confirmed write, and which failed at their first.
package struct CanaryMemory: Sendable {
    private var proven: Set<String> = []
    private var halted: [String: ResourceID] = [:]
    private var texts: [String: String] = [:]

    mutating func enforce(_ policy: LedgerEntry.PolicyText) {
        texts[policy.name] = policy.fingerprint
    }

    mutating func proved(_ fingerprint: String) {
        proven.insert(fingerprint)
        halted[fingerprint] = nil
    }

    mutating func failed(_ fingerprint: String, resource: ResourceID) {
        if !proven.contains(fingerprint) { halted[fingerprint] = resource }
    }

    /// A person vouches for the text that the policy has now.
    mutating func release(policy: String) {
        guard let text = texts[policy] else { return }
        proved(text)
        for fingerprint in halted.keys where fingerprint.split(separator: "+").contains(Substring(text)) {
            proved(fingerprint)
        }
    }

    /// True once a write under this text was confirmed, or a person released it.
    package func isProven(_ fingerprint: String) -> Bool {
        proven.contains(fingerprint)
    }

    /// The resource whose first write under this text could not be confirmed.
    package func haltedAt(_ fingerprint: String) -> ResourceID? {
        halted[fingerprint]
    }
}
