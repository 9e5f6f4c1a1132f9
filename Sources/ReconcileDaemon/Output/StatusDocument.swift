import ReconcileCore

/// What `status` prints as JSON.
struct StatusDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    /// `nil` where no service runs.
    @Nullable var service: Service? = nil
    var summary: SummaryDocument
    /// What stops every write.
    var stops: [HoldDocument]
    /// Every hold of every resource, the first `mostHolds` of them.
    var holds: [ResourceHold]
    /// How many resources each reason holds, all of them.
    var heldBy: [String: Int]
    var budget: BudgetDocument
    var pauses: [PauseDocument]
    var waivers: [WaiverDocument]
    var files: [String]
    var warnings: [String]
    /// When the lists were last read completely by the running service.
    @Nullable var lastPass: WallTime? = nil
    /// When the newest look at any resource was had.
    @Nullable var lastLook: WallTime? = nil
    @Nullable var nextDue: WallTime? = nil
    @Nullable var error: String? = nil

    /// More than a person reads, and bounded for a fleet of any size.
    static let mostHolds = 1000

    struct Service: Encodable, Sendable {
        var pid: Int32
        var version: String
        var since: WallTime
        var socket: String
    }

    /// A hold with the resource that it is on.
    struct ResourceHold: Encodable, Sendable {
        var resource: String
        @Nullable var name: String? = nil
        var policy: String
        var hold: HoldDocument

        private enum Keys: CodingKey {
            case resource
            case name
            case policy
        }

        func encode(to encoder: any Encoder) throws {
            try hold.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(resource, forKey: .resource)
            try container.encode(name, forKey: .name)
            try container.encode(policy, forKey: .policy)
        }
    }

    init(_ report: PassReport, _ standpoint: Standpoint) {
        self.init(report, files: standpoint.files, warnings: standpoint.fileWarnings, standpoint.service)
    }

    init(_ report: PassReport, files: [String], warnings: [String], _ facts: Standpoint.ServiceFacts?) {
        at = report.at
        summary = SummaryDocument(report.summary)
        stops = report.stops.map(HoldDocument.init)
        holds = report.resources.lazy.flatMap { resource in
            resource.holds.map { hold in
                ResourceHold(
                    resource: resource.item.id.text, name: resource.item.name, policy: resource.policy,
                    hold: HoldDocument(hold))
            }
        }.prefix(Self.mostHolds).map { $0 }
        heldBy = report.resources.flatMap { Set($0.holds.map(\.reason.rawValue)) }
            .reduce(into: [:]) { $0[$1, default: 0] += 1 }
        budget = BudgetDocument(report.budget)
        pauses = report.pauses.map(PauseDocument.init)
        waivers = report.waivers.map(WaiverDocument.init)
        self.files = files
        self.warnings = [report.silence?.sentence].compactMap { $0 } + warnings + report.warnings
        service = facts.map {
            Service(pid: $0.pid, version: $0.version, since: $0.since, socket: $0.socket)
        }
        lastPass = report.listedAt
        lastLook = report.resources.compactMap(\.observedAt).max()
        nextDue = report.nextLook
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        summary = SummaryDocument(PassReport.Summary())
        (stops, holds, heldBy, pauses, waivers, files, warnings) = ([], [], [:], [], [], [], [])
        budget = BudgetDocument(Budget(limit: nil, window: nil, remaining: nil, source: .unknown))
        self.error = error
    }
}

struct PauseDocument: Encodable, Sendable {
    @Nullable var policy: String? = nil
    @Nullable var resource: String? = nil
    @Nullable var name: String? = nil
    var reason: String
    var since: WallTime
    @Nullable var until: WallTime? = nil
    var by: Actor

    init(_ pause: PauseReport) {
        policy = pause.policy
        resource = pause.resource?.text
        name = pause.name
        reason = pause.reason
        since = pause.since
        until = pause.until
        by = pause.by
    }
}

struct WaiverDocument: Encodable, Sendable {
    var resource: String
    @Nullable var name: String? = nil
    var reason: String
    @Nullable var enabled: Bool? = nil
    var since: WallTime
    var until: WallTime
    var by: Actor

    init(_ waiver: WaiverReport) {
        resource = waiver.resource.text
        name = waiver.name
        reason = waiver.reason
        enabled = waiver.enabled
        since = waiver.since
        until = waiver.until
        by = waiver.by
    }
}
