/// The walks through the lists of all kinds that the policies are about.
struct InventoryWalks: Sendable {
    /// One for each kind, in the order of `ResourceKind.allCases`.
    private var walks: [InventoryWalk]

    init(_ kinds: Set<ResourceKind>, due: BootTime) {
        walks = []
        cover(kinds, due: due)
    }

    /// Walks through the lists of these kinds from now on, and through no others.
    mutating func cover(_ kinds: Set<ResourceKind>, due: BootTime) {
        walks = ResourceKind.allCases.filter(kinds.contains).map { kind in
            walks.first { $0.kind == kind } ?? InventoryWalk(kind: kind, due: due)
        }
    }

    var kinds: [ResourceKind] { walks.map(\.kind) }

    /// `nil` where no policy is about that kind.
    subscript(kind: ResourceKind) -> InventoryWalk? {
        walks.first { $0.kind == kind }
    }

    /// When the newest complete list of a kind ended; `nil` while there is none. Asked for often, so no walk is copied.
    func completedAt(of kind: ResourceKind) -> BootTime? {
        for index in walks.indices where walks[index].kind == kind { return walks[index].completedAt }
        return nil
    }

    /// Lets the walk of one kind take a step; nothing happens where there is none.
    @discardableResult
    mutating func change<Result>(_ kind: ResourceKind, _ body: (inout InventoryWalk) -> Result) -> Result? {
        guard let index = walks.firstIndex(where: { $0.kind == kind }) else { return nil }
        return body(&walks[index])
    }

    /// When the next page of any list is to be asked for; `nil` while all are under way. Every step asks, so no walk is
    /// copied.
    var due: BootTime? { first?.due }

    /// The walk whose page is due first.
    var next: InventoryWalk? { first.map { walks[$0.index] } }

    private var first: (index: Int, due: BootTime)? {
        var first: (index: Int, due: BootTime)?
        for index in walks.indices {
            guard let due = walks[index].due else { continue }
            if first.map({ due < $0.due }) ?? true { first = (index, due) }
        }
        return first
    }

    /// When each list was complete, at the latest; `nil` while one never was.
    var completedAt: BootTime? {
        var oldest: BootTime?
        for walk in walks {
            guard let time = walk.completedAt else { return nil }
            oldest = oldest.map { min($0, time) } ?? time
        }
        return oldest
    }

    /// True once any list was complete.
    var hasAny: Bool { walks.contains { $0.completedAt != nil } }

    /// The lists that were never complete.
    var unlisted: [InventoryWalk] { walks.filter { $0.completedAt == nil } }

    /// Why the newest page of a list could not be had; `nil` where none is in trouble.
    var trouble: String? { walks.lazy.compactMap(\.trouble).first }

    /// Since when it cannot be had.
    var troubleSince: BootTime? { walks.lazy.compactMap(\.troubleSince).first }

    /// What the newest lists leave out, and why.
    var omissions: [String] { walks.compactMap(\.omission) }
}
