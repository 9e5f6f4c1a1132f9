import Foundation
import Testing

@testable import HostUpAPI

@Suite("The grammar of JSON")
struct JSONGrammarTests {
    private func flaw(_ text: String) -> JSONGrammar.Flaw? {
        JSONGrammar.flaw(in: Array(text.utf8), deepest: 4)
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
        #expect(JSONGrammar.flaw(in: bytes, deepest: 4) == .broken)
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
}
