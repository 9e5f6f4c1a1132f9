import ReconcileCore
import ReconcileStore

/// `report --format csv`: one row for each interval of each resource, as RFC 4180 has it, so that a spreadsheet can
/// filter and add up. What is known of a month only has `month` instead of `from` and `to`.
struct EvidenceCSV {
    private static let columns = [
        "resource", "name", "kind", "policy", "governed", "desired", "state", "from", "to", "month", "seconds", "looks",
    ]

    /// The table with its header, without the line break of the last row.
    static func text(_ report: EvidenceReport) -> String {
        var text = row(columns)
        for resource in report.resources {
            let subject = [
                resource.id.text, resource.name ?? "", resource.kind?.rawValue ?? "", resource.policy ?? "",
                resource.isGoverned ? "yes" : "no", resource.wanted.map(EvidenceWords.wanted) ?? "",
            ]
            for stretch in resource.timeline {
                text += "\r\n" + row(subject + cells(stretch))
            }
            for sum in resource.folded {
                text += "\r\n" + row(subject + cells(sum))
            }
        }
        return text
    }

    private static func cells(_ stretch: EvidenceStretch) -> [String] {
        [
            stretch.state.rawValue, stretch.from.rfc3339, stretch.to.rfc3339, "", seconds(stretch.length),
            String(stretch.looks),
        ]
    }

    private static func cells(_ sum: EvidenceSum) -> [String] {
        [sum.state.rawValue, "", "", sum.month, seconds(sum.observed), String(sum.reads)]
    }

    /// With milliseconds, always written alike.
    private static func seconds(_ duration: Duration) -> String {
        let (seconds, rest) = duration.milliseconds.quotientAndRemainder(dividingBy: 1000)
        let fraction = String(rest)
        return "\(seconds).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }

    private static func row(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",")
    }

    /// One cell, quoted where it must be. A spreadsheet takes what begins with `=`, `+`, `-`, `@`, a tab or a carriage
    /// return for a formula (https://owasp.org/www-community/attacks/CSV_Injection): such a cell gets an apostrophe in
    /// front, which makes it text.
    static func cell(_ text: String) -> String {
        var cell = text
        if let first = text.unicodeScalars.first, Self.beginsFormula.contains(first) { cell = "'" + text }
        guard cell.unicodeScalars.contains(where: Self.needsQuotes.contains) else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static let beginsFormula: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]
    private static let needsQuotes: Set<Unicode.Scalar> = ["\"", ",", "\r", "\n"]
}
