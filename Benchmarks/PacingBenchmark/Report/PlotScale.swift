import Foundation

/// Where a value stands on an axis whose steps are powers of ten. What is below `least`, nought included, stands at the
/// left end; what is above `most` at the right one.
struct PlotScale {
    let least: Double
    let most: Double
    let left: Double
    let right: Double
    /// The values written below the axis.
    let ticks: [(value: Double, text: String)]

    func x(_ value: Double) -> Double {
        // The left tenth is for everything that is as good as nought.
        let first = left + (right - left) / 10
        guard value >= least else { return left }
        let part = log10(min(value, most) / least) / log10(most / least)
        return first + part * (right - first)
    }

    /// Time over the bound, in percent of it.
    static func overBound(left: Double, right: Double) -> Self {
        Self(
            least: 0.1, most: 500, left: left, right: right,
            ticks: [(0, "0"), (0.1, "0.1 %"), (1, "1 %"), (10, "10 %"), (100, "100 %")])
    }

    static func count(left: Double, right: Double) -> Self {
        Self(
            least: 0.5, most: 4000, left: left, right: right,
            ticks: [(0, "0"), (1, "1"), (10, "10"), (100, "100"), (1000, "1000")])
    }

    static func seconds(left: Double, right: Double) -> Self {
        Self(
            least: 0.1, most: 200, left: left, right: right,
            ticks: [(0.1, "0.1 s"), (1, "1 s"), (10, "10 s"), (100, "100 s")])
    }
}
