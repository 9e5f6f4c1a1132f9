import Foundation
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("the text of records")
struct RecordEncoderTests {
    private func foundation(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("every text is written as Foundation writes it")
    func texts() throws {
        let controls = (0..<0x80).map { String(UnicodeScalar(UInt8($0))) }
        for text in controls + ["", "å😀", "a\"b\\c/d\u{7f}\u{2028}", "\r\n", String(repeating: "x", count: 1000)] {
            #expect(try RecordEncoder.text(of: [text]) == foundation([text]))
        }
    }

    @Test("every shape of a value is written as Foundation writes it")
    func shapes() throws {
        let value = Everything()
        #expect(try RecordEncoder.text(of: value) == foundation(value))
    }

    @Test("rows and records are written as Foundation writes them")
    func records() throws {
        let seen = Observation.sshPasswordLogin(
            SSHPasswordLoginObservation(
                available: true, enabled: true, reason: "a \"b\"", passwordAuthentication: "yes", permitRootLogin: nil,
                source: .effective, sshKeysConfigured: true,
                sshKeys: [AuthorizedKey(text: "string", reading: .unparsable)],
                canEnable: ActionGate(allowed: false, reason: "on already"), canDisable: ActionGate(allowed: true)))
        let drift = LedgerEntry.drift(
            LedgerEntry.Drift(
                resource: ResourceID("vps_1"), policy: "off", cause: .change, seen: seen, code: "otherUsers",
                lastCompliant: WallTime(millisecondsSince1970: 1_795_262_400_001)))
        for entry in [drift, .stopped(LedgerEntry.Stopped())] {
            let text = try RecordEncoder.text(of: entry)
            #expect(try text == foundation(entry))
            #expect(try JSONDecoder().decode(LedgerEntry.self, from: Data(text.utf8)) == entry)
        }
        let record = PacingRecord(neighbourRate: 0.25)
        #expect(try RecordEncoder.text(of: record) == foundation(record))
    }

    @Test("a number that JSON does not have is refused", arguments: [Double.nan, .infinity, -.infinity])
    func noNumber(number: Double) {
        #expect(throws: EncodingError.self) { try RecordEncoder.text(of: [number]) }
    }
}

/// One of each thing that a value can ask of an encoder.
private struct Everything: Encodable {
    private enum Keys: String, CodingKey {
        case small, Big, list, nested, empty, none, again, numbers, texts, words
    }

    private enum Word: String, Encodable {
        case one
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Keys.self)
        try members.encode(-1.5, forKey: .small)
        try members.encode(UInt64.max, forKey: .Big)
        try members.encodeNil(forKey: .none)
        try members.encode("first", forKey: .again)
        try members.encode("second", forKey: .again)
        try members.encode([Int64.min, 0, Int64.max], forKey: .numbers)
        try members.encode(["b": 1, "a": 2], forKey: .texts)
        try members.encode([Word.one: true].values.map { _ in Word.one }, forKey: .words)
        _ = members.nestedContainer(keyedBy: Keys.self, forKey: .empty)
        var list = members.nestedUnkeyedContainer(forKey: .list)
        try list.encodeNil()
        try list.encode(true)
        try list.encode(Word?.none)
        var inner = list.nestedUnkeyedContainer()
        try inner.encode("x")
        var object = list.nestedContainer(keyedBy: Keys.self)
        try object.encode(UInt8(7), forKey: .small)
        try Word.one.encode(to: list.superEncoder())
        // A value may ask for its members in several places.
        var more = encoder.container(keyedBy: Keys.self)
        var nested = more.nestedContainer(keyedBy: Keys.self, forKey: .nested)
        try nested.encode(false, forKey: .small)
        try Word.one.encode(to: more.superEncoder())
    }
}
