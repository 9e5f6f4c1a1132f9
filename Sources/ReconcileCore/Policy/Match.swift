/// Which resources a policy or a waiver is about: every condition named must hold.
package enum Match: Hashable, Codable, Sendable {
    case all
    case conditions(Conditions)

    package struct Conditions: Hashable, Codable, Sendable {
        /// Any of these fits the name. `nil` here and below: the condition is not named.
        package var names: [Glob]?
        package var anyTag: Set<String>?
        package var noTag: Set<String>?
        package var osFamilies: Set<String>?
        package var addresses: [IPRange]?
        package var ids: Set<ResourceID>?

        package init(
            names: [Glob]? = nil,
            anyTag: Set<String>? = nil,
            noTag: Set<String>? = nil,
            osFamilies: Set<String>? = nil,
            addresses: [IPRange]? = nil,
            ids: Set<ResourceID>? = nil
        ) {
            self.names = names
            self.anyTag = anyTag
            self.noTag = noTag
            self.osFamilies = osFamilies
            self.addresses = addresses
            self.ids = ids
        }
    }

    /// Whether a resource is in, as far as its inventory row tells.
    package enum Answer: Hashable, Sendable {
        case yes
        case no
        /// A field that decides is missing or garbled; the text names it, as in `operating system`.
        case undetermined(field: String)
    }

    /// A condition that fails settles it; else one that cannot be judged leaves it open.
    package func answer(for item: InventoryItem) -> Answer {
        switch self {
        case .all:
            return .yes
        case .conditions(let conditions):
            var open: Answer?
            for answer in conditions.answers(for: item) {
                switch answer {
                case .yes: continue
                case .no: return .no
                case .undetermined: open = open ?? answer
                }
            }
            return open ?? .yes
        }
    }
}

extension Match.Conditions {
    fileprivate func answers(for item: InventoryItem) -> [Match.Answer] {
        [
            judge(ids, item.id, field: "id") { $0.contains($1) },
            judge(names, item.name, field: "name") { globs, name in globs.contains { $0.matches(name) } },
            judge(anyTag, item.tags, field: "tags") { !$0.isDisjoint(with: $1) },
            judge(noTag, item.tags, field: "tags") { $0.isDisjoint(with: $1) },
            judge(osFamilies, item.osFamily, field: "operating system") { $0.contains($1) },
            judge(addresses, item.address.flatMap(IPAddress.init), field: "primary address") { ranges, address in
                ranges.contains { $0.contains(address) }
            },
        ]
    }

    private func judge<Condition, Field>(
        _ condition: Condition?, _ value: Field?, field: String, holds: (Condition, Field) -> Bool
    ) -> Match.Answer {
        guard let condition else { return .yes }
        guard let value else { return .undetermined(field: field) }
        return holds(condition, value) ? .yes : .no
    }
}
