import ReconcileControl
import ReconcileCore
import ReconcileStore
import Synchronization

/// The metrics of the running service.
final class ServiceMetrics: Sendable {
    /// What is counted while it runs.
    let run = RunMetrics()
    private let desk: EngineDesk
    private let directory: StateDirectory
    private let process: ProcessMetrics
    private let newest = Mutex<Collection?>(nil)

    /// Samples that are made, or being made.
    private struct Collection {
        var begunAt: BootTime
        var samples: Task<[MetricSample], any Error>
    }

    /// Whoever scrapes within this time of another gets the same, so that no number of them makes more work: the report
    /// of a large fleet takes some milliseconds of a processor.
    static let sharedFor = Duration.seconds(1)

    init(_ desk: EngineDesk, _ directory: StateDirectory, at now: Moment) {
        self.desk = desk
        self.directory = directory
        process = ProcessMetrics(at: now)
        run.loaded(at: now.wall)
    }

    /// - Throws: `ControlRefusal.ending` where no engine can be asked any more.
    func answer(_ form: AnswerForm) async throws(ControlRefusal) -> ControlAnswer {
        let format: MetricsText.Format = form.format == .text ? .prometheus : .openMetrics
        let samples: [MetricSample]
        do {
            samples = try await collection(at: SystemClock.now().boot).value
        } catch {
            throw .ending
        }
        return ControlAnswer(
            output: MetricsText(format: format).text(samples), exitCode: 0, mediaType: format.mediaType)
    }

    private func collection(at now: BootTime) -> Task<[MetricSample], any Error> {
        newest.withLock { newest in
            if let newest, now - newest.begunAt < Self.sharedFor { return newest.samples }
            let samples = Task { try await collect() }
            newest = Collection(begunAt: now, samples: samples)
            return samples
        }
    }

    private func collect() async throws -> [MetricSample] {
        let engine = try await desk.engine()
        let sizes = directory.databaseBytes().map { MetricCatalogue.databaseBytes.sample(Double($0.value), $0.key) }
        return [MetricCatalogue.buildInfo.sample(1, Version.current)]
            + run.samples(policies: engine.policiesInForce.map(\.name))
            + FleetMetrics(engine, at: SystemClock.now()).samples + sizes + process.samples
    }
}
