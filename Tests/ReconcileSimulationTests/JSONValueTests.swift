import Testing

@testable import ReconcileSimulation

@Suite("JSON with an order")
struct JSONValueTests {
    @Test("members keep their order, and texts are escaped")
    func bytes() {
        var value: JSONValue = ["b": [1, true, nil, "é"], "a": "\"\\\n\u{1}", "gone": 1]
        value["gone"] = nil
        value["c"] = .text(nil)
        #expect(
            String(decoding: value.bytes, as: UTF8.self) == #"{"b":[1,true,null,"é"],"a":"\"\\\u000a\u0001","c":null}"#)
    }
}
