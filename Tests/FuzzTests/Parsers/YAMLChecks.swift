import Yams

@testable import ReconcilePolicy

/// The screen in front of the composer, held against what the composer makes of the text.
enum YAMLChecks {
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        let problems = FileProblems(file: "a.yaml")
        guard let yaml = YAMLText(text, problems: problems), let screened = YAMLScreen.screen(yaml, problems: problems)
        else {
            try promise(problems.hasErrors, "what is refused is explained")
            return
        }
        try promise(screened.scalars.count == yaml.scalars.count, "every place stays what it is")
        do {
            let parser = try Parser(yaml: screened.string, resolver: .basic, encoding: .utf8)
            let root = try parser.singleRoot()
            // The parser holds the anchors, which nodes only refer to.
            try withExtendedLifetime(parser) {
                if let root { try promisePlain(root, depth: 1) }
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch YamlError.duplicatedKeysInMapping(let keys, _) {
            // Keys with escapes, over several lines, or that are no scalars are compared only once they are composed.
            let isSeenByComposerAlone =
                text.contains("\\") || text.contains("''")
                || keys.allSatisfy { $0.isEmpty || $0.contains(" ") || $0 == "<uncovertable>" }
            try promise(isSeenByComposerAlone, "duplicate keys \(keys) have their places")
        } catch {
            // No YAML at all: the composer says so.
        }
    }

    private static func promisePlain(_ node: Node, depth: Int) throws(BrokenPromise) {
        try promise(node.anchor == nil, "there are no anchors")
        try promise(depth <= YAMLScreen.deepest + 1, "nothing is nested deeper than \(YAMLScreen.deepest) levels")
        switch node {
        case .scalar(let scalar):
            let isPlain = ["", "tag:yaml.org,2002:str"].contains(scalar.tag.description)
            try promise(isPlain, "there are no tags")
        case .mapping(let mapping):
            for (key, value) in mapping {
                try promisePlain(key, depth: depth + 1)
                try promisePlain(value, depth: depth + 1)
            }
        case .sequence(let sequence):
            for value in sequence { try promisePlain(value, depth: depth + 1) }
        case .alias:
            throw BrokenPromise("there are no aliases")
        }
    }
}
