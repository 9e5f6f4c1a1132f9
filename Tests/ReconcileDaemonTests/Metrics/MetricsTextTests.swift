import Foundation
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("Metrics as text")
struct MetricsTextTests {
    private static let samples: [MetricSample] = {
        var took = MetricValue.Distribution()
        for seconds in [0.01, 0.2, 0.25, 7, 90] { took.record(seconds) }
        return [
            MetricCatalogue.targets.sample(2, "web", "drifted"), MetricCatalogue.targets.sample(0.5, "db", "unknown"),
            MetricCatalogue.targets.sample(40, "web", "compliant"),
            MetricSample(
                family: MetricCatalogue.reconcileDuration, labels: ["a \"b\" \\ c\nd"], value: .distribution(took)),
            MetricCatalogue.changes.sample(3, "web", "adopt", "confirmed"),
            MetricCatalogue.lastSuccess.sample(1_795_262_400.25, "web"), MetricCatalogue.openDoors.sample(0),
            MetricCatalogue.buildInfo.sample(1, "0.1.0"),
        ]
    }()

    @Test("OpenMetrics: families in the catalogue's order with type, unit and help, series by their labels, and an end")
    func openMetrics() throws {
        let text = MetricsText(format: .openMetrics).text(Self.samples)
        #expect(
            String(text.dropLast()) == (try Expectation.text("metrics.openmetrics", actual: String(text.dropLast()))))
    }

    @Test("the older format names counters as queries do, and knows neither units nor an end")
    func plainText() throws {
        let text = MetricsText(format: .prometheus).text(Self.samples)
        #expect(
            String(text.dropLast()) == (try Expectation.text("metrics.prometheus", actual: String(text.dropLast()))))
    }

    @Test("what a strict reader reads is what was written")
    func roundTrip() throws {
        let reader = try OpenMetricsReader(MetricsText(format: .openMetrics).text(Self.samples))
        #expect(reader.value("reconciled_targets", ["policy": "db", "verdict": "unknown"]) == 0.5)
        #expect(reader.value("reconciled_last_success_timestamp_seconds", ["policy": "web"]) == 1_795_262_400.25)
        let odd = "a \"b\" \\ c\nd"
        #expect(reader.value("reconciled_reconcile_duration_seconds_count", ["policy": odd]) == 5)
        #expect(reader.value("reconciled_reconcile_duration_seconds_bucket", ["policy": odd, "le": "0.25"]) == 3)
        #expect(reader.value("reconciled_reconcile_duration_seconds_bucket", ["policy": odd, "le": "+Inf"]) == 5)
        #expect(reader.points.count == 7 + 12 + 2)
    }

    @Test("every name follows the rules: a prefix, a unit at the end, and `_total` for what only grows")
    func names() {
        #expect(Set(MetricCatalogue.all.map(\.name)).count == MetricCatalogue.all.count)
        for family in MetricCatalogue.all {
            #expect(family.name.hasPrefix("reconciled_") || family.name.hasPrefix("process_"), "\(family.name)")
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
            #expect(family.stem.hasSuffix("_seconds") == (family.unit == .seconds), "\(family.name)")
            #expect(family.stem.hasSuffix("_bytes") == (family.unit == .bytes), "\(family.name)")
            #expect(family.help.hasSuffix("."), "\(family.name)")
        }
    }

    @Test("rules and board ask for metrics that there are, with labels that they have")
    func monitoring() throws {
        let known = Set(
            MetricCatalogue.all.flatMap { family in
                family.kind == .histogram
                    ? ["_bucket", "_sum", "_count"].map { family.name + $0 } : [family.name]
            })
        for file in ["reconciled.rules.yml", "reconciled.rules.test.yml", "reconciled.json"] {
            let text = try RepositoryFiles.text("systemd/monitoring/\(file)")
            let asked = Set(text.matches(of: /(?:reconciled|process)_[a-z_]+(?=[^a-z_.])/).map { String($0.output) })
            #expect(asked.subtracting(known) == [], "\(file)")
        }
        let table = try RepositoryFiles.text("systemd/monitoring/README.md").matches(of: /\n\| `(\w+)` \|/)
            .map { String($0.output.1) }
        #expect(table == MetricCatalogue.all.map(\.name))
    }
}
