import ReconcileCore

/// What `once` and `plan` print as JSON.
struct PassDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var resources: [ResourceDocument]
    var summary: SummaryDocument
    var budget: BudgetDocument
    @Nullable var error: String? = nil

    init(_ report: PassReport, error: String?) {
        at = report.at
        resources = report.resources.map(ResourceDocument.init)
        summary = SummaryDocument(report.summary)
        budget = BudgetDocument(report.budget)
        self.error = error
    }

    /// The document of a command that could not even begin.
    init(failedAt time: WallTime, error: String) {
        at = time
        resources = []
        summary = SummaryDocument(PassReport.Summary())
        budget = BudgetDocument(Budget(limit: nil, window: nil, remaining: nil, source: .unknown))
        self.error = error
    }
}

struct SummaryDocument: Encodable, Sendable {
    var matched: Int
    var compliant: Int
    var drifted: Int
    var unknown: Int
    var held: Int
    var written: Int
    var confirmed: Int

    init(_ summary: PassReport.Summary) {
        matched = summary.matched
        compliant = summary.compliant
        drifted = summary.drifted
        unknown = summary.unknown
        held = summary.held
        written = summary.written
        confirmed = summary.confirmed
    }
}

struct BudgetDocument: Encodable, Sendable {
    @Nullable var limit: Int? = nil
    @Nullable var windowSeconds: Int? = nil
    @Nullable var remaining: Int? = nil
    var source: Budget.Source

    init(_ budget: Budget) {
        limit = budget.limit
        windowSeconds = budget.window.map { Int($0.milliseconds / 1000) }
        remaining = budget.remaining
        source = budget.source
    }
}
