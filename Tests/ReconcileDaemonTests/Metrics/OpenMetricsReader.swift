/// Reads an exposition as the specification has it, and takes nothing else.
struct OpenMetricsReader {
    struct Point: Hashable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Malformed: Error, Equatable {
        var line: String
        var why: String
    }

    private(set) var points: [Point] = []
    /// The families in their order, with their types.
    private(set) var families: [(name: String, type: String)] = []
    private var seen: Set<String> = []

    private static let endings = [
        "counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"], "info": ["_info"],
    ]

    init(_ text: String) throws {
        guard text.hasSuffix("# EOF\n") else { throw Malformed(line: String(text.suffix(20)), why: "no end") }
        for line in text.dropLast("# EOF\n".count).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# ") { try readComment(line) } else { try readSample(line) }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        points.first { $0.name == name && $0.labels == labels }?.value
    }

    /// The sum over all series that have these labels among theirs.
    func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
        points.filter { point in point.name == name && labels.allSatisfy { point.labels[$0] == $1 } }
            .map(\.value).reduce(0, +)
    }

    private mutating func readComment(_ line: Substring) throws {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count == 4 else { throw Malformed(line: String(line), why: "too short") }
        switch words[1] {
        case "TYPE":
            guard Self.endings[words[3]] != nil else { throw Malformed(line: String(line), why: "no such type") }
            guard !families.contains(where: { $0.name == words[2] }) else {
                throw Malformed(line: String(line), why: "the family stands twice")
            }
            families.append((words[2], words[3]))
        case "UNIT":
            guard words[2] == families.last?.name, words[2].hasSuffix("_\(words[3])") else {
                throw Malformed(line: String(line), why: "the name does not end in its unit")
            }
        case "HELP":
            guard words[2] == families.last?.name else { throw Malformed(line: String(line), why: "of another family") }
        default: throw Malformed(line: String(line), why: "no such comment")
        }
    }

    private mutating func readSample(_ line: Substring) throws {
        let pattern = /([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)/
        guard let match = line.wholeMatch(of: pattern), let value = Double(match.output.3), let family = families.last,
            let endings = Self.endings[family.type], endings.contains(where: { family.name + $0 == match.output.1 })
        else { throw Malformed(line: String(line), why: "no sample of the family") }
        guard seen.insert(String(line.dropLast(match.output.3.count))).inserted else {
            throw Malformed(line: String(line), why: "the series stands twice")
        }
        let labels = (match.output.2 ?? "").matches(of: /([a-z_]+)="((?:[^"\\]|\\.)*)"/).map {
            (String($0.output.1), Self.plain($0.output.2))
        }
        points.append(
            Point(
                name: String(match.output.1), labels: Dictionary(labels, uniquingKeysWith: { first, _ in first }),
                value: value))
    }

    private static func plain(_ text: Substring) -> String {
        var plain = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                plain.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                plain.append(character)
            }
        }
        return plain
    }
}
