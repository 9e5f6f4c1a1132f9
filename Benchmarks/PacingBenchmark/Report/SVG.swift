/// The little of SVG that the plot needs: elements with attributes, coordinates to a tenth of a pixel.
struct SVG {
    private(set) var text = ""

    enum Anchor: String {
        case start
        case middle
        case end
    }

    static func whole(width: Double, height: Double, title: String, style: String, _ draw: (inout SVG) -> Void)
        -> String
    {
        var content = SVG()
        draw(&content)
        let size =
            "width=\"\(number(width))\" height=\"\(number(height))\" viewBox=\"0 0 \(number(width)) \(number(height))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(size) role="img">
            <title>\(escaped(title))</title>
            <style>
            \(style)
            </style>
            \(content.text)</svg>

            """
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
        add("line", [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)], class: name)
    }

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, class name: String) {
        add("rect", [("x", x), ("y", y), ("width", width), ("height", height)], class: name)
    }

    mutating func circle(x: Double, y: Double, radius: Double, class name: String) {
        add("circle", [("cx", x), ("cy", y), ("r", radius)], class: name)
    }

    /// A closed shape through points given around `x`, `y`.
    mutating func polygon(x: Double, y: Double, _ corners: [(Double, Double)], class name: String) {
        let points = corners.map { "\(Self.number(x + $0.0)),\(Self.number(y + $0.1))" }.joined(separator: " ")
        text += "<polygon points=\"\(points)\" class=\"\(name)\"/>\n"
    }

    mutating func label(_ words: String, x: Double, y: Double, anchor: Anchor = .start, class name: String) {
        let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\""
        text += "<text \(place) class=\"\(name)\">\(Self.escaped(words))</text>\n"
    }

    private mutating func add(_ element: String, _ attributes: [(String, Double)], class name: String) {
        let list = attributes.map { "\($0.0)=\"\(Self.number($0.1))\"" }.joined(separator: " ")
        text += "<\(element) \(list) class=\"\(name)\"/>\n"
    }

    /// Without a fraction where it is nought.
    private static func number(_ value: Double) -> String {
        let text = value.text(places: 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func escaped(_ words: String) -> String {
        words.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
