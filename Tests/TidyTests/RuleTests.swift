import Testing

/// The rules themselves: each finds what it is there for, and nothing else.
@Suite struct RuleTests {
    private func file(_ text: String, at path: String = "Sources/ReconcileCore/A.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test("comments and strings are blanked, interpolated code is kept, lines stay where they are")
    func codeOnly() {
        let text = ##"""
            let a = "x {" // }
            /* { /* { */
            } */ let b = #"a " \n \#(c { "}" }) {"#
            let d = """
                " { \(e("(")) \"""
                """ + "\\" + "\"}"; f()
            """##
        let expected = """
            let a =

            let b = (c { })
            let d =
            (e( ))
            + + ; f()
            """
        #expect(squeezed(SwiftText.codeOnly(text)) == squeezed(expected))
        #expect(SwiftText.codeOnly(text).count == text.count)
    }

    /// Runs of spaces count as one, at the end of a line as none: the eye does not see them either.
    private func squeezed(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").joined(separator: " ")
        }
    }

    @Test("functions are measured from the declaration to the closing brace; requirements and calls are none")
    func functionLengths() {
        let text = """
            protocol P {
                func required() -> Int
                init(a: Int)
                var v: Int { get }
            }
            struct S: P {
                init(
                    a: Int = [1].map { $0 }.count
                ) {
                    self.init(b: .init())
                }

                func required() -> Int {
                    if true { return 1 }
                    return 2
                }
                subscript(i: Int) -> Int { i }
            }
            """
        #expect(
            FunctionLengths.all(inCode: file(text).code) == [
                .init(name: "init", firstLine: 6, lineCount: 5),
                .init(name: "required", firstLine: 12, lineCount: 4),
                .init(name: "subscript", firstLine: 16, lineCount: 1),
            ])
    }

    @Test("a function of 70 lines passes, one of 71 does not")
    func functionLimit() {
        func function(lines: Int) -> SourceFile {
            file("\n/// {\nfunc long() {\n" + String(repeating: "a()\n", count: lines - 2) + "}\n")
        }
        #expect(Rules.functionLength(function(lines: 70)) == [])
        #expect(Rules.functionLength(function(lines: 71)) == ["Sources/ReconcileCore/A.swift:3: 'long' has 71 lines"])
    }

    @Test("a source file of 500 lines passes, one of 501 does not, a test may be longer")
    func fileLimit() {
        let lines = String(repeating: "\n", count: 500)
        #expect(Rules.fileLength(file(lines)) == [])
        #expect(Rules.fileLength(file(lines + "a")) == ["Sources/ReconcileCore/A.swift:501: the file has 501 lines"])
        #expect(Rules.fileLength(file(lines + "a", at: "Tests/CoreTests/A.swift")) == [])
    }

    @Test(
        "an import is found in each of its forms",
        arguments: [
            ("import Foundation", "Foundation"), ("package import Yams", "Yams"), ("@testable import GRDB", "GRDB"),
            ("  import struct Foundation.Date", "Foundation"), ("@preconcurrency package import NIOCore", "NIOCore"),
            ("@_spi(Testing) import NIOCore", "NIOCore"), ("importance(of: x)", nil), ("let a = b", nil),
        ])
    func importForms(line: String, module: String?) {
        #expect(ImportTable.importedModule(in: line) == module)
    }

    @Test("an import that the table does not have is named with its place, in a test it is free")
    func imports() {
        let text = "import HeapModule\n\nimport Foundation\n// import Yams\n"
        #expect(
            Rules.imports(file(text)) == [
                "Sources/ReconcileCore/A.swift:3: 'ReconcileCore' may not import 'Foundation'"
            ])
        #expect(Rules.imports(file(text, at: "Tests/CoreTests/A.swift")) == [])
        #expect(
            Rules.imports(file("", at: "Sources/Common/A.swift")) == [
                "Sources/Common/A.swift:1: the target 'Common' is not in the table of imports"
            ])
    }

    @Test("a forced call or cast is found in code, not in words about it")
    func forcing() {
        let text = "// never \("try" + "!")\nlet a = f() \("as" + "!") B\nlet c = a != b\n"
        #expect(
            Rules.noForcing(file(text)) == [
                "Sources/ReconcileCore/A.swift:2: a failure here ends the process; handle it"
            ])
    }

    @Test("a note of work left over is found in comments too")
    func leftovers() {
        #expect(
            Rules.noLeftovers(file("a()\n// \("TO" + "DO"): b\n")) == ["Sources/ReconcileCore/A.swift:2: 'TO" + "DO'"])
    }

    @Test(
        "the core's clocks and draws are found, draws from a given generator pass",
        arguments: [
            ("let now = Date()", true), ("ContinuousClock.now", true), ("try await Task.sleep(for: x)", true),
            ("Int.random(in: 0..<3)", true), ("list.shuffled()", true),
            ("x.hashValue", true), ("Int.random(in: 0..<3, using: &rng)", false), ("var isUpToDate = 1", false),
            ("/// A Date.", false),
        ])
    func pureCore(text: String, isFound: Bool) {
        #expect(Rules.pureCore(file(text)).isEmpty == !isFound)
        #expect(Rules.pureCore(file(text, at: "Sources/ReconcileStore/A.swift")) == [])
    }

    @Test("a draw over several lines is judged by all of them")
    func drawOverLines() {
        let given = "Int.random(\n    in: 0..<3,\n    using: &rng)"
        let own = "\nInt.random(\n    in: 0..<3)"
        #expect(Rules.pureCore(file(given)) == [])
        #expect(
            Rules.pureCore(file(own)) == ["Sources/ReconcileCore/A.swift:2: the core may not use randomness of its own"]
        )
    }

    @Test(
        "public declarations are found, calls and words are not",
        arguments: [
            ("public func f() {}", true), ("open class A {}", true), ("public struct A {}", true),
            ("let d = open(path, flags)", false), ("// public ", false), ("case open(Gate)", false),
            ("case .open where isDue", false),
        ])
    func publicDeclarations(text: String, isFound: Bool) {
        #expect(Rules.noPublic(file(text)).isEmpty == !isFound)
    }
}
