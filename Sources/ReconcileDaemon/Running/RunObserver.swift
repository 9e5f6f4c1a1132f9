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
    /// A request was answered, or will not be.
    func exchanged(_ exchange: Exchange)
    /// What must never happen was about to; the process ends at once.
    func broke(_ what: String)
}

extension RunObserver {
    func exchanged(_ exchange: Exchange) {}
    func broke(_ what: String) {}
}

/// Several who see the same run, one after the other.
struct RunObservers: RunObserver {
    private let all: [any RunObserver]

    init(_ all: any RunObserver...) {
        self.all = all
    }

    var nextDue: BootTime? { all.compactMap(\.nextDue).min() }

    func noticed(_ notice: Notice) {
        for observer in all { observer.noticed(notice) }
    }

    func recorded(_ rows: [LedgerRow]) {
        for observer in all { observer.recorded(rows) }
    }

    func stepped(_ now: Moment, report: () -> PassReport) {
        for observer in all { observer.stepped(now, report: report) }
    }

    func exchanged(_ exchange: Exchange) {
        for observer in all { observer.exchanged(exchange) }
    }

    func broke(_ what: String) {
        for observer in all { observer.broke(what) }
    }
}
