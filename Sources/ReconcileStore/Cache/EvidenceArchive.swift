/// The evidence of every resource, gone ones too, by resource, policy and then oldest first.
package struct EvidenceArchive: Hashable, Sendable {
    package var intervals: [EvidenceInterval]
    package var sums: [EvidenceSum]

    package init(intervals: [EvidenceInterval] = [], sums: [EvidenceSum] = []) {
        self.intervals = intervals
        self.sums = sums
    }
}
