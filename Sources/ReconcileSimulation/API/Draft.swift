/// An answer before it gets the fields that every answer has.
struct Draft: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body

    enum Body: Sendable {
        case document(JSONValue)
        case problem(ProblemDocument)
        case bytes([UInt8], type: String)
        case empty
        /// No answer at all.
        case dropped
        case silence
    }

    static func document(_ document: JSONValue) -> Self {
        Self(status: 200, body: .document(document))
    }

    static func problem(_ problem: ProblemDocument) -> Self {
        Self(status: problem.status, body: .problem(problem))
    }

    static func html(status: Int, title: String) -> Self {
        let page = "<!DOCTYPE html><html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>"
        return Self(status: status, body: .bytes(Array(page.utf8), type: "text/html; charset=utf-8"))
    }

    static let dropped = Self(status: 0, body: .dropped)
    static let silence = Self(status: 0, body: .silence)
}
