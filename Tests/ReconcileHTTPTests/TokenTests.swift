import ReconcileHTTP
import Testing

@Suite("the token")
struct TokenTests {
    @Test("nothing that shows a token shows what it is")
    func cannotBePrinted() throws {
        let token = try Token(" \n hup_s3cret\n")
        var dumped = ""
        dump(token, to: &dumped)
        let nested = Holder(token: token)
        var nestedDump = ""
        dump(nested, to: &nestedDump)
        let shown = [
            "\(token)", String(describing: token), String(reflecting: token), "\(Optional(token) as Any)", "\([token])",
            "\(nested)", String(reflecting: nested), dumped, nestedDump,
            "\(Mirror(reflecting: token).children.map(\.value))",
        ]
        #expect(shown.filter { $0.contains("s3cret") } == [])
        #expect(shown.prefix(3) == ["<token>", "<token>", "<token>"])
        #expect(dumped == "- <token>\n")
    }

    @Test("a token that could not stand in a header is refused without repeating it")
    func refusals() {
        let cases: [(text: String, error: TokenError)] = [
            ("", .empty),
            (" \r\n\t ", .empty),
            ("ab cd", .unusableCharacter(position: 3)),
            (" ab\r\nX-Evil: 1", .unusableCharacter(position: 3)),
            ("\u{1b}[31m", .unusableCharacter(position: 1)),
            ("nyckelå", .unusableCharacter(position: 7)),
            ("a\u{0}", .unusableCharacter(position: 2)),
            (String(repeating: "a", count: 4097), .tooLong(limit: 4096)),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try Token(text) }
            #expect(throws: error) { try Token(bytes: Array(text.utf8)) }
        }
    }

    @Test("the words of each refusal")
    func words() {
        let errors: [TokenError] = [.empty, .tooLong(limit: 4096), .unusableCharacter(position: 3)]
        #expect(
            errors.map(\.description) == [
                "the token is empty",
                "the token is longer than 4096 characters",
                "character 3 of the token cannot stand in a header: only printable ASCII without spaces can",
            ])
    }

    private struct Holder {
        var token: Token
    }
}
