import ReconcileCore

/// What a change of policies means for the fleet as it was last listed.
struct PolicyImpact: Encodable, Sendable {
    var changes: [Change]
    var unchanged: Int

    struct Change: Encodable, Sendable {
        var id: String
        @Nullable var name: String? = nil
        /// The policy it was last reported under.
        @Nullable var from: String? = nil
        @Nullable var to: String? = nil
    }

    init(_ records: [ResourceRecord], under policies: [Policy]) {
        changes = records.compactMap { record in
            let policy = Governance(of: record.item, by: policies).policyName
            guard policy != record.policy else { return nil }
            return Change(id: record.item.id.text, name: record.item.name, from: record.policy, to: policy)
        }
        unchanged = records.count - changes.count
    }
}
