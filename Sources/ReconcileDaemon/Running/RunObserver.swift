import ReconcileCore

/// Sees what a run does, to show it to somebody.
protocol RunObserver: Sendable {
    /// When it wants to see another step, even if nothing happens until then.
    var nextDue: BootTime? { get }

    /// Something changed; whatever had to be written down about it is.
    func noticed(_ notice: Notice)
    /// These rows are in the ledger now.
    func recorded(_ rows: [LedgerRow])
    /// A step is complete; the report costs time, so it is made only when asked for.
    func stepped(_ now: Moment, report: () -> PassReport)
}
