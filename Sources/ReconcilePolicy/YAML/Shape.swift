/// A scalar as written.
struct Scalar {
    var text: String
    var isPlain: Bool
}

/// What one scalar value has to be.
struct Shape<Value> {
    /// In words, as in `a duration such as 30m or 6h`.
    var wants: String
    var read: (Scalar) throws(Mismatch) -> Value
}

/// Why a scalar does not fit.
struct Mismatch: Error {
    /// What would, where that can be said better than by the shape's own words.
    var wants: String?
    /// The rest of a sentence that begins with the key, where what was written is better not repeated.
    var problem: String?
    var hint: String?
}

extension Shape {
    /// A value that is written without quotes.
    static func plain(_ wants: String, _ read: @escaping (String) -> Value?) -> Shape<Value> {
        Shape(wants: wants) { scalar throws(Mismatch) in
            let value = read(scalar.text)
            if let value, scalar.isPlain { return value }
            throw Mismatch(hint: value == nil ? nil : "write it without quotes")
        }
    }

    /// A value that may stand in quotes.
    static func text(_ wants: String, _ read: @escaping (String) -> Value?) -> Shape<Value> {
        Shape(wants: wants) { scalar throws(Mismatch) in
            guard let value = read(scalar.text) else { throw Mismatch() }
            return value
        }
    }

    /// One of a closed list of words; `meanings` has them in the order in which a message names them.
    static func word(_ meanings: [(word: String, value: Value)]) -> Shape<Value> {
        let words = meanings.map(\.word)
        return Shape(wants: enumeration(words, joinedBy: "or")) { scalar throws(Mismatch) in
            if let found = meanings.first(where: { $0.word == scalar.text }) { return found.value }
            let nearest = Spelling.nearest(to: scalar.text, among: words)
            throw Mismatch(hint: nearest.map { "did you mean '\($0)'?" })
        }
    }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var word: Shape<Value> {
        word(Value.allCases.map { ($0.rawValue, $0) })
    }
}

extension Shape<Bool> {
    static var bool: Self {
        .plain("true or false") { text in
            switch text {
            case "true": true
            case "false": false
            default: nil
            }
        }
    }
}

extension Shape<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        .plain("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            wholeNumber(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A share from 1% to 100%.
    static var percentage: Self {
        .text("a share from 1% to 100%", percent)
    }
}

extension Shape<String> {
    /// One line of text without control characters; blanks at both ends do not count.
    static func line(_ wants: String, longest: Int) -> Self {
        .text("\(wants), at most \(longest) characters on one line") { text in
            let trimmed = text.trimmed
            return trimmed.isEmpty || trimmed.unicodeScalars.count > longest || escapingControls(in: trimmed) != trimmed
                ? nil : trimmed
        }
    }
}

extension Shape<Duration> {
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        Shape(wants: "a duration such as 30m or 6h") { scalar throws(Mismatch) in
            guard let duration = Duration(spelled: scalar.text) else { throw Mismatch() }
            guard range.contains(duration) else {
                throw Mismatch(
                    wants: "a duration from \(range.lowerBound.spelled) to \(range.upperBound.spelled)")
            }
            return duration
        }
    }
}

/// A decimal number as people write it: no leading zeros, which older YAML took for octal, and at most 9 digits.
func wholeNumber(_ text: String) -> Int? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
    guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
        digits == "0" || digits.first != "0"
    else { return nil }
    return Int(text)
}

/// Reads `1%` to `100%`.
func percent(_ text: String) -> Int? {
    guard text.hasSuffix("%"), let number = wholeNumber(String(text.dropLast())), (1...100).contains(number) else {
        return nil
    }
    return number
}

extension String {
    /// Without blanks and line breaks at both ends.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
