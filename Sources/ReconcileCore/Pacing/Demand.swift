/// What waits behind the request that asks to leave: some rules of pacing depend on it.
package struct Demand: Hashable, Sendable {
    /// How many requests could leave now, this one included. Where all of them fit into what is left of a window, there
    /// is nothing to spread.
    package var ready: Int
    /// True while a write, a confirmation, or a read that a write will rest on is planned or under way: reads then
    /// leave the last part of each window to it. A pass of reads alone gives nothing away.
    package var expectsWrites: Bool

    package init(ready: Int = 1, expectsWrites: Bool = false) {
        self.ready = ready
        self.expectsWrites = expectsWrites
    }
}
