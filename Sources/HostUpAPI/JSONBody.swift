import Foundation

/// Reads a body as JSON, strictly where a field is required and leniently where it is not.
enum JSONBody {
    /// How deep objects and lists may nest. The API's own answers stay under 8; the rest is room to grow. Checked before
    /// anything recurses, so that no answer can exhaust the stack.
    static let deepestNesting = 64

    private static let decoder = JSONDecoder()

    /// Reads the request id and the content in one go.
    static func decode<Content: Decodable>(_ content: Content.Type, from body: [UInt8]) -> JSONAnswer<Content> {
        switch JSONGrammar.flaw(in: body, deepest: deepestNesting) {
        case .deep:
            return JSONAnswer(MalformedAnswer(description: "the body nests deeper than \(deepestNesting) levels"))
        case .broken: return JSONAnswer(.noJSON)
        case nil: break
        }
        guard let answer = try? decoder.decode(JSONAnswer<Content>.self, from: Data(body)) else {
            return JSONAnswer(.noJSON)
        }
        return answer
    }
}

/// One answer of the API: what was asked for, and the one member that any of its objects may carry.
struct JSONAnswer<Content: Decodable>: Decodable {
    let requestID: String?
    /// Fails where the body is no JSON or not of this shape, and names the first field at fault.
    let content: Result<Content, MalformedAnswer>

    private enum Keys: String, CodingKey {
        case requestId
    }

    fileprivate init(_ failure: MalformedAnswer) {
        requestID = nil
        content = .failure(failure)
    }

    init(from decoder: any Decoder) {
        requestID = (try? decoder.container(keyedBy: Keys.self))?.tolerated(String.self, forKey: .requestId)
        do {
            content = .success(try Content(from: decoder))
        } catch let error as DecodingError {
            content = .failure(MalformedAnswer(error))
        } catch {
            content = .failure(.noJSON)
        }
    }
}

/// Why a 200 could not be understood, for people: `'actions.canDisable.allowed' is missing`.
struct MalformedAnswer: Error, CustomStringConvertible {
    var description: String

    static let noJSON = MalformedAnswer(description: "the body is not JSON")

    init(description: String) {
        self.description = description
    }

    /// Puts the decoder's complaint in words. It quotes field names of ours only, never the body.
    init(_ error: DecodingError) {
        description =
            switch error {
            case .keyNotFound(let key, let context):
                "\(Self.name(context.codingPath + [key])) is missing"
            case .valueNotFound(let type, let context):
                "\(Self.name(context.codingPath)) is null, not \(Self.word(for: type))"
            case .typeMismatch(let type, let context):
                "\(Self.name(context.codingPath)) is not \(Self.word(for: type))"
            case .dataCorrupted(let context) where context.codingPath.isEmpty:
                "the body is not JSON"
            case .dataCorrupted(let context):
                "\(Self.name(context.codingPath)) is not usable: \(context.debugDescription.cleanedForDisplay)"
            @unknown default:
                "the body is not of the documented shape"
            }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the body" }
        let joined = path.reduce(into: "") { name, key in
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += name.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return "'\(joined)'"
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is Bool.Type: "a boolean"
        case is String.Type: "a string"
        case is any Sequence.Type where !(type is any DictionaryShape.Type): "a list"
        default: "an object"
        }
    }
}

/// Tells dictionaries from other sequences when a type is all that is known.
private protocol DictionaryShape {}
extension Dictionary: DictionaryShape {}

extension KeyedDecodingContainer {
    /// A member that must be there but may be null.
    func required<Value: Decodable>(_ type: Value.Type, orNullForKey key: Key) throws -> Value? {
        guard contains(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return try decodeIfPresent(type, forKey: key)
    }

    /// A member that nothing depends on: absent, null and a wrong type are all `nil`.
    func tolerated<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
        try? decode(type, forKey: key)
    }
}
