import ReconcileCore

/// The resources of a forecast: what the lists say of them, and what their guests would answer.
struct ForecastFleet {
    private var pages: [ResourceKind: [InventoryPage]] = [:]
    private(set) var doors: [Door] = []
    private var indices: [ResourceID: Int] = [:]

    /// One resource.
    struct Door {
        /// True where its guest is asked.
        let isReadable: Bool
        /// What a read shows while it is as the policies want it, and while it has drifted.
        let wanted: Observation
        let drifted: Observation
        /// The value that the policies want; `nil` where none governs.
        let desired: Bool?
        let isOnlyObserved: Bool
        var hasDrifted: Bool
        /// When it drifted, and whether a read has shown it, for drift that happened during the forecast.
        var drift: (at: BootTime, isSeen: Bool)?
        var wasRead = false
        /// Drifted from the beginning on, and not mended since.
        var isLeftOver: Bool

        var observation: Observation { hasDrifted ? drifted : wanted }
    }

    /// - Parameter date: when the forecast begins.
    init(_ fleet: ForecastQuestion.Fleet, policies: [Policy], at date: WallTime) {
        let known: [(item: InventoryItem, seen: Observation?)]
        let isMadeUp: Bool
        switch fleet {
        case .known(let records):
            known = records.filter { $0.absence == nil }.map { ($0.item, $0.observation) }
            isMadeUp = false
        case .madeUp(let count):
            known = (1...max(1, count)).map { (.madeUp($0), nil) }
            isMadeUp = true
        }
        let inOrder = known.sorted { $0.item.id < $1.item.id }
        doors = inOrder.map { Self.door($0.item, $0.seen, policies, at: date, isMadeUp: isMadeUp) }
        for (index, listed) in inOrder.enumerated() { indices[listed.item.id] = index }
        for kind in ResourceKind.allCases { pages[kind] = Self.pages(inOrder.map(\.item).filter { $0.kind == kind }) }
    }

    private static func pages(_ items: [InventoryItem]) -> [InventoryPage] {
        stride(from: 0, to: max(1, items.count), by: pageSize).map { start in
            let end = min(items.count, start + pageSize)
            // The cursor is the number of the next page.
            let cursor = end < items.count ? "\(start / pageSize + 1)" : nil
            return InventoryPage(items: Array(items[start..<end]), nextCursor: cursor)
        }
    }

    /// As many as the API lists on one page at most.
    private static let pageSize = 100

    private static func door(
        _ item: InventoryItem, _ seen: Observation?, _ policies: [Policy], at date: WallTime, isMadeUp: Bool
    ) -> Door {
        let governor = Governance(of: item, by: policies).governor
        let desired = governor.flatMap { $0.wanted.desired }
        let finding = governor.flatMap { governor in seen.map { governor.wanted.finding(for: $0, at: date) } }
        let isDrifted = finding?.isDrift ?? (isMadeUp && governor?.mode == .enforce)
        return Door(
            isReadable: desired != nil && item.holdOnReading == nil,
            wanted: .door(isOpen: desired ?? false, as: seen ?? .usual(item.kind)),
            drifted: .door(isOpen: !(desired ?? false), as: seen ?? .usual(item.kind)), desired: desired,
            isOnlyObserved: governor?.mode == .observe, hasDrifted: isDrifted, isLeftOver: isDrifted)
    }

    func page(of kind: ResourceKind, at cursor: String?) -> InventoryPage {
        let number = cursor.flatMap { Int($0) } ?? 0
        let pages = pages[kind] ?? []
        return pages.indices.contains(number) ? pages[number] : InventoryPage(items: [], nextCursor: nil)
    }

    func index(of id: ResourceID) -> Int? {
        indices[id]
    }

    subscript(index: Int) -> Door {
        _read { yield doors[index] }
        _modify { yield &doors[index] }
    }
}

extension Wanted {
    /// `nil` for what has no such value.
    fileprivate var desired: Bool? {
        switch self {
        case .sshPasswordLogin(let login): login.desired.enabled
        case .hostingPassword: nil
        }
    }
}

extension Finding {
    fileprivate var isDrift: Bool {
        switch self {
        case .drifted: true
        case .compliant, .unknown, .undecidable: false
        }
    }
}

extension Observation {
    /// What a read shows of a door; all that has nothing to do with it is as it was last seen, or as usual.
    fileprivate static func door(isOpen: Bool, as seen: Observation) -> Observation {
        switch seen {
        case .sshPasswordLogin(var login):
            if login.available {
                login.enabled = isOpen
                login.passwordAuthentication = isOpen ? "yes" : "no"
            }
            return .sshPasswordLogin(login)
        case .hostingPassword: return seen
        }
    }

    fileprivate static func usual(_ kind: ResourceKind) -> Observation {
        switch kind {
        case .sshPasswordLogin: usualLogin
        case .hostingPassword: .hostingPassword(.init(controlPanel: HostingPasswordObservation.cPanel))
        }
    }

    /// A guest as most are: its sshd answers, a key opens it, and the provider lets both changes happen.
    private static let usualLogin = Observation.sshPasswordLogin(
        SSHPasswordLoginObservation(
            available: true, enabled: nil, passwordAuthentication: nil, permitRootLogin: "prohibit-password",
            source: .effective, sshKeysConfigured: true,
            sshKeys: [AuthorizedKey(text: "ssh-ed25519 …", reading: .usable(fingerprint: "SHA256:forecast"))],
            canEnable: ActionGate(allowed: true), canDisable: ActionGate(allowed: true)))
}

extension InventoryItem {
    /// The nth of a fleet that does not exist.
    fileprivate static func madeUp(_ number: Int) -> InventoryItem {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return InventoryItem(
            id: ResourceID("vps_00000000000000000000\(padded)"), kind: .sshPasswordLogin, name: "server-\(number)",
            address: "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)", serviceStatus: .active,
            powerState: .running, osFamily: "debian", tags: [])
    }
}
