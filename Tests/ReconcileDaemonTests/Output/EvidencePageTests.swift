import Foundation
import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("Evidence as a page")
struct EvidencePageTests {
    private static let page = EvidencePage(EvidenceReport(.sample)).text()

    private static let empty: String = {
        var material = EvidenceMaterial.sample
        material.records = []
        material.archive = EvidenceArchive()
        material.ledger = LedgerEvidence(span: .week)
        material.ledgerFault = "row 3 does not match its hash"
        return EvidencePage(EvidenceReport(material)).text()
    }()

    @Test("the page is written as ever")
    func whole() throws {
        #expect(try Self.page == Expectation.text("report.html", actual: Self.page))
    }

    @Test("where there is nothing, the page claims nothing")
    func nothing() {
        var material = EvidenceMaterial.sample
        material.records = []
        material.archive = EvidenceArchive()
        material.ledger = LedgerEvidence(span: .week)
        let report = EvidenceReport(material)
        let page = EvidencePage(report).text()
        #expect(page.contains("ledger not made yet.") && page.contains("There is no ledger yet."))
        #expect(page.contains("There is no resource to tell of."))
        #expect(!page.contains("verified") && !page.contains("was compliant whenever"))
        #expect(EvidenceDocument(report).ledger?.verified == false)
    }

    @Test("a text can never become markup, and a character that XML does not have is replaced")
    func escaped() {
        let text = "<b title=\"x\" id='y'>&\u{0}\u{1b}\u{fffe}ä\u{1f600}"
        let piece: HTML = "<p>\(text)</p>"
        #expect(
            piece.text
                == "<p>&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\u{fffd}\u{fffd}\u{fffd}ä\u{1f600}</p>")
        #expect(!Self.page.contains("<script"))
    }

    @Test(
        "the page is well-formed, refers to nothing outside it, and can be read aloud and by keyboard",
        .enabled(if: PythonValidator.isAvailable, "needs /usr/bin/python3 with jsonschema (python3-jsonschema)"))
    func sound() throws {
        #expect(try PythonValidator.pageFaults(Self.page) == "")
        #expect(try PythonValidator.pageFaults(Self.empty) == "")
        let spoiled = Self.page.replacingOccurrences(of: "</main>", with: "<img src=\"https://example.com/\"/></main>")
        #expect(try PythonValidator.pageFaults(spoiled) != "")
    }

    @Test("what was open is drawn however short it was, and what is at the end stays inside")
    func narrow() {
        let drawing = TimelineDrawing(span: .week)
        let blink = EvidenceStretch(state: .open, from: .noon, to: .noon, looks: 1)
        #expect(
            drawing.svg([blink], label: "a \"b\"").text.contains(
                "aria-label=\"a &quot;b&quot;\"")
                && drawing.svg([blink], label: "").text.contains(
                    "<rect class=\"open\" x=\"996\" y=\"0\" width=\"4\" height=\"28\"/>")
        )
    }

    @Test("ten thousand resources make a page in proportion to a thousand")
    func large() {
        let sizes = [1000, 10_000].map { count in
            var material = EvidenceMaterial.sample
            material.records = (1...count).map {
                ResourceRecord(
                    item: InventoryItem(id: ResourceID("vps_\($0)"), kind: .sshPasswordLogin, name: "web-\($0)"))
            }
            material.archive.intervals = (1...count).map { .seen(.compliant, 200, 1, "vps_\($0)") }
            return EvidencePage(EvidenceReport(material)).text().utf8.count
        }
        #expect(sizes[1] < 11 * sizes[0])
    }

    // MARK: As people see it

    @Test(
        "a browser draws every state of the time line, on a wide and a dark screen",
        .enabled(if: Chromium.isAvailable, "needs chromium (Debian: chromium)"),
        arguments: [false, true])
    func screen(isDark: Bool) throws {
        let picture = try Chromium.picture(of: Self.page, width: 1280, height: 2400, isDark: isDark)
        // As the style sheet has them, in the order compliant, open, hatching.
        let colours = isDark ? ["4cc366", "ff6b63", "6e7884"] : ["1a7f37", "b3151e", "8c959f"]
        for (colour, least) in zip(colours, [500, 300, 100]) {
            let count = try #require(picture[colour], "no pixel of #\(colour)")
            #expect(count > least, "#\(colour)")
        }
        let paper = try #require(picture[isDark ? "14181d" : "ffffff"])
        #expect(paper > 1280 * 2400 / 2, "the page is mostly paper")
    }

    @Test(
        "on paper the page is A4, and the intervals that a screen folds away are printed",
        .enabled(if: Chromium.isAvailable && Chromium.canReadPaper, "needs chromium and pdftotext (poppler-utils)"))
    func paper() throws {
        let pages = try Chromium.printed(Self.page)
        #expect(pages.size == "A4")
        #expect(pages.text.contains("Compliant throughout"))
        #expect(pages.text.contains("open at") || pages.text.contains("open 2026-11-19"))
        #expect(!pages.text.contains("Skip to the evidence"))
    }
}
