import Foundation

/// The JSON object that a write carries: one member that it must have, and none beside it.
struct RequestBody: Sendable {
    private let members: [String: Value]
    private let wanted: String

    /// - Parameter wanted: the name of the one member.
    init(_ bytes: [UInt8], wanted: String) {
        members = (try? JSONDecoder().decode([String: Value].self, from: Data(bytes))) ?? [:]
        self.wanted = wanted
    }

    private enum Value: Decodable {
        case flag(Bool)
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }
    }

    /// The member's value, where it is a Boolean.
    var flag: Bool? {
        if case .flag(let flag)? = members[wanted] { flag } else { nil }
    }

    /// The member's value, where it is a text.
    var text: String? {
        if case .text(let text)? = members[wanted] { text } else { nil }
    }

    var unknownKeys: [String] {
        members.keys.filter { $0 != wanted }.sorted()
    }

    /// Why the body is none that the route takes.
    ///
    /// - Parameter isValid: whether the member has a value of the right type.
    func problem(isValid: Bool) -> ProblemDocument? {
        if let key = unknownKeys.first {
            return .invalidRequest("`\(key)` is not supported.", pointer: "/body/\(key)")
        }
        return isValid ? nil : .invalidRequest("`\(wanted)` is required.", pointer: "/body/\(wanted)")
    }
}
