/// What the body of one operation's answers holds.
protocol JSONContent {
    init(_ object: JSONObject) throws(MalformedAnswer)
}

/// One answer of the API: what was asked for, and the one member that any of its objects may carry.
struct JSONAnswer<Content: JSONContent> {
    let requestID: String?
    /// Fails where the body is no JSON or not of this shape, and names the first field at fault.
    let content: Result<Content, MalformedAnswer>

    init(_ body: [UInt8]) {
        do {
            let tree = try JSONParser.tree(of: body, deepest: JSONParser.deepestAnswer)
            requestID = tree.object?["requestId"]?.text
            content = Self.content(of: tree)
        } catch {
            requestID = nil
            content = .failure(MalformedAnswer(error))
        }
    }

    private static func content(of tree: JSONTree) -> Result<Content, MalformedAnswer> {
        guard let object = tree.object else { return .failure(MalformedAnswer(tree, isNot: "an object")) }
        do throws(MalformedAnswer) {
            return .success(try Content(object))
        } catch {
            return .failure(error)
        }
    }
}

extension MalformedAnswer {
    fileprivate init(_ flaw: JSONParser.Flaw) {
        switch flaw {
        case .broken: self.init("is not JSON")
        case .deep: self.init("nests deeper than \(JSONParser.deepestAnswer) levels")
        }
    }
}
