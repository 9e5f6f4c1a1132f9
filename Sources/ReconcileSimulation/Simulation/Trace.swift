import ReconcileCore

/// A hash over everything that the process did and was told, in order; and, where somebody wants to read it, the text.
struct Trace {
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let isVerbose: Bool
    private(set) var lines: [String] = []

    init(isVerbose: Bool) {
        self.isVerbose = isVerbose
    }

    mutating func mix(_ number: UInt64) {
        hash = (hash ^ number) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
    }

    mutating func mix(_ text: String) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    mutating func say(_ clock: WorldClock, _ text: @autoclosure () -> String) {
        guard isVerbose else { return }
        let seconds = (clock.now - BootTime(sinceBoot: .hours(1000))).seconds
        lines.append("\(String(Int(seconds * 1000)).leftPadded(to: 10)) \(text())")
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
