import Yams

/// One mapping of a file, checked against the keys it may have.
///
/// Each reader answers `nil` for a key that is absent, and also for one whose value does not fit; the latter is always
/// reported, so a file without errors has no such value.
struct Section {
    /// The dotted name of the key it stands under; empty for the whole file.
    let path: String
    let place: Place
    private let entries: [String: Entry]
    private let document: YAMLDocument
    private let problems: FileProblems

    private struct Entry {
        var place: Place
        var value: Node
    }

    /// Which keys a mapping may have.
    struct Keys {
        var known: [String]
        var required: [Required] = []
        /// Keys that mean something elsewhere, and a hint for whoever writes them here.
        var misplaced: [String: Misplaced] = [:]
    }

    /// A key that is known and does not belong where it stands.
    struct Misplaced {
        /// Where it does not belong, as in `hosting.password`.
        var owner: String
        var hint: String
    }

    /// A key without which a mapping means nothing.
    struct Required {
        var key: String
        /// Whose key it is, as in `a policy`.
        var owner: String
        /// What to write.
        var hint: String
    }

    /// The mapping that is the whole document. Its keys are for the caller to `check`.
    init?(_ document: YAMLDocument, problems: FileProblems) {
        guard case .mapping = document.root else {
            problems.error("a file holds keys and values, got \(describe(document.root))", at: document.root.place)
            return nil
        }
        self.init(document.root, path: "", document: document, problems: problems)
    }

    private init?(_ node: Node, path: String, document: YAMLDocument, problems: FileProblems) {
        guard case .mapping(let mapping) = node else { return nil }
        self.path = path
        self.document = document
        self.problems = problems
        place = node.place
        var entries: [String: Entry] = [:]
        for (key, value) in mapping where !document.skipping.contains(key.place) {
            guard case .scalar(let scalar) = key else {
                problems.error("a key is one word, got \(describe(key))", at: key.place)
                continue
            }
            entries[scalar.string] = Entry(place: key.place, value: value)
        }
        self.entries = entries
    }

    /// Reports every key that may not be there, and every one that is missing, unless it is there misspelled.
    func check(_ keys: Keys) {
        var meant: Set<String> = []
        let others = entries.filter { !keys.known.contains($0.key) }
        for (key, entry) in others.sorted(by: { $0.value.place < $1.value.place }) {
            if let misplaced = keys.misplaced[key] {
                problems.error(
                    "'\(key)' makes no sense for \(misplaced.owner)", at: entry.place, hint: misplaced.hint)
                continue
            }
            let nearest = problems.isFull ? nil : Spelling.nearest(to: key, among: keys.known)
            if let nearest { meant.insert(nearest) }
            problems.error(
                "unknown key \(quoted(key))", at: entry.place,
                hint: nearest.map { "did you mean '\($0)'?" } ?? "known here: \(keys.known.joined(separator: ", "))")
        }
        for required in keys.required where !contains(required.key) && !meant.contains(required.key) {
            problems.error("\(required.owner) needs '\(required.key)'", at: place, hint: required.hint)
        }
    }

    /// The file that is read.
    var file: String { problems.file }

    func contains(_ key: String) -> Bool {
        entries[key] != nil
    }

    func holdsMapping(_ key: String) -> Bool {
        guard case .mapping? = entries[key]?.value else { return false }
        return true
    }

    func placeOfKey(_ key: String) -> Place {
        entries[key]?.place ?? place
    }

    func value<Value>(_ key: String, _ shape: Shape<Value>) -> Located<Value>? {
        present(key).flatMap { scalar($0.value, of: key, shape, fallback: $0.place) }
    }

    /// A list with at least one entry.
    func list<Value>(_ key: String, of shape: Shape<Value>) -> [Value]? {
        items(key)?.compactMap { scalar($0, of: key, shape, fallback: $0.place)?.value }
    }

    /// The same, each entry with its place; `nil` where one does not fit, as how many there are has a meaning.
    func locatedList<Value>(_ key: String, of shape: Shape<Value>) -> [Located<Value>]? {
        guard let nodes = items(key) else { return nil }
        let values = nodes.compactMap { scalar($0, of: key, shape, fallback: $0.place) }
        return values.count == nodes.count ? values : nil
    }

    /// A list of mappings, with at least one.
    func sections(_ key: String, keys: Keys) -> [Section]? {
        items(key)?.compactMap { section(in: $0, key: key, keys: keys, fallback: $0.place) }
    }

    func section(_ key: String, keys: Keys) -> Section? {
        present(key).flatMap { section(in: $0.value, key: key, keys: keys, fallback: $0.place) }
    }

    // MARK: -

    private func dotted(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// The entry of a key that has something under it.
    private func present(_ key: String) -> Entry? {
        guard let entry = entries[key] else { return nil }
        guard !entry.value.isNothing else {
            problems.error("nothing stands under '\(key)'", at: entry.place, hint: "give it a value or remove it")
            return nil
        }
        return entry
    }

    private func scalar<Value>(_ node: Node, of key: String, _ shape: Shape<Value>, fallback: Place) -> Located<Value>?
    {
        guard !node.isNothing else {
            problems.error("an entry of '\(key)' is empty", at: fallback)
            return nil
        }
        do throws(Mismatch) {
            guard case .scalar(let scalar) = node else { throw Mismatch() }
            let value = try shape.read(Scalar(text: scalar.string, isPlain: scalar.style == .plain))
            return Located(value: value, place: node.place)
        } catch {
            let problem = error.problem ?? "wants \(error.wants ?? shape.wants), got \(describe(node))"
            problems.error("'\(key)' \(problem)", at: node.place, hint: error.hint)
            return nil
        }
    }

    private func items(_ key: String) -> [Node]? {
        guard let entry = present(key) else { return nil }
        guard case .sequence(let sequence) = entry.value else {
            problems.error(
                "'\(key)' wants a list, got \(describe(entry.value))", at: entry.value.place,
                hint: "a list stands in brackets, even with one entry: [one, another]")
            return nil
        }
        guard !sequence.isEmpty else {
            problems.error("'\(key)' is an empty list", at: entry.place, hint: "give it an entry or remove it")
            return nil
        }
        return Array(sequence)
    }

    private func section(in node: Node, key: String, keys: Keys, fallback: Place) -> Section? {
        guard case .mapping(let mapping) = node else {
            problems.error(
                "'\(key)' wants keys and values, got \(describe(node))", at: node.place,
                hint: "known here: \(keys.known.joined(separator: ", "))")
            return nil
        }
        guard !mapping.isEmpty else {
            problems.error(
                "'\(key)' is an empty mapping", at: fallback,
                hint: "known here: \(keys.known.joined(separator: ", "))")
            return nil
        }
        let section = Section(node, path: dotted(key), document: document, problems: problems)
        section?.check(keys)
        return section
    }
}

/// What a node is, for the end of a message.
private func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): quoted(scalar.string)
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
}
