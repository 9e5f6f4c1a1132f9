import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("Evidence as a table")
struct EvidenceCSVTests {
    @Test("the table is written as ever, with the line breaks of RFC 4180")
    func whole() throws {
        let text = EvidenceCSV.text(EvidenceReport(.sample))
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
        #expect(!lines.contains("\r"))
        #expect(try lines == Expectation.text("report.csv", actual: lines))
    }

    @Test(
        "a cell that a spreadsheet would take for a formula becomes text, and quotes stand where they must",
        arguments: [
            ("web-1", "web-1"), ("", ""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"),
            ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("a\nb", "\"a\nb\""), ("=\"a\"", "\"'=\"\"a\"\"\""), ("1-1=0", "1-1=0"),
        ])
    func cell(text: String, expected: String) {
        #expect(EvidenceCSV.cell(text) == expected)
    }
}
