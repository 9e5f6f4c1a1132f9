import Foundation
import ReconcileCore

/// The random numbers of one run: one generator for each purpose, so that one more draw here shifts nothing there.
enum Draws {
    enum Purpose: UInt64 {
        case offset = 1
        case network
        case neighbour
        case client
        case writes
        case kill
        case service
    }

    /// - Parameter index: which of several equals, as with two clients.
    static func generator(seed: UInt64, for purpose: Purpose, index: Int = 0) -> SplitMix64 {
        var mixer = SplitMix64(seed: seed &* 1_000_003 &+ purpose.rawValue &* 1009 &+ UInt64(index))
        return SplitMix64(seed: mixer.next())
    }
}

extension SplitMix64 {
    /// A time between two such happenings, which come at random with this mean.
    mutating func exponential(mean: Double) -> Double {
        -mean * log(1 - unit())
    }

    mutating func uniform(_ range: ClosedRange<Duration>) -> Duration {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }
}
