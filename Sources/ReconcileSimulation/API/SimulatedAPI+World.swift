import Foundation
package import ReconcileCore

extension SimulatedAPI {
    /// What every event of the simulation is given as now.
    package typealias Instant = Moment

    /// An instant of a clock that is not made of the core's types.
    ///
    /// - Parameters:
    ///   - sinceStart: on a clock that never jumps, from any beginning.
    ///   - milliseconds: the date, since 1970-01-01T00:00:00Z.
    package static func moment(sinceStart: Duration, millisecondsSince1970 milliseconds: Int64) -> Instant {
        Moment(
            boot: BootTime(sinceBoot: sinceStart), wall: WallTime(millisecondsSince1970: milliseconds))
    }

    /// The guest of that id, or else of that name.
    package func guest(_ nameOrID: String) -> SimulatedGuest? {
        indexes[nameOrID].map { guests[$0] } ?? guests.first { $0.name == nameOrID }
    }

    /// Puts a guest before all others in the list, where the provider's newest stand: later pages shift.
    package mutating func add(_ guest: SimulatedGuest) {
        guests.insert(guest, at: 0)
        indexGuests()
    }

    /// Changes a guest as someone else would, behind the API's back.
    ///
    /// - Returns: the guest as it is now, or as it was if it was removed; `nil` where there is none.
    @discardableResult
    package mutating func change(_ nameOrID: String, _ change: GuestChange) -> SimulatedGuest? {
        guard let guest = guest(nameOrID), let index = indexes[guest.id] else { return nil }
        if change.removed == true {
            guests.remove(at: index)
            indexGuests()
            return guest
        }
        if change.concernsLogin { views[guest.id] = GuestView(before: guest.login) }
        change.apply(to: &guests[index])
        return guests[index]
    }

    /// Someone switches password login back on by hand.
    @discardableResult
    package mutating func reopen(_ nameOrID: String) -> SimulatedGuest? {
        change(nameOrID, .reopen)
    }

    /// The hosting account of that id, or else of that name.
    package func account(_ nameOrID: String) -> SimulatedAccount? {
        accountIndexes[nameOrID].map { accounts[$0] } ?? accounts.first { $0.name == nameOrID }
    }

    /// Puts a hosting account before all others in their list.
    package mutating func add(_ account: SimulatedAccount) {
        accounts.insert(account, at: 0)
        indexAccounts()
    }

    /// Changes a hosting account as someone else would, behind the API's back.
    ///
    /// - Returns: the account as it is now, or as it was if it was removed; `nil` where there is none.
    @discardableResult
    package mutating func change(account nameOrID: String, _ change: AccountChange) -> SimulatedAccount? {
        guard let account = account(nameOrID), let index = accountIndexes[account.id] else { return nil }
        if change.removed == true {
            accounts.remove(at: index)
            indexAccounts()
            return account
        }
        change.apply(to: &accounts[index])
        return accounts[index]
    }

    /// Puts these faults in place of those before. Their times begin with the next request.
    package mutating func setFaults(_ rules: [FaultRule]) {
        faults = FaultPlan(rules, seed: configuration.seed)
    }

    /// Puts this limit in place of all before; it begins unused.
    package mutating func setRateLimit(_ limit: RateLimit?) {
        limiter = limit.map(RateLimiter.init)
    }

    /// Puts these keys in place of those before.
    package mutating func setKeys(_ keys: [SimulatedKey]) {
        configuration.keys = keys
    }

    /// What was asked and answered so far, and what was wrong with it.
    package func report(at now: Moment) -> SimulationReport {
        referee.report(guests, accounts, underWay: exchanges.count, at: now.wall)
    }

    mutating func indexGuests() {
        indexes = Dictionary(
            guests.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func indexAccounts() {
        accountIndexes = Dictionary(
            accounts.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Lets the drifts happen that were due: a Poisson process over the whole fleet.
    mutating func drift(until now: BootTime) {
        let perDay = configuration.driftsPerDay * Double(guests.count)
        guard perDay > 0 else { return }
        var next = nextDrift ?? now + driftGap(perDay)
        for _ in 0..<Self.driftsAtOnce where next <= now {
            reopen(guests[Int(driftDraws.next() % UInt64(guests.count))].id)
            next = next + driftGap(perDay)
        }
        nextDrift = next
    }

    /// So that a clock that leaps by years costs no more than this.
    private static let driftsAtOnce = 10_000

    private mutating func driftGap(_ perDay: Double) -> Duration {
        .seconds(-log(1 - driftDraws.unit()) / perDay * 86400)
    }
}
