/// A piece of a page. Texts that are put into it are escaped on the way, so that none can become markup; pieces are
/// taken as they are. What is written is well-formed as XML too, which a parser of its own can check.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ markup: String) {
            text += markup
        }

        mutating func appendInterpolation(_ piece: HTML) {
            text += piece.text
        }

        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { text += piece.text }
        }

        mutating func appendInterpolation(_ plain: String) {
            for scalar in plain.unicodeScalars { append(scalar) }
        }

        mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\t", "\n", "\u{20}"..."\u{7e}", "\u{a0}"..."\u{fffd}", "\u{10000}"...:
                text.unicodeScalars.append(scalar)
            // Control characters, which XML 1.0 and HTML do not have.
            default: text += "\u{fffd}"
            }
        }
    }
}
