import Foundation
import Testing

@testable import ReconcileDaemon

@Suite("The files that forbid every write")
struct NoWritesFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var text: String? {
        NoWritesFile(paths: ["\(directory.path)/first", "\(directory.path)/second"]).text().map(directory.named)
    }

    @Test("none of them there forbids nothing")
    func absent() {
        #expect(text == nil)
    }

    @Test("the text of the first one is the reason, in one line that does nothing to a terminal")
    func reason() throws {
        try directory.write("\nmoving racks\r\n\tuntil Monday\n", to: "second")
        #expect(text == "moving racks until Monday")
        try directory.write("do \u{1b}[31mnot\u{7} write", to: "second")
        #expect(text == "do \u{fffd}[31mnot\u{fffd} write")
        try directory.write("console broken", to: "first")
        #expect(text == "console broken")
        try directory.write(String(repeating: "x", count: 500), to: "first")
        #expect(text == String(repeating: "x", count: 200))
    }

    @Test("one that is empty or cannot be read counts as there")
    func unreadable() throws {
        try directory.write("", to: "first")
        #expect(text == "'DIR/first' is there.")
        try FileManager.default.removeItem(atPath: "\(directory.path)/first")
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/first", withIntermediateDirectories: false)
        #expect(text == "'DIR/first' is there.")
    }

    @Test("a link that leads nowhere counts as there: somebody put it")
    func danglingLink() throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/first", withDestinationPath: "/nowhere/at/all")
        #expect(text == "'DIR/first' is there.")
    }

    @Test("a path that cannot be looked at counts as there")
    func unsearchable() {
        let endless = "/" + String(repeating: "x", count: 300)
        #expect(NoWritesFile(paths: [endless]).text() == "'\(endless)' is there.".prefix(200).description)
    }
}
