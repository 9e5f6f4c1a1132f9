/// Moves over the characters of a YAML text, one token at a time, with the rules of libyaml's scanner.
struct YAMLCursor {
    private let scalars: [Unicode.Scalar]
    private(set) var index = 0
    private(set) var place = Place.start
    /// Where the newest scalar ended; blanks after it may already be passed.
    private(set) var endOfScalar = 0

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    var isAtEnd: Bool { index >= scalars.count }

    /// The character here, or U+0000 at the end: the text itself has none.
    var current: Unicode.Scalar { character(ahead: 0) }

    private func character(ahead distance: Int) -> Unicode.Scalar {
        index + distance < scalars.count ? scalars[index + distance] : "\0"
    }

    /// True for a space, a tab, a line break and the end of the text.
    func isBlank(ahead distance: Int) -> Bool {
        let character = character(ahead: distance)
        return character == " " || character == "\t" || character == "\0" || character.isYAMLBreak
    }

    /// `---` or `...` at the start of a line.
    var isAtDocumentMarker: Bool {
        guard place.column == 1, current == "-" || current == "." else { return false }
        return character(ahead: 1) == current && character(ahead: 2) == current && isBlank(ahead: 3)
    }

    /// Passes `count` characters; a carriage return and the line feed after it are one.
    mutating func advance(by count: Int = 1) {
        for _ in 0..<count where !isAtEnd {
            let character = scalars[index]
            index += character == "\r" && self.character(ahead: 1) == "\n" ? 2 : 1
            if character.isYAMLBreak {
                place = Place(line: place.line + 1, column: 1)
            } else {
                place.column += 1
            }
        }
    }

    mutating func advance(to target: Int) {
        while index < target, !isAtEnd { advance() }
    }

    func hasBreak(in range: Range<Int>) -> Bool {
        scalars[range].contains(where: \.isYAMLBreak)
    }

    /// Passes blanks, comments and line breaks.
    ///
    /// - Returns: false at the end of the text.
    mutating func skipToToken() -> Bool {
        while !isAtEnd {
            if current == "#" {
                skipToEndOfLine()
            } else if isBlank(ahead: 0) {
                advance()
            } else {
                return true
            }
        }
        return false
    }

    mutating func skipWord() {
        repeat { advance() } while !isBlank(ahead: 0)
    }

    private mutating func skipToEndOfLine() {
        while !isAtEnd, !current.isYAMLBreak { advance() }
    }

    /// Passes a plain scalar and returns its first line.
    ///
    /// - Parameter parentColumn: of the block collection around it: a line that begins no further right ends it.
    ///   0 where there is none, `nil` in flow context, where indentation does not count.
    mutating func takePlainScalar(parentColumn: Int?) -> String {
        let start = index
        let line = place.line
        endOfScalar = index
        var endOfFirstLine = index
        while !isAtEnd, current != "#", !isAtDocumentMarker {
            let before = index
            while !isBlank(ahead: 0), !endsPlainScalar(inFlow: parentColumn == nil) { advance() }
            if index > before {
                endOfScalar = index
                if place.line == line { endOfFirstLine = index }
            }
            guard isBlank(ahead: 0), !isAtEnd else { break }
            while isBlank(ahead: 0), !isAtEnd { advance() }
            if let parentColumn, place.column <= parentColumn { break }
        }
        return text(start..<endOfFirstLine)
    }

    private func endsPlainScalar(inFlow: Bool) -> Bool {
        switch current {
        case ":": isBlank(ahead: 1)
        case ",", "[", "]", "{", "}": inFlow
        default: false
        }
    }

    /// Passes a quoted scalar and returns its text, or `nil` where it has escapes that would have to be resolved.
    mutating func takeQuotedScalar() -> String? {
        let quote = current
        advance()
        let start = index
        var hasEscapes = false
        while !isAtEnd {
            if quote == "\"", current == "\\" {
                hasEscapes = true
                advance(by: 2)
            } else if quote == "'", current == "'", character(ahead: 1) == "'" {
                hasEscapes = true
                advance(by: 2)
            } else if current == quote {
                break
            } else {
                advance()
            }
        }
        let content = start..<index
        advance()
        endOfScalar = index
        return hasEscapes ? nil : text(content)
    }

    /// Passes a `|` or `>` scalar: its header and every line that is empty or indented far enough.
    ///
    /// - Parameter parentColumn: of the block collection around it, 0 where there is none.
    mutating func skipBlockScalar(parentColumn: Int) {
        advance()
        var indentation: Int?
        while !isBlank(ahead: 0) {
            indentation = Int(String(current)) ?? indentation
            advance()
        }
        skipToEndOfLine()
        advance()
        let column = indentation.map { max(parentColumn, 1) + $0 } ?? detectedColumn(parentColumn: parentColumn)
        while !isAtEnd {
            while current == " ", place.column < column { advance() }
            guard place.column == column || current.isYAMLBreak else { return }
            skipToEndOfLine()
            advance()
        }
    }

    /// Where the lines of a block scalar begin: the place of its first character that is no space.
    private mutating func detectedColumn(parentColumn: Int) -> Int {
        var furthest = max(parentColumn + 1, 2)
        while !isAtEnd {
            while current == " " { advance() }
            furthest = max(furthest, place.column)
            guard current.isYAMLBreak else { break }
            advance()
        }
        return furthest
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }
}

extension Unicode.Scalar {
    /// What libyaml, which follows YAML 1.1, takes for the end of a line.
    var isYAMLBreak: Bool {
        switch value {
        case 0x0a, 0x0d, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
