/// How a resource stands to what is wanted of it.
package enum Verdict: String, Hashable, CaseIterable, Codable, Sendable {
    case compliant
    case drifted
    /// It could not be told. Nothing is ever written on it.
    case unknown
}
