import ReconcileCore

extension Duration {
    /// The units a duration is written in, the largest first.
    private static let units: [(letter: Character, seconds: Int)] = [
        ("d", 86400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// Reads whole numbers with units, the larger before the smaller, each at most once: `30s`, `1h30m`, `7d`.
    package init?(spelled text: String) {
        var total = 0
        var rest = Substring(text)
        var units = Self.units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            // Six digits of days are 2,700 years, and no sum of four such numbers overflows.
            guard digits.count <= 6, let number = wholeNumber(String(digits)), let letter = rest.popFirst(),
                let position = units.firstIndex(where: { $0.letter == letter })
            else { return nil }
            total += number * units[position].seconds
            units = units[(position + 1)...]
        }
        self = .seconds(total)
    }

    /// The shortest spelling in whole seconds, as in `1h30m`.
    package var spelled: String {
        var rest = Int(components.seconds)
        var text = ""
        for unit in Self.units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
