/// One metric: the name that dashboards rely on, and what is told apart in it.
struct MetricFamily: Hashable, Sendable {
    /// As queries write it: counters end in `_total`, a unit stands at the end, or before that.
    let name: String
    let kind: Kind
    let unit: Unit?
    let help: String
    /// The names of its labels. The values of each come from a closed list, or from the policies' names, never from
    /// resources: the number of series does not grow with the fleet.
    let labels: [String]

    enum Kind: String, Hashable, Sendable {
        case counter
        case gauge
        case histogram
        /// A constant 1 whose labels tell something.
        case info
    }

    enum Unit: String, Hashable, Sendable {
        case seconds
        case bytes
    }

    init(_ kind: Kind, _ name: String, unit: Unit? = nil, labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.labels = labels
    }

    /// The name without the ending that its kind adds.
    var stem: String {
        switch kind {
        case .counter: name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
        case .info: name.hasSuffix("_info") ? String(name.dropLast("_info".count)) : name
        case .gauge, .histogram: name
        }
    }

    /// One series of it.
    ///
    /// - Parameter labels: the values, in the order of the names.
    func sample(_ value: Double, _ labels: String...) -> MetricSample {
        MetricSample(family: self, labels: labels, value: .number(value))
    }
}
