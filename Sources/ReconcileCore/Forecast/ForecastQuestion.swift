/// What a forecast is asked: what would this engine, with this memory and these policies, do with this fleet from here on?
package struct ForecastQuestion: Sendable {
    package var configuration: EngineConfiguration
    package var policies: [Policy]
    package var memory: LedgerMemory
    package var fleet: Fleet
    /// What is known of the API's pacing; a limit in it is taken for the API's.
    package var pacing: PacingRecord?
    /// The API's limit, where somebody says what it is; then nothing that was learned before counts.
    package var limit: RateCeiling?
    /// How likely each resource is to drift in a day, 0...1.
    package var driftPerDay: Double
    /// How far to look ahead.
    package var span: Duration
    package var start: WallTime

    package init(
        configuration: EngineConfiguration, policies: [Policy], memory: LedgerMemory = LedgerMemory(), fleet: Fleet,
        pacing: PacingRecord? = nil, limit: RateCeiling? = nil, driftPerDay: Double, span: Duration, start: WallTime
    ) {
        self.configuration = configuration
        self.policies = policies
        self.memory = memory
        self.fleet = fleet
        self.pacing = pacing
        self.limit = limit
        self.driftPerDay = driftPerDay
        self.span = span
        self.start = start
    }

    package enum Fleet: Sendable {
        /// Those that were listed, as they were last seen; one never read counts as it should be.
        case known([ResourceRecord])
        /// So many made-up ones that nobody has looked at yet. All of them have drifted, but for those that are only to be
        /// observed, where nothing could be seen of later drift then.
        case madeUp(Int)
    }
}
