import CoreMetrics
import Synchronization

/// Where counters, gauges and timers of swift-metrics keep their values.
///
/// It keeps the metrics of the catalogue, with the labels that they have there, and lets everything else fall: what is
/// served is what is documented.
final class MetricRegistry: MetricsFactory {
    private let series = Mutex<[MetricFamily: [[String]: MetricSeries]]>([:])

    /// A policy has a dozen at the most in any family, and nobody has hundreds of policies: more are a mistake, and not
    /// kept.
    static let mostSeriesOfAFamily = 4000

    /// Everything that was counted, in no order.
    func samples() -> [MetricSample] {
        let all = series.withLock { $0 }
        return all.flatMap { family, series in
            series.map { MetricSample(family: family, labels: $0.key, value: $0.value.value) }
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler(.counter, label, dimensions) ?? NOOPMetricsHandler.instance
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        handler(.counter, label, dimensions) ?? NOOPMetricsHandler.instance
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        handler(.gauge, label, dimensions) ?? NOOPMetricsHandler.instance
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(aggregate ? .histogram : .gauge, label, dimensions) ?? NOOPMetricsHandler.instance
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handler(.histogram, label, dimensions) ?? NOOPMetricsHandler.instance
    }

    func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// - Returns: the same one for the same name and labels; `nil` where the catalogue has no such metric.
    private func handler(
        _ kind: MetricFamily.Kind, _ label: String, _ dimensions: [(String, String)]
    ) -> MetricSeries? {
        guard let family = MetricCatalogue.byName[label], family.kind == kind,
            dimensions.map(\.0) == family.labels
        else { return nil }
        let labels = dimensions.map(\.1)
        return series.withLock { all in
            if let known = all[family]?[labels] { return known }
            guard all[family]?.count ?? 0 < Self.mostSeriesOfAFamily else { return nil }
            let new = MetricSeries(kind)
            all[family, default: [:]][labels] = new
            return new
        }
    }

    private func remove(_ handler: AnyObject) {
        series.withLock { all in
            for family in all.keys { all[family] = all[family]?.filter { $0.value !== handler } }
        }
    }
}

/// One series while it counts.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let state: Mutex<MetricValue>

    init(_ kind: MetricFamily.Kind) {
        state = Mutex(kind == .histogram ? .distribution(.init()) : .number(0))
    }

    var value: MetricValue { state.withLock { $0 } }

    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func set(_ value: Int64) { take(Double(value)) }
    func set(_ value: Double) { take(value) }
    func record(_ value: Int64) { take(Double(value)) }
    func record(_ value: Double) { take(value) }
    func recordNanoseconds(_ duration: Int64) { take(Double(duration) / 1e9) }

    func reset() {
        state.withLock { value in
            switch value {
            case .number: value = .number(0)
            case .distribution: value = .distribution(.init())
            }
        }
    }

    private func add(_ amount: Double) {
        state.withLock { value in
            if case .number(let number) = value { value = .number(number + amount) }
        }
    }

    private func take(_ new: Double) {
        state.withLock { value in
            switch value {
            case .number: value = .number(new)
            case .distribution(var distribution):
                distribution.record(new)
                value = .distribution(distribution)
            }
        }
    }
}
