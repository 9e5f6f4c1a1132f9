import ReconcileCore

/// Finds the resource that a person means by an id, or by a name that only one has.
struct ResourceNames {
    private let records: [ResourceRecord]

    init(_ records: [ResourceRecord]) {
        self.records = records
    }

    /// - Throws: `CommandFailure` where nothing is known by that name, or more than one resource has it.
    func resolve(_ text: String) throws -> ResourceID {
        if records.contains(where: { $0.item.id.text == text }) { return ResourceID(text) }
        let matches = records.filter { $0.item.name == text }
        switch matches.count {
        case 1: return matches[0].item.id
        case 0:
            throw CommandFailure(
                .failed, "no resource is known as '\(text)'",
                hint: "run `reconciled once` or the service first, or check the spelling with `reconciled plan`")
        default:
            let ids = matches.map(\.item.id.text).sorted().joined(separator: ", ")
            throw CommandFailure(.failed, "'\(text)' is the name of several resources", hint: "use an id: \(ids)")
        }
    }
}
