/// Why a 200 could not be understood, for people: `'actions.canDisable.allowed' is missing`. It quotes names of ours only,
/// never the body.
struct MalformedAnswer: Error, CustomStringConvertible {
    private let complaint: String
    /// From the outside in, as in `data[1].id`; empty for the body itself.
    private var place = ""

    init(_ complaint: String) {
        self.complaint = complaint
    }

    /// - Parameter word: what it should have been, with its article.
    init(_ found: JSONTree, isNot word: String) {
        self.init(found == .null ? "is null, not \(word)" : "is not \(word)")
    }

    var description: String {
        place.isEmpty ? "the body \(complaint)" : "'\(place)' \(complaint)"
    }

    /// The same about a member of something larger.
    func within(_ name: String) -> Self {
        var outer = self
        outer.place = place.isEmpty || place.hasPrefix("[") ? name + place : "\(name).\(place)"
        return outer
    }

    /// The same about an element of a list.
    func within(_ index: Int) -> Self {
        var outer = self
        outer.place = place.isEmpty ? "[\(index)]" : "[\(index)].\(place)"
        return outer
    }
}
