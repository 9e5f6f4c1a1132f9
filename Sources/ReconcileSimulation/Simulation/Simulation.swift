import ReconcileCore
import ReconcileStore

/// A world in one thread: the real core, the real rows and the real wire, and everything around them made up from one
/// scenario.
package final class Simulation {
    let scenario: Scenario
    var clock = WorldClock()
    var agenda = Agenda<Occurrence>()
    /// Ours, and the one of somebody else to which a wrong token leads.
    var accounts: [SimulatedAPI]
    var process: SimulatedProcess?
    let state: SimulatedState
    /// What makes passwords, seals them and hands them to people.
    let vault: SimulatedVault
    var inspector: Inspector
    var marks = Marks()
    var trace: Trace
    var life = 0
    var requestsSent = 0
    var steps = 0
    /// Every boundary that was passed, and those at which the process dies.
    var boundaries = 0
    var cuts: Set<Int>
    /// How many were passed before all was healed.
    var boundariesOfRage = 0
    var cutIsReboot = false
    var cutKeepsCommit = false
    /// True where the next death takes the cache with it.
    var cacheIsLost = false
    /// Distinct states in which a cut fell.
    var statesCut: Set<UInt64> = []
    var boundaryNames: [String: Int] = [:]
    var policies: [Policy]
    var settings: Settings
    var isNoWrites = false
    /// The token in use, and the one that the process finds when it reads it again.
    var token = Simulation.goodToken
    var tokenInFile = Simulation.goodToken
    /// Until then nothing reaches the process.
    var stalledUntil: BootTime?
    var ledgerFailures: [StateInMemory.Failure] = []
    var cacheFailures: [StateInMemory.Failure] = []
    var lateWrites: [Duration] = []
    var doubledWrites = 0
    var share = ShareCount()
    /// What a person says to the ledger while no process runs.
    var said: [LedgerEntry] = []
    var restartAfter = Duration.seconds(1)
    /// What the newest process that ended in good order said in the end.
    var lastPass: PassReport?
    var isStartPlanned = false
    /// Disturbances whose time has come and whose phase has not.
    var waiting: [Int] = []
    let guestIDs: [String]
    let accountIDs: [String]
    let truth: [SimulatedGuest]
    /// Writes that left, in order.
    var writes: [(resource: ResourceID, change: Change, at: BootTime)] = []
    /// When each guest was last read well.
    var lastReads: [String: BootTime] = [:]
    var appeared = 0
    var isCalm = false
    /// How often a timer starts `once` or `plan`: so often that one begins in each opening of the windows.
    private(set) lazy var betweenPasses = (scenario.policySets.first ?? []).compactMap { $0.windows?.rules }
        .map { WindowRule.longestOpen($0, from: WorldClock().date, within: .days(4)) / 2 }
        .reduce(Self.usuallyBetweenPasses, min)
    private var instant = BootTime(sinceBoot: .zero)
    private var happenedNow = 0

    static let usuallyBetweenPasses = Duration.minutes(20)
    static let goodToken = "good"
    static let otherToken = "other"
    /// As `api.timeout` has it where nobody says otherwise.
    static let timeout = Duration.seconds(30)

    package init(_ scenario: Scenario, isVerbose: Bool = false) throws {
        self.scenario = scenario
        truth = scenario.fleet.guests(seed: scenario.seed)
        guestIDs = truth.map(\.id)
        accountIDs = scenario.fleet.accounts(seed: scenario.seed).map(\.id)
        accounts = [Self.api(scenario, truth, token: Self.goodToken)]
        accounts.append(
            Self.api(scenario, scenario.fleet.guests(seed: scenario.seed &+ 1), token: Self.otherToken, other: 1))
        state = try SimulatedState.make(scenario)
        vault = try SimulatedVault(seed: scenario.seed)
        policies = scenario.policySets.first ?? []
        settings = scenario.settings
        cuts = Set(scenario.cuts)
        trace = Trace(isVerbose: isVerbose)
        let clock = WorldClock()
        inspector = Inspector(facts: Facts(now: clock.machine, world: clock.now))
        inspector.facts.mode = scenario.mode
        inspector.facts.policies = policies
        inspector.facts.settings = settings
    }

    private static func api(
        _ scenario: Scenario, _ guests: [SimulatedGuest], token: String, other: UInt64 = 0
    ) -> SimulatedAPI {
        var configuration = SimulatedAPIConfiguration(seed: scenario.seed, keys: [SimulatedKey(token: token)])
        configuration.latency = scenario.shortestLatency...scenario.longestLatency
        configuration.rateLimit = scenario.limit
        configuration.rateHeaders = scenario.headers
        configuration.rateLimitCodes = RateLimitCode.allCases
        configuration.driftsPerDay = scenario.driftsPerDay
        configuration.pageLimit = scenario.pageLimit
        let accounts = scenario.fleet.accounts(seed: scenario.seed &+ other)
        return SimulatedAPI(configuration: configuration, guests: guests, accounts: accounts)
    }

    var isBroken: Bool { !inspector.findings.isEmpty }

    /// Lets the world go on until a time.
    func go(until end: BootTime) async {
        while !isBroken, let next = agenda.next, next <= end, let occurrence = agenda.take() {
            clock.now = max(clock.now, occurrence.at)
            guard noteProgress() else { return }
            await happen(occurrence.item)
            await disturbWaiting()
        }
        if !isBroken { clock.now = max(clock.now, end) }
    }

    /// Far more than any instant needs: a process that never lets time pass is stuck.
    private static let mostAtOnce = 20_000

    private func noteProgress() -> Bool {
        steps += 1
        happenedNow = clock.now == instant ? happenedNow + 1 : 0
        instant = clock.now
        guard happenedNow > Self.mostAtOnce else { return true }
        inspector.note("Progress", "it never lets time pass")
        return false
    }

    func see(_ sighting: Sighting) {
        inspector.facts.now = clock.machine
        // Dates can leap at the end; boot time cannot tell a day then.
        inspector.facts.world = BootTime(sinceBoot: .milliseconds(clock.date.millisecondsSince1970))
        inspector.see(sighting)
    }

    private func happen(_ occurrence: Occurrence) async {
        if let stalledUntil, stalledUntil > clock.now, occurrence.needsProcess {
            agenda.plan(occurrence, at: stalledUntil)
            return
        }
        switch occurrence {
        case .disturbance(let index): await disturb(index)
        case .arrival(let call): arrive(call)
        case .guestDone(let call, let guest): guestDone(call, guest)
        case .answer(let call, let answer): await deliver(answer, of: call)
        case .timeOut(let call): await timeOut(call)
        case .mail(let life): if life == process?.life { await readMail() }
        case .alarm(let life, let serial):
            if let process, life == process.life, serial == process.alarmSerial { post(.woke) }
        case .bell(let life): if life == process?.life { await hearBell() }
        case .commit(let life): if life == process?.life { await commit() }
        case .order(let life, let order): if life == process?.life { await perform(order) }
        case .tokenRead(let life): if life == process?.life { rereadToken() }
        case .stopAgain(let life): if life == process?.life { post(.stopping) }
        case .start:
            isStartPlanned = false
            await start()
        case .neighbour(let left, let gap): neighbour(left, gap)
        case .reopen(let guest): reopen(guest)
        }
    }
}
