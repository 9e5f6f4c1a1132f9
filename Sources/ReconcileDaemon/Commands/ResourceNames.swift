import ReconcileCore

/// Finds what a person means by an id, by a name that only one resource has, or by a pattern of names.
struct ResourceNames {
    private let items: [InventoryItem]

    init(_ items: [InventoryItem]) {
        self.items = items
    }

    /// - Throws: `CommandFailure` where nothing is known by that name, or more than one resource has it.
    func resolve(_ text: String) throws -> ResourceID {
        if items.contains(where: { $0.id.text == text }) { return ResourceID(text) }
        let matches = items.filter { $0.name == text }
        switch matches.count {
        case 1: return matches[0].id
        case 0:
            throw CommandFailure(
                .failed, "no resource is known as '\(text)'",
                hint: "run `reconciled once` or the service first, or check the spelling with `reconciled plan`")
        default:
            let ids = matches.map(\.id.text).sorted().joined(separator: ", ")
            throw CommandFailure(.failed, "'\(text)' is the name of several resources", hint: "use an id: \(ids)")
        }
    }

    /// The resources whose names a pattern such as `web-*` matches.
    ///
    /// - Throws: `CommandFailure` where it matches none.
    func matching(_ pattern: String) throws -> [ResourceID] {
        let glob = Glob(pattern)
        let ids = items.filter { $0.name.map(glob.matches) ?? false }.map(\.id)
        guard !ids.isEmpty else { throw CommandFailure(.failed, "no resource's name matches '\(pattern)'") }
        return ids
    }
}
