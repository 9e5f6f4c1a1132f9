/// What a parser gave back is not what it promises.
struct BrokenPromise: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// - Parameter words: what is promised, as a sentence.
func promise(_ isKept: Bool, _ words: @autoclosure () -> String) throws(BrokenPromise) {
    if !isKept { throw BrokenPromise(words()) }
}

/// Text that people will see: nothing in it steers a terminal, breaks a line or turns the direction of writing.
func promiseShowable(_ text: String?, atMost longest: Int, _ name: String) throws(BrokenPromise) {
    guard let text else { return }
    // Nearly every text is nothing but printable ASCII.
    if text.utf8.count <= longest, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return }
    try promise(text.unicodeScalars.count <= longest, "\(name) is cut to \(longest) characters")
    let steers = text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isBidiControl
        }
    }
    try promise(!steers, "\(name) can be shown: '\(text.debugDescription)'")
}

/// A second reading of the same bytes, or of what was written back, gives the same.
func promiseEqual<Value: Equatable>(_ first: Value, _ second: Value, _ name: String) throws(BrokenPromise) {
    try promise(first == second, "\(name) stays the same: \(first) became \(second)")
}
