/// Text from a file as a message shows it: in single quotes, on one line, cut where it is long.
func quoted(_ text: String) -> String {
    // A value is shown to be recognised, not to be read in full; 60 characters leave room for the sentence around it.
    // Combining marks count too: any number of them can stand on one letter.
    let longest = 60
    let scalars = text.unicodeScalars
    let shown = scalars.count > longest ? String(scalars.prefix(longest)) + "…" : text
    return "'\(escapingControls(in: shown))'"
}

/// The text without anything that moves the cursor, changes colours or reverses the direction of writing.
func escapingControls(in text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Names in the order given, as in `'a', 'b' and 'c'`.
func enumeration(_ names: [String], joinedBy word: String) -> String {
    let all = names.map { "'\($0)'" }
    guard let last = all.last, all.count > 1 else { return all.joined() }
    return "\(all.dropLast().joined(separator: ", ")) \(word) \(last)"
}
