package import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// `forecast`: what the service would do with a fleet. Asks nothing of the API, takes no lock and changes no state.
package struct ForecastCommand: Sendable {
    package struct Options: Sendable {
        /// So many made-up servers; `nil` for those that the state knows.
        package var fleet: Int?
        package var limit: RateCeiling?
        package var drift: DriftExpression
        package var span: Duration
        package var seed: UInt64

        package init(fleet: Int?, limit: RateCeiling?, drift: DriftExpression, span: Duration, seed: UInt64) {
            self.fleet = fleet
            self.limit = limit
            self.drift = drift
            self.span = span
            self.seed = seed
        }
    }

    /// Answers a question; calls back with the number of each simulated day that is over.
    package typealias Forecaster = @Sendable (ForecastQuestion, (Int) -> Void) -> ForecastReport

    let invocation: Invocation
    let options: Options
    let terminal: Terminal
    let forecaster: Forecaster

    /// The API's lists are believed up to so many.
    package static let fleetSizes = 1...100_000
    /// Less than an hour says nothing, more than ten years nobody plans for.
    package static let spans = Duration.hours(1) ... .days(3650)
    /// Whoever waits longer than this is told how far it is.
    private static let silence = Duration.seconds(1)

    package init(
        _ invocation: Invocation, _ options: Options, _ terminal: Terminal, forecaster: @escaping Forecaster
    ) {
        self.invocation = invocation
        self.options = options
        self.terminal = terminal
        self.forecaster = forecaster
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: ForecastDocument.init(failedAt:error:)) {
            let now = SystemClock.now()
            let inputs = try Inputs.require(invocation, at: now.wall)
            for warning in inputs.warnings { terminal.printError(warning.description) }
            let question = try await question(inputs, at: now.wall)
            let report = forecast(question, since: now.boot)
            guard report.fleet.matched > 0 else { throw noPolicyMatches }
            switch invocation.format {
            case .json: terminal.print(ForecastDocument(report, options, at: now.wall).json())
            case .text:
                let text = ForecastText(report: report, options: options, terminal: terminal)
                for line in text.lines() { terminal.print(line) }
            }
            return .done
        }
    }

    private func question(_ inputs: Inputs, at now: WallTime) async throws -> ForecastQuestion {
        if let count = options.fleet {
            return question(inputs, LedgerMemory(), .madeUp(count), nil, distrust: nil, at: now)
        }
        return try await StateAccess.with(invocation, inputs.configuration, writes: false) { store in
            let cache = try await StateAccess.reading { try await store.cache.load() }
            guard !cache.resources.isEmpty else {
                throw CommandFailure(
                    .failed, "no server is known yet, so there is no fleet to forecast",
                    hint: "say how many there are, as in `reconciled forecast --fleet 50`, or let `reconciled once` or "
                        + "the service look first")
            }
            return question(
                inputs, try await StateAccess.memory(of: store), .known(cache.resources), cache.pacing,
                distrust: await StateAccess.distrust(of: store), at: now)
        }
    }

    private func question(
        _ inputs: Inputs, _ memory: LedgerMemory, _ fleet: ForecastQuestion.Fleet, _ pacing: PacingRecord?,
        distrust: String?, at now: WallTime
    ) -> ForecastQuestion {
        let configuration = EngineConfiguration(
            mode: .service, settings: inputs.configuration.settings, seed: options.seed,
            localAddresses: options.fleet == nil ? LocalAddresses.read() : [], ledgerDistrust: distrust)
        return ForecastQuestion(
            configuration: configuration, policies: inputs.policies.map { foreseen($0, from: now) }, memory: memory,
            fleet: fleet, pacing: pacing,
            limit: options.limit, driftPerDay: options.drift.perDay, span: options.span, start: now)
    }

    /// With its windows worked out to the end of the forecast, as nobody does it meanwhile.
    private func foreseen(_ policy: Policy, from now: WallTime) -> Policy {
        var policy = policy
        policy.windows = policy.windows?.expanded(around: now, until: now + options.span + PolicyWindows.horizon)
        return policy
    }

    private func forecast(_ question: ForecastQuestion, since start: BootTime) -> ForecastReport {
        let days = Int(options.span.milliseconds / Duration.days(1).milliseconds)
        let report = forecaster(question) { day in
            guard terminal.hasProgress, SystemClock.now().boot - start > Self.silence else { return }
            terminal.progress("forecasting, day \(day) of \(days)")
        }
        terminal.progress("")
        return report
    }

    private var noPolicyMatches: CommandFailure {
        let hint =
            options.fleet == nil
            ? "see what `reconciled plan` says"
            : "made-up servers run debian, have no tags and are named 'server-1' and so on; leave '--fleet' out to forecast "
                + "the servers that are known"
        return CommandFailure(.failed, "no policy matches any server of this fleet", hint: hint)
    }
}
