import CoreMetrics
import Testing

@testable import ReconcileDaemon

@Suite("The registry behind swift-metrics")
struct MetricRegistryTests {
    private let registry = MetricRegistry()

    private static let requests: [(String, String)] = [("method", "GET"), ("endpoint", "/vps"), ("code", "200")]

    @Test("one name with the same labels is one series, whoever counts it and however often it is made")
    func oneSeries() async {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [registry] in
                    for _ in 0..<500 {
                        Counter(label: "reconciled_api_requests_total", dimensions: Self.requests, factory: registry)
                            .increment()
                    }
                }
            }
        }
        #expect(registry.samples() == [MetricCatalogue.requests.sample(4000, "GET", "/vps", "200")])
    }

    @Test("what the catalogue does not have, in name, kind or labels, is let fall")
    func unknown() {
        Counter(label: "something_total", factory: registry).increment()
        Counter(label: "reconciled_open_doors", factory: registry).increment()
        Gauge(label: "reconciled_circuit_opens_total", factory: registry).record(1)
        Counter(
            label: "reconciled_circuit_opens_total", dimensions: [("resource", "vps_1")], factory: registry
        ).increment()
        Timer(label: "reconciled_open_doors", factory: registry).recordSeconds(1)
        #expect(registry.samples() == [])
    }

    @Test("gauges keep the newest value, timers record seconds, and what is destroyed is gone")
    func kinds() {
        let gauge = Gauge(label: "reconciled_open_doors", factory: registry)
        gauge.record(3)
        gauge.record(2)
        let meter = Meter(label: "reconciled_circuit_open", factory: registry)
        meter.set(5)
        meter.increment(by: 2.0)
        meter.decrement(by: 1.0)
        Timer(
            label: "reconciled_reconcile_duration_seconds", dimensions: [("policy", "p")], factory: registry
        ).recordMilliseconds(300)
        var took = MetricValue.Distribution()
        took.record(0.3)
        #expect(
            Set(registry.samples()) == [
                MetricCatalogue.openDoors.sample(2), MetricCatalogue.circuitOpen.sample(6),
                MetricSample(family: MetricCatalogue.reconcileDuration, labels: ["p"], value: .distribution(took)),
            ])
        gauge.destroy()
        #expect(!registry.samples().contains { $0.family == MetricCatalogue.openDoors })
    }

    @Test("a family has so many series at the most, and those that are known go on counting")
    func bounded() {
        for number in 0..<(MetricRegistry.mostSeriesOfAFamily + 10) {
            let labels = [("policy", "p\(number)"), ("result", "success")]
            Counter(label: "reconciled_reconcile_total", dimensions: labels, factory: registry).increment()
        }
        let known = [("policy", "p0"), ("result", "success")]
        Counter(label: "reconciled_reconcile_total", dimensions: known, factory: registry).increment()
        let samples = registry.samples()
        #expect(samples.count == MetricRegistry.mostSeriesOfAFamily)
        #expect(samples.contains(MetricCatalogue.reconciles.sample(2, "p0", "success")))
    }
}
