/// Everything the engine can say about the fleet at one instant: `once`, `plan`, `explain` and the status line print it.
package struct PassReport: Sendable {
    package var at: WallTime
    package var resources: [ResourceReport]
    package var budget: Budget
    /// When the API lets us go on, if it holds everything.
    package var closedUntil: WallTime?
    package var requestsSent: Int
    package var nextLook: WallTime?
    /// True once the lists were read completely.
    package var isListed: Bool
    /// What stops every write, if anything does.
    package var stops: [Hold]
    /// When the lists were last read completely, by this process.
    package var listedAt: WallTime?
    /// What people stopped, and what they made exceptions of, as far as it is in force.
    package var pauses: [PauseReport] = []
    package var waivers: [WaiverReport] = []
    /// What may not be meant as it is written, in sentences.
    package var warnings: [String] = []
    /// Why a list could not be read, for each kind of which nothing is known for that reason.
    package var unlisted: [String] = []
    /// Why nothing new comes from the API, and since when; `nil` while it answers.
    package var silence: Silence? = nil

    /// Nothing can be had from the API as a whole, or no list.
    package struct Silence: Hashable, Sendable {
        package var isWhole: Bool
        package var detail: String
        package var since: WallTime
    }

    package struct Summary: Hashable, Sendable {
        package var matched = 0
        package var compliant = 0
        package var drifted = 0
        package var unknown = 0
        package var held = 0
        package var written = 0
        package var confirmed = 0

        package init() {}
    }

    package var summary: Summary {
        var summary = Summary()
        for resource in resources {
            summary.matched += 1
            switch resource.verdict {
            case .compliant: summary.compliant += 1
            case .drifted: summary.drifted += 1
            case .unknown: summary.unknown += 1
            }
            if !resource.holds.isEmpty { summary.held += 1 }
            if let operation = resource.operation, !operation.isRefused { summary.written += 1 }
            if resource.operation?.confirmed == true { summary.confirmed += 1 }
        }
        return summary
    }

    /// True where drift, an unknown verdict or a hold remains that nobody meant to be there: exit code 2.
    package var hasOutstanding: Bool {
        resources.contains { $0.isOutstanding } || !unlisted.isEmpty
    }
}

/// One resource in a report.
package struct ResourceReport: Sendable {
    package var item: InventoryItem
    /// The policy it is reported under, and all that match, the governing ones first.
    package var policy: String
    package var mode: Policy.Mode?
    package var matching: [String]
    package var verdict: Verdict
    package var code: String?
    package var wanted: Wanted?
    package var observation: Observation?
    package var observedAt: WallTime?
    package var change: Change?
    package var holds: [Hold]
    package var operation: OperationReport?
    package var driftSince: WallTime?
    package var waiver: Waiver?
    package var guardState: GuardState?
    /// True where a waiver had the door opened, has ended, and the door is not shut again yet.
    package var isOpenPastWaiver: Bool
    package var nextLook: WallTime?
    /// How much of the brake each governing policy has used, and may use.
    package var brake: [BrakeUse]
    /// What the ledger knows of the passwords of a hosting account; `nil` for every other kind.
    package var rotation: Rotation?

    package struct BrakeUse: Hashable, Sendable {
        package var policy: String
        package var used: Int
        package var allowance: Int?
    }

    package var isOutstanding: Bool {
        verdict != .compliant && !holds.contains { $0.reason.excuses }
    }
}
