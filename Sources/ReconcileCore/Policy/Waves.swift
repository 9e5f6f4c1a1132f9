/// How a policy's changes are rolled out: a few first, then batches, each of which must prove itself.
package struct Waves: Hashable, Codable, Sendable {
    /// How many go first, at least 1.
    package var canary: Int
    /// How many go at once after them.
    package var batch: Batch
    /// How long each must stay as wanted, from its confirmation on, before the next wave starts.
    package var soak: Duration
    /// So many failures halt it until a person releases it, at least 1.
    package var stopAfterFailures: Int

    /// At least one resource: the smaller of what is named.
    package struct Batch: Hashable, Codable, Sendable {
        /// A share of the matched resources in percent, 1...100, rounded down.
        package var percent: Int?
        package var resources: Int?

        package static func percent(_ share: Int) -> Self {
            Self(percent: share, resources: nil)
        }

        package static func resources(_ count: Int) -> Self {
            Self(percent: nil, resources: count)
        }

        package func size(matched: Int) -> Int {
            let sizes = [percent.map { matched * $0 / 100 }, resources].compactMap { $0 }
            return max(1, sizes.min() ?? 1)
        }

        package func smaller(_ other: Self) -> Self {
            Self(
                percent: [percent, other.percent].compactMap { $0 }.min(),
                resources: [resources, other.resources].compactMap { $0 }.min())
        }
    }

    package init(
        canary: Int = 1, batch: Batch = .percent(20), soak: Duration = .minutes(10), stopAfterFailures: Int = 2
    ) {
        self.canary = canary
        self.batch = batch
        self.soak = soak
        self.stopAfterFailures = stopAfterFailures
    }
}
