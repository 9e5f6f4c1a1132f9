/// How often the run reached states that only count as tested where they were reached.
package struct Marks: Sendable {
    package private(set) var counts: [String: Int] = [:]

    package init() {}

    mutating func hit(_ mark: String) {
        counts[mark, default: 0] += 1
    }

    package mutating func add(_ other: Marks) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }
}
