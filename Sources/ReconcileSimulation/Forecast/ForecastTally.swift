import ReconcileCore

/// Counts what happens in a forecast. Its size does not depend on how long that is.
struct ForecastTally {
    private var totals = Array(repeating: 0, count: RequestClass.allCases.count)
    private var firstDay: [Int]?
    private(set) var refused = 0
    private var unread: Int
    private var leftOver: Int
    private var firstPass: Duration?
    private var converged: Duration?
    private var drifts = 0
    private var seen = DelayHistogram()
    private var mended = DelayHistogram()
    private var held: [HoldReason: Set<ResourceID>] = [:]

    init(_ fleet: ForecastFleet) {
        unread = fleet.doors.count { $0.isReadable }
        leftOver = fleet.doors.count { $0.isLeftOver }
        if unread == 0 { firstPass = .zero }
    }

    mutating func sent(_ purpose: RequestClass) {
        totals[purpose.rawValue] += 1
    }

    mutating func refusedOne() {
        refused += 1
    }

    /// A day of the forecast is over.
    mutating func dayEnded() {
        if firstDay == nil { firstDay = totals }
    }

    mutating func held(_ reason: HoldReason, _ resource: ResourceID) {
        held[reason, default: []].insert(resource)
    }

    // MARK: Doors

    mutating func read(_ door: inout ForecastFleet.Door, at now: BootTime, since start: BootTime) {
        if !door.wasRead {
            door.wasRead = true
            unread -= 1
            if unread == 0 { firstPass = now - start }
        }
        if let drift = door.drift, !drift.isSeen {
            door.drift?.isSeen = true
            seen.add(now - drift.at)
        }
    }

    mutating func drifted(_ door: inout ForecastFleet.Door, at now: BootTime) {
        guard !door.hasDrifted else { return }
        door.hasDrifted = true
        door.drift = (now, false)
        drifts += 1
    }

    mutating func written(_ door: inout ForecastFleet.Door, enabled: Bool, at now: BootTime, since start: BootTime) {
        door.hasDrifted = enabled != door.desired
        guard !door.hasDrifted else { return }
        if let drift = door.drift { mended.add(now - drift.at) }
        door.drift = nil
        if door.isLeftOver {
            door.isLeftOver = false
            leftOver -= 1
            if leftOver == 0 { converged = now - start }
        }
    }

    // MARK: Report

    func fill(_ report: inout ForecastReport) {
        report.requests = RequestClass.allCases.map { purpose in
            let total = totals[purpose.rawValue]
            return ForecastReport.Requests(
                purpose, total: total, firstDay: firstDay.map { $0[purpose.rawValue] } ?? total)
        }
        report.refused = refused
        report.firstPass = firstPass
        report.converged = converged
        report.unconverged = leftOver
        report.drifts.happened = drifts
        report.drifts.seen = seen.delays
        report.drifts.mended = mended.delays
        report.holds = held.mapValues(\.count)
    }
}
