import Foundation
import Testing

@testable import ReconcileSystemd

@Suite struct MessageIDTests {
    /// One entry of the catalog: its lines after `-- ID`.
    private struct CatalogEntry {
        var id: String
        var lines: [String] = []
    }

    private func catalog() throws -> [CatalogEntry] {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().appending(path: "../../..").standardized
        let text = try String(contentsOf: root.appending(path: "systemd/reconciled.catalog"), encoding: .utf8)
        var entries: [CatalogEntry] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("-- ") {
                entries.append(CatalogEntry(id: String(line.dropFirst(3))))
            } else if !entries.isEmpty {
                entries[entries.count - 1].lines.append(line)
            }
        }
        return entries
    }

    @Test("every MESSAGE_ID has exactly one entry in the catalog, in the same order, and there are no others")
    func agreement() throws {
        #expect(try catalog().map(\.id) == MessageID.allCases.map(\.rawValue))
    }

    @Test("a MESSAGE_ID is 32 lower-case hexadecimal digits", arguments: MessageID.allCases)
    func form(id: MessageID) {
        #expect(id.rawValue.count == 32)
        #expect(id.rawValue.allSatisfy { "0123456789abcdef".contains($0) })
    }

    @Test("each entry of the catalog has a subject, a source, and a text that fits a terminal")
    func entries() throws {
        for entry in try catalog() {
            try #require(entry.lines.count > 4, "\(entry.id)")
            #expect(entry.lines[0].wholeMatch(of: /Subject: [a-zA-Z].*[^.]/) != nil, "\(entry.id)")
            #expect(entry.lines[1...2] == ["Defined-By: reconciled", ""], "\(entry.id)")
            #expect(entry.lines[3].isEmpty == false, "\(entry.id)")
            #expect(entry.lines.allSatisfy { $0.count <= 82 }, "\(entry.id)")
        }
    }

    @Test("the catalog substitutes only fields that entries have")
    func substitutions() throws {
        let text = try catalog().flatMap(\.lines).joined(separator: "\n")
        let names = Set(text.matches(of: /@([A-Z_]+)@/).map { String($0.output.1) })
        #expect(names == [JournalField.Name.resource.text])
    }
}
