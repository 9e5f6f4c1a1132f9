import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct EscrowRecordTests {
    @Test("a record is one line of JSON with its fields in order")
    func text() {
        let record = EscrowRecord.sample(version: 12, password: "Correct7Horse")
        #expect(
            String(decoding: record.json().bytes, as: UTF8.self)
                == #"{"schema": 1, "accountId": "acct_01", "name": "www.example.com", "version": 12, "#
                + #""password": "Correct7Horse", "createdAt": "2026-11-21T12:00:00Z"}"# + "\n")
    }

    @Test(
        "any id, name and password comes out of the JSON as it went in",
        arguments: ["\"", "\\", "a\"b\\c", "\u{0}\u{1f}\u{7f}\n\t", "Åsa, 東京 🎉", "</script>", "", "\u{2028}"])
    func escaping(text: String) throws {
        let record = EscrowRecord.sample(account: text, name: text, password: text)
        let object = try JSONSerialization.jsonObject(with: Data(record.json().bytes))
        let expected: NSDictionary = [
            "schema": 1, "accountId": text, "name": text, "version": 1, "password": text,
            "createdAt": "2026-11-21T12:00:00Z",
        ]
        #expect(object as? NSDictionary == expected)
    }
}
