import Foundation
import Testing

@testable import HostUpAPI

@Suite("The parser of JSON")
struct JSONParserTests {
    private func flaw(_ text: String) -> JSONParser.Flaw? {
        flaw(in: Array(text.utf8))
    }

    private func flaw(in bytes: [UInt8]) -> JSONParser.Flaw? {
        do throws(JSONParser.Flaw) {
            _ = try JSONParser.tree(of: bytes, deepest: 4)
            return nil
        } catch {
            return error
        }
    }

    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONParser.tree(of: Array(text.utf8), deepest: 4).object)
    }

    @Test(
        "whole texts are taken",
        arguments: [
            "{}", "[]", "null", "true", "false", "0", "-0", "12.5e-3", "1E+2", "\"\"", " \t\r\n[1 , 2]\n", "\u{FEFF}{}",
            #"{"a": {"b": [null, true, false, -1.5]}, "a": ""}"#, #"["\"\\\/\b\f\n\r\t\u00e5\ud83d\ude00", "å😀"]"#,
            "[[[[]]]]", #"{"": [{}, []]}"#,
        ])
    func whole(text: String) {
        #expect(flaw(text) == nil)
        #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        }
    }

    @Test(
        "what is cut, damaged or followed by more is not",
        arguments: [
            "", " ", "{", "[", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[,1]",
            "[1 2]",
            "{1:2}", "{\"a\" 1}", "{\"a\":1]", "[1}", "{} {}", "1 1", "nul", "nulll", "True", "01", "-", "-a", "1.",
            ".5",
            "1e", "1e+", "+1", "0x1", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"a\nb\"",
            "\"\u{0}\"",
            "'a'", "[1]//", "NaN", "]", "}", ",", "{,}", "{\"a\":}",
        ])
    func damaged(text: String) {
        #expect(flaw(text) == .broken)
        #expect(throws: (any Error).self) {
            try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        }
    }

    @Test(
        "bytes that are not UTF-8 are no text",
        arguments: [[0xFF], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]])
    func notUTF8(bytes: [UInt8]) {
        #expect(flaw(in: bytes) == .broken)
    }

    @Test("a comma before the end is one too many, though decoders let it pass", arguments: ["[1,]", "{\"a\":1,}"])
    func lateComma(text: String) {
        #expect(flaw(text) == .broken)
    }

    @Test("nesting deeper than allowed is said before the rest is looked at")
    func deep() {
        #expect(flaw("[[[[[]]]]]") == .deep)
        #expect(flaw(#"{"a":{"a":{"a":{"a":{"a":1}}}}}"#) == .deep)
        #expect(flaw("[[[[[") == .deep)
        #expect(flaw(#"["[[[[[[[[", "{{{{{{{{"]"#) == nil)
    }

    @Test("everything that a text says is in the tree")
    func tree() throws {
        let text = #" {"a": [null, true, false, -1.5e3, "b\u0000\"\u00e5\ud83d\ude00\/å"], "": {}, "c": []} "#
        let tree = try JSONParser.tree(of: Array(text.utf8), deepest: 4)
        #expect(
            tree
                == .object(
                    JSONObject(members: [
                        .init(
                            name: "a", value: .list([.null, .bool(true), .bool(false), .number, .text("b\0\"å😀/å")])),
                        .init(name: "", value: .object(JSONObject(members: []))),
                        .init(name: "c", value: .list([])),
                    ])))
    }

    @Test(
        "half a character makes its text unreadable and nothing else",
        arguments: [#"\ud83d"#, #"\ude00"#, #"\ud83dx"#, #"\ud83d\n"#, #"\ud83d\u0041"#, #"\ud83d\ud83d\ude00"#])
    func halfCharacter(text: String) throws {
        let object = try object(#"{"a": "x\#(text)y", "b\#(text)": "c", "d": "e"}"#)
        #expect(object.members == [.init(name: "a", value: .garbledText), .init(name: "d", value: .text("e"))])
    }

    @Test("a member that stands there twice is not believed in either way")
    func twice() throws {
        let object = try object(#"{"allowed": false, "name": "a", "allowed": true, "name": "a"}"#)
        #expect(object["allowed"] == nil && object["name"] == nil && object.toleratedText("name") == nil)
        let error = #expect(throws: MalformedAnswer.self) { try object.bool("allowed") }
        #expect(error?.description == "'allowed' stands there twice")
        #expect(throws: MalformedAnswer.self) { try object.textIfPresent("name") }
    }
}
