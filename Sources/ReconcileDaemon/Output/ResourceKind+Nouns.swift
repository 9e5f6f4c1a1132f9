import ReconcileCore

extension Sequence<ResourceKind> {
    /// What resources of these kinds are called together: `server`, or `resource` where there are several kinds or none.
    var noun: String {
        let kinds = Set(self)
        guard let only = kinds.first, kinds.count == 1 else { return "resource" }
        return only.noun
    }
}
