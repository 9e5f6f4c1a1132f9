/// A JSON text that was read as a whole.
enum JSONTree: Equatable, Sendable {
    case null
    case bool(Bool)
    /// Nothing that is read from the API is a number.
    case number
    case text(String)
    /// A text that ends in half a character, as programs make that cut texts anywhere: nobody knows what it said.
    case garbledText
    case list([JSONTree])
    case object(JSONObject)

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    var list: [JSONTree]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The texts of a list of nothing else.
    var texts: [String]? {
        guard let elements = list else { return nil }
        let texts = elements.compactMap(\.text)
        return texts.count == elements.count ? texts : nil
    }
}
