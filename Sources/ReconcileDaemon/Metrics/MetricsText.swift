/// Samples as text: OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), or the older format of
/// Prometheus for those who ask for plain text.
struct MetricsText: Sendable {
    let format: Format

    enum Format: Hashable, Sendable {
        case openMetrics
        case prometheus

        /// For `Content-Type`.
        var mediaType: String {
            switch self {
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            }
        }
    }

    /// Families in the order of the catalogue, the series of each by their labels; a family without any is left out.
    func text(_ samples: [MetricSample]) -> String {
        let groups = Dictionary(grouping: samples, by: \.family)
        var lines: [String] = []
        for family in MetricCatalogue.all {
            guard let group = groups[family] else { continue }
            lines += heading(of: family)
            for sample in group.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
                lines += self.lines(of: sample)
            }
        }
        if format == .openMetrics { lines.append("# EOF") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading(of family: MetricFamily) -> [String] {
        switch format {
        case .openMetrics:
            let unit = family.unit.map { ["# UNIT \(family.stem) \($0.rawValue)"] } ?? []
            return ["# TYPE \(family.stem) \(family.kind.rawValue)"] + unit
                + ["# HELP \(family.stem) \(escaped(family.help))"]
        case .prometheus:
            let kind = family.kind == .info ? .gauge : family.kind
            return ["# HELP \(family.name) \(family.help)", "# TYPE \(family.name) \(kind.rawValue)"]
        }
    }

    private func lines(of sample: MetricSample) -> [String] {
        let name = sample.family.name
        let labels = zip(sample.family.labels, sample.labels).map { "\($0)=\"\(escaped($1))\"" }
        switch sample.value {
        case .number(let value):
            return [line(name, labels, number(value))]
        case .distribution(let distribution):
            var sum: UInt64 = 0
            let ends = MetricValue.Distribution.bounds.map { "\($0)" } + ["+Inf"]
            let buckets = zip(ends, distribution.counts).map { end, count in
                sum += count
                return line("\(name)_bucket", labels + ["le=\"\(end)\""], "\(sum)")
            }
            return buckets + [
                line("\(name)_sum", labels, number(distribution.sum)),
                line("\(name)_count", labels, "\(distribution.count)"),
            ]
        }
    }

    private func line(_ name: String, _ labels: [String], _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels.joined(separator: ","))} \(value)"
    }

    /// Whole numbers without a fraction, as far as a `Double` tells them apart.
    private func number(_ value: Double) -> String {
        value.magnitude < 1e15 && value == value.rounded() ? "\(Int64(value))" : "\(value)"
    }

    private func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
