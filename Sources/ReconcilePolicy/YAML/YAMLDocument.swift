import Yams

/// One composed YAML document.
struct YAMLDocument {
    /// More is no policy, and would only cost time and memory.
    static let mostBytes = 1_048_576

    let root: Node
    /// Duplicate keys, already reported.
    let skipping: Set<Place>

    /// Screens and composes `text`.
    ///
    /// - Returns: the document, or `nil` where there is none: then `problems` has errors, or the text holds nothing
    ///   but comments.
    static func compose(_ text: String, problems: FileProblems) -> YAMLDocument? {
        guard text.utf8.count <= mostBytes else {
            problems.error("larger than 1 MiB", at: .start, hint: "is this the right file?")
            return nil
        }
        guard !text.allSatisfy(\.isWhitespace) else {
            problems.error("the file is empty", at: .start)
            return nil
        }
        guard let text = YAMLText(text, problems: problems),
            let screened = YAMLScreen.screen(text, problems: problems)
        else { return nil }
        // The composer ends a last line that does not end, and then points past it.
        problems.end = screened.end
        do {
            // The basic resolver leaves every scalar as written: what it means is for the schema to say.
            guard let root = try Yams.compose(yaml: screened.string, .basic, .default, .utf8) else { return nil }
            return YAMLDocument(root: root, skipping: screened.renamed)
        } catch let error as YamlError {
            report(error, to: problems)
        } catch {
            problems.error("not valid YAML: \(error)", at: .start)
        }
        return nil
    }

    /// What the composer calls a key that is no scalar (Yams 6.2, `Parser.swift`).
    private static let unnamedKey = "<uncovertable>"

    /// Keys that differ only in how they are quoted or escaped, or that are no words at all: only the first one's
    /// place is known.
    private static func report(duplicates keys: [String], at place: Place, to problems: FileProblems) {
        if let key = keys.first(where: { $0 != unnamedKey }) {
            problems.error("duplicate key \(quoted(key))", at: place)
        } else {
            problems.error("a key is one word, got a list or a mapping", at: place)
        }
    }

    private static func report(_ error: YamlError, to problems: FileProblems) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let during = context.map { " \($0.text)" } ?? ""
            problems.error("not valid YAML: \(problem)\(during)", at: Place(mark))
        case .composer(_, let problem, let mark, _) where problem == "but found another document":
            problems.error(
                "a second YAML document begins here", at: Place(mark), hint: "write one document to a file")
        case .composer(_, let problem, let mark, _):
            problems.error("not valid YAML: \(problem)", at: Place(mark))
        case .duplicatedKeysInMapping(let keys, let context):
            report(duplicates: keys, at: Place(context.mark), to: problems)
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            problems.error("not valid YAML: \(error)", at: .start)
        }
    }
}

extension Place {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}

extension Node {
    /// Where it begins; every composed node has a mark.
    var place: Place {
        mark.map(Place.init) ?? .start
    }

    /// A plain scalar that stands for nothing in YAML.
    var isNothing: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
