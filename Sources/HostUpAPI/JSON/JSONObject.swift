/// The members of a JSON object, in the order in which they came.
///
/// Strict where a member is required, lenient where nothing depends on it. A member that stands there twice says two
/// things, and neither is believed (RFC 8259 section 4 leaves open which one counts).
struct JSONObject: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        var name: String
        var value: JSONTree
    }

    let members: [Member]

    // MARK: What nothing depends on

    /// What a member holds; `nil` where it is absent or stands there twice.
    subscript(name: String) -> JSONTree? {
        guard case .one(let value) = found(name) else { return nil }
        return value
    }

    /// A text that says something: an empty one counts as absent.
    func toleratedText(_ name: String) -> String? {
        self[name]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: What an answer rests on

    func bool(_ name: String) throws(MalformedAnswer) -> Bool {
        try value(name, "a boolean", \.bool)
    }

    func text(_ name: String) throws(MalformedAnswer) -> String {
        try value(name, "a string", \.text)
    }

    /// A member that must be there but may be null.
    func boolOrNull(_ name: String) throws(MalformedAnswer) -> Bool? {
        try required(name) == .null ? nil : bool(name)
    }

    /// A member that must be there but may be null.
    func textOrNull(_ name: String) throws(MalformedAnswer) -> String? {
        try required(name) == .null ? nil : text(name)
    }

    /// A member that may be absent or null, but nothing else than a text.
    func textIfPresent(_ name: String) throws(MalformedAnswer) -> String? {
        switch found(name) {
        case .none, .one(.null): nil
        case .one, .several: try text(name)
        }
    }

    func texts(_ name: String) throws(MalformedAnswer) -> [String] {
        var texts: [String] = []
        for (index, element) in try list(name).enumerated() {
            guard let text = element.text else {
                throw MalformedAnswer(element, isNot: "a string").within(index).within(name)
            }
            texts.append(text)
        }
        return texts
    }

    func list(_ name: String) throws(MalformedAnswer) -> [JSONTree] {
        try value(name, "a list", \.list)
    }

    /// Has `read` look into an object.
    func object<Value>(
        _ name: String, _ read: (JSONObject) throws(MalformedAnswer) -> Value
    ) throws(MalformedAnswer) -> Value {
        let object = try value(name, "an object", \.object)
        do {
            return try read(object)
        } catch {
            throw error.within(name)
        }
    }

    private func value<Value>(
        _ name: String, _ word: String, _ read: (JSONTree) -> Value?
    ) throws(MalformedAnswer) -> Value {
        let tree = try required(name)
        guard let value = read(tree) else { throw MalformedAnswer(tree, isNot: word).within(name) }
        return value
    }

    private func required(_ name: String) throws(MalformedAnswer) -> JSONTree {
        switch found(name) {
        case .none: throw MalformedAnswer("is missing").within(name)
        case .one(let value): return value
        case .several: throw MalformedAnswer("stands there twice").within(name)
        }
    }

    private enum Found {
        case none
        case one(JSONTree)
        case several
    }

    private func found(_ name: String) -> Found {
        var found = Found.none
        for member in members where member.name == name {
            guard case .none = found else { return .several }
            found = .one(member.value)
        }
        return found
    }
}
