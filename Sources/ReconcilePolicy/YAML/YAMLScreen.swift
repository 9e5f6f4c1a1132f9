/// Reads a YAML text once before it is composed, for what has to be found without composing it.
///
/// Composing follows aliases (a small text can stand for gigabytes), recurses with the depth, and tells of a duplicate
/// key without its place. So this goes over the tokens with the rules of libyaml's scanner, keeping only the stack of
/// open collections: it refuses aliases, anchors, tags, merge keys, directives, `?` keys and deep nesting, and finds
/// duplicate keys. What is not YAML at all is left for the composer to report.
struct YAMLScreen {
    /// Deeper than any policy needs; the contract of policy files names it.
    static let deepest = 32

    private var cursor: YAMLCursor
    private let problems: FileProblems
    private var open: [Collection] = []
    /// The scalar just read, which becomes a key if a `:` follows on its line, or in a flow mapping if nothing does.
    private var candidate: Key?
    private var renames: [YAMLText.Rename] = []

    private struct Collection {
        enum Kind: Hashable {
            case blockMapping
            case blockSequence
            case flowMapping
            case flowSequence
        }

        var kind: Kind
        var column: Int
        var keys: Set<String> = []
        /// In a flow mapping, whether the entry being read has its key already.
        var hasKey = false

        var isFlow: Bool { kind == .flowMapping || kind == .flowSequence }
    }

    private struct Key {
        /// `nil` where escapes would have to be resolved first.
        var text: String?
        var place: Place
        var range: Range<Int>
        var isPlain: Bool
    }

    /// Goes over `text` and reports to `problems`.
    ///
    /// - Returns: the text to compose, in which every duplicate key has a name of its own, or `nil` where the text
    ///   must not be composed.
    static func screen(_ text: YAMLText, problems: FileProblems) -> YAMLText? {
        var screen = Self(cursor: YAMLCursor(text.scalars), problems: problems)
        guard screen.run() else { return nil }
        return text.renaming(screen.renames)
    }

    private init(cursor: YAMLCursor, problems: FileProblems) {
        self.cursor = cursor
        self.problems = problems
    }

    private var inFlow: Bool { open.last?.isFlow ?? false }

    /// False where something was refused.
    private mutating func run() -> Bool {
        var composable = true
        while cursor.skipToToken() {
            let place = cursor.place
            if let refusal = refusal() {
                composable = false
                problems.error(refusal.message, at: place, hint: refusal.hint)
                candidate = nil
                cursor.skipWord()
            } else {
                takeToken()
            }
            if open.count > Self.deepest {
                problems.error("nested deeper than \(Self.deepest) levels", at: place)
                return false
            }
        }
        return composable
    }

    private func refusal() -> (message: String, hint: String?)? {
        switch cursor.current {
        case "*":
            ("aliases are not allowed", "a pattern that begins with '*' stands in quotes, as in \"*.example.com\"")
        case "&":
            ("anchors are not allowed", "text that begins with '&' stands in quotes")
        case "!":
            ("tags are not allowed", "text that begins with '!' stands in quotes")
        case "%" where cursor.place.column == 1:
            ("directives are not allowed", nil)
        case "?" where inFlow || cursor.isBlank(ahead: 1):
            ("keys are written as 'key: value', without '?'", nil)
        default:
            nil
        }
    }

    private mutating func takeToken() {
        let isEntry = cursor.current == "-" && cursor.isBlank(ahead: 1)
        if !inFlow { closeBlocks(before: cursor.place.column, isEntry: isEntry) }
        if cursor.isAtDocumentMarker {
            open = []
            cursor.advance(by: 3)
            return
        }
        switch cursor.current {
        case "[":
            begin(.flowSequence)
        case "{":
            begin(.flowMapping)
        case "]", "}":
            endFlowEntry()
            if inFlow { open.removeLast() }
            passIndicator()
        case ",":
            endFlowEntry()
            passIndicator()
        case "-" where isEntry:
            beginEntry()
        case ":" where inFlow || cursor.isBlank(ahead: 1):
            endKey()
        case "|" where !inFlow, ">" where !inFlow:
            candidate = nil
            cursor.skipBlockScalar(parentColumn: open.last?.column ?? 0)
        default:
            takeScalar()
        }
    }

    private mutating func passIndicator() {
        candidate = nil
        cursor.advance()
    }

    private mutating func begin(_ kind: Collection.Kind) {
        open.append(Collection(kind: kind, column: open.last?.column ?? 0))
        passIndicator()
    }

    /// A `-`: in block context it begins a list, unless one is open at its column.
    private mutating func beginEntry() {
        let column = cursor.place.column
        if !inFlow, open.last?.kind != .blockSequence || open.last?.column != column {
            open.append(Collection(kind: .blockSequence, column: column))
        }
        passIndicator()
    }

    /// Closes the block collections that a token at `column` is not in. A list may stand at the column of the mapping
    /// it belongs to; there anything but another `-` ends it.
    private mutating func closeBlocks(before column: Int, isEntry: Bool) {
        while let last = open.last,
            last.column > column || (last.column == column && last.kind == .blockSequence && !isEntry)
        {
            open.removeLast()
        }
    }

    private mutating func takeScalar() {
        let place = cursor.place
        let start = cursor.index
        let isPlain = cursor.current != "'" && cursor.current != "\""
        let text: String?
        if isPlain {
            text = cursor.takePlainScalar(parentColumn: inFlow ? nil : open.last?.column ?? 0)
        } else {
            text = cursor.takeQuotedScalar()
        }
        let range = start..<cursor.endOfScalar
        candidate = cursor.hasBreak(in: range) ? nil : Key(text: text, place: place, range: range, isPlain: isPlain)
    }

    /// A `:`: the scalar before it, if there is one, is a key.
    private mutating func endKey() {
        if let key = candidate, key.place.line == cursor.place.line, open.last?.kind != .flowSequence {
            if !inFlow, open.last?.kind != .blockMapping || (open.last?.column ?? 0) < key.place.column {
                open.append(Collection(kind: .blockMapping, column: key.place.column))
            }
            enter(key)
            open[open.count - 1].hasKey = true
        }
        passIndicator()
    }

    /// A `,` or a closing bracket: in a mapping, a word before it without a `:` is a key with nothing under it.
    private mutating func endFlowEntry() {
        guard let last = open.last, last.kind == .flowMapping else { return }
        if !last.hasKey, let key = candidate { enter(key) }
        open[open.count - 1].hasKey = false
    }

    private mutating func enter(_ key: Key) {
        guard let text = key.text, !open.isEmpty else { return }
        if key.isPlain, text == "<<" {
            problems.error("merge keys are not allowed", at: key.place, hint: "write the keys out")
        }
        guard !open[open.count - 1].keys.insert(text).inserted else { return }
        problems.error("duplicate key \(quoted(text))", at: key.place, hint: "keep one of the two")
        renames.append(YAMLText.Rename(range: key.range, place: key.place))
    }
}
