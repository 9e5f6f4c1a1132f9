import HostUpAPI
import ReconcileCore

/// What the process was told and what it did so far, kept apart from its own memory: the ground of every checker.
final class Facts {
    /// The machine's clocks, and the world's.
    var now: Moment
    var world: BootTime
    var mode = EngineConfiguration.Mode.service
    var policies: [Policy] = []
    var settings = Settings()
    var isNoWrites = false
    /// Counts the processes.
    var life = 0
    var bornAt = BootTime(sinceBoot: .zero)
    /// How long nothing could reach this process.
    var stalled = Duration.zero
    /// The rows of the newest walk through the list of VPS that ended in this life.
    var items: [ResourceID: InventoryItem] = [:]
    var walk: [ResourceID: InventoryItem] = [:]
    private var cursors: Set<String> = []
    /// The same for hosting accounts.
    private(set) var hosting = HostingFacts()
    /// When the newest complete walk of this life ended.
    var listedAt: BootTime?
    var completeLists = 0
    /// How often `items` changed.
    private(set) var turns = 0
    /// The newest answer to a read in this life, and when it was asked for; no sight where it could not be read.
    var sights: [ResourceID: (sight: Sight?, sentAt: BootTime)] = [:]
    /// Resources whose newest write is younger than their newest good read.
    var unread: Set<ResourceID> = []
    /// Writes with an open outcome that a later read showed not to have taken.
    var disproved: Set<IntentID> = []
    /// Requests that left and are neither answered nor given up.
    var underWay: [RequestID: Request] = [:]
    /// Everything durable, folded.
    var ledger = LedgerFacts()
    /// What people told this process and is not durable yet.
    private var words: [LedgerEntry] = []
    /// The newest answer's `Date`, and when it came.
    private var told: (date: WallTime, at: BootTime)?

    /// How far the wall clock is from the API's, wherever it was set to since the newest answer.
    var skew: Duration? {
        guard let told else { return nil }
        let expected = told.date + (now.boot - told.at)
        return expected > now.wall ? expected - now.wall : now.wall - expected
    }

    /// The pauses that hold for the process: a word counts once it was told, and its row only follows.
    var pauses: [LedgerMemory.PauseScope: WallTime?] {
        words.reduce(into: ledger.pauses) { pauses, entry in
            switch entry {
            case .paused(let row): pauses[.init(policy: row.policy, resource: row.resource)] = .some(row.until)
            case .resumed(let row): pauses[.init(policy: row.policy, resource: row.resource)] = nil
            case .started, .stopped, .known, .gone, .enforcing, .drift, .driftEnded, .intent, .outcome, .confirmed,
                .unconfirmed, .soaked, .waived, .waiverEnded, .released, .passwordSealed, .passwordEscrowed,
                .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted, .invariantBroken:
                break
            }
        }
    }

    /// True from when a person accepts another account until the row that says so is durable.
    var isAccountAccepted: Bool {
        words.contains { if case .resumed(let row) = $0 { row.identity } else { false } }
    }

    init(now: Moment, world: BootTime) {
        self.now = now
        self.world = world
    }

    func follow(_ sighting: Sighting) {
        switch sighting {
        case .born: beBorn()
        case .died:
            underWay = [:]
            words = []
        case .sending(let id, let request):
            underWay[id] = request
            if case .write(let write) = request, write.change.kind == .sshPasswordLogin {
                unread.insert(write.resource)
            }
            hosting.sending(request, at: now.boot)
        case .answered(let id, let request, let wire, let reply, let sentAt):
            underWay[id] = nil
            if let date = reply.serverDate { told = (date, now.boot) }
            learn(request, wire, reply, sentAt)
        case .told(let entry): words.append(entry)
        case .durable(let rows):
            for row in rows {
                ledger.follow(row, world: world)
                if let index = words.firstIndex(of: row.entry) { words.remove(at: index) }
            }
        case .reloaded(let policies, let settings): (self.policies, self.settings) = (policies, settings)
        case .noWrites(let isThere): isNoWrites = isThere
        case .handedOut, .remembered, .alarm, .report, .tokenReplaced: break
        }
    }

    private func beBorn() {
        life += 1
        bornAt = now.boot
        turns += 1
        stalled = .zero
        items = [:]
        walk = [:]
        cursors = []
        hosting.beBorn()
        listedAt = nil
        sights = [:]
        underWay = [:]
        told = nil
    }

    private func learn(_ request: Request, _ wire: WireResult, _ reply: Reply, _ sentAt: BootTime) {
        switch request {
        case .read(.list(_, _, limit: 1)): break
        case .read(.list(.sshPasswordLogin, let cursor, _)): turn(cursor, reply)
        case .read(.state(.sshPasswordLogin, let id)): learn(id, wire, sentAt)
        case .read(.list(.hostingPassword, _, _)): hosting.listed(reply, at: now)
        case .read(.state(.hostingPassword, _)): break
        case .write(let write):
            // Refused at the door: it went nowhere near the guest, and what was read before still stands.
            if case .refused(let problem) = reply.outcome, [401, 429].contains(problem.status) {
                unread.remove(write.resource)
            }
        }
    }

    private func learn(_ id: ResourceID, _ wire: WireResult, _ sentAt: BootTime) {
        guard case .response(let response) = wire, response.status == 200 else { return }
        let sight = Sight(response.body)
        sights[id] = (sight, sentAt)
        guard let sight else { return }
        unread.remove(id)
        guard sight.isKnown else { return }
        let written = ledger.open.values.filter { $0.resource == id } + [ledger.unsettled[id]].compactMap { $0 }
        for intent in written {
            guard let enabled = intent.change.enabled else { continue }
            if sight.differs(from: enabled, everyone: true) { disproved.insert(intent.intent) }
        }
    }

    private func turn(_ cursor: String?, _ reply: Reply) {
        if cursor == nil {
            walk = [:]
            cursors = []
        }
        guard case .page(let page) = reply.outcome else { return }
        turns += 1
        for item in page.items {
            walk[item.id] = item
            items[item.id] = item
        }
        if let next = page.nextCursor, cursors.insert(next).inserted { return }
        if page.nextCursor == nil {
            items = walk
            listedAt = now.boot
            completeLists += 1
        }
    }

    /// The policies that decide about a resource by the rows that the process was shown.
    func governing(_ id: ResourceID) -> [Policy] {
        item(id).map { Self.governing($0, policies) } ?? []
    }

    /// The newest row of a list about a resource of any kind.
    func item(_ id: ResourceID) -> InventoryItem? {
        items[id] ?? hosting.items[id]
    }

    static func governing(_ item: InventoryItem, _ policies: [Policy]) -> [Policy] {
        let answers = policies.filter { $0.rules.kind == item.kind }.map { ($0, $0.match.answer(for: item)) }
        let matching = answers.filter { $0.1 == .yes }.map(\.0)
        guard let top = matching.map(\.priority).max() else { return [] }
        let isOpen = answers.contains { policy, answer in
            if case .undetermined = answer { policy.priority >= top } else { false }
        }
        return isOpen ? [] : matching.filter { $0.priority == top }
    }

    /// The exceptions for a resource that hold at a date: those of all policy files, and those of the command line.
    func waivers(_ id: ResourceID, at date: WallTime) -> [WaiverFacts] {
        guard let item = item(id) else { return [] }
        let written = policies.filter { $0.rules.kind == item.kind }.flatMap(\.waivers).filter {
            $0.match.answer(for: item) == .yes
        }
        .map { WaiverFacts(until: $0.until, enabled: $0.enabled) }
        let said = ledger.waivers[id].map { [$0] } ?? []
        return (written + said).filter { $0.until > date }
    }
}

/// An exception for one resource, whoever made it.
struct WaiverFacts {
    var until: WallTime
    var enabled: Bool?
}

extension Policy {
    /// What it says of VPS; `nil` where it is about something else.
    var login: SSHPasswordLoginPolicy? {
        switch rules {
        case .sshPasswordLogin(let login): login
        case .hostingPassword: nil
        }
    }
}
