import Testing

@testable import ReconcileDaemon

@Suite("Tables")
struct TableTests {
    @Test("columns are as wide as their widest cell, by what a terminal draws, and the last is not padded")
    func alignment() {
        var table = Table()
        table.add(["web-3", "on -> off", "now"])
        table.add(["brevlåda-1", "unknown", ""])
        table.add(["データ-2", "on -> off", "held"])
        table.add(["🚀", "off", "now"])
        let expected = [
            "  web-3        on -> off   now",
            "  brevlåda-1   unknown     ",
            "  データ-2     on -> off   held",
            "  🚀           off         now",
        ]
        #expect(table.lines() == expected)
    }

    @Test("a row may be shorter than others, and a table empty")
    func ragged() {
        var table = Table()
        #expect(table.lines() == [])
        table.add(["a"])
        table.add(["bbb", "c"])
        #expect(table.lines(indent: "", gap: "|") == ["a", "bbb|c"])
    }
}
