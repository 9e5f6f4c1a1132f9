import Foundation
import HostUpAPI
import ReconcileCore
import Testing

@Suite("damaged answers")
struct MutationTests {
    private static let valid = """
        {"available":true,"enabled":true,"reason":null,"passwordAuthentication":"yes","permitRootLogin":"yes",\
        "source":"effective_sshd_config","sshKeysConfigured":true,\
        "sshKeys":["no-pty ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEHjBmhCpyNO6EDG9HTw7MXi5wX6Cfd8i3Dbr+luGydX a@b","string"],\
        "actions":{"canEnable":{"allowed":false,"reason":"SSH password login is already enabled."},\
        "canDisable":{"allowed":true,"reason":null,"code":"pending_order"}}}
        """

    /// 20 runs of 1,000 bodies each: enough to hit every byte many times.
    @Test("a damaged body is an observation only if every required field is still there and right", arguments: 0..<20)
    func damagedBytes(seed: UInt64) async {
        var random = SplitMix64(seed: seed)
        for number in 0..<1000 {
            var body = Array(Self.valid.utf8)
            for _ in 0...Int.random(in: 0..<4, using: &random) { Self.damage(&body, using: &random) }
            await check(body, "seed \(seed), body \(number)")
        }
    }

    @Test("a body with changed members is an observation only if every required field is right", arguments: 0..<20)
    func changedMembers(seed: UInt64) async {
        var random = SplitMix64(seed: seed)
        let values: [Any] = [
            0, 1, 1.5, "yes", "", "\u{1b}", [1], ["a"], [String](), ["allowed": true], NSNull(), true, false,
        ]
        for number in 0..<250 {
            var body = Self.valid
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                guard let field = Field.required.randomElement(using: &random) else { continue }
                if Bool.random(using: &random) {
                    body = field.removed(from: body)
                } else if let value = values.randomElement(using: &random) {
                    body = field.set(to: value, in: body)
                }
            }
            await check(Array(body.utf8), "seed \(seed), body \(number)")
        }
    }

    private func check(_ body: [UInt8], _ place: String) async {
        let result = WireResult.response(WireResponse(status: 200, body: body))
        _ = await list(result)
        _ = await write(result)
        let shown = "\(place): \(String(decoding: body, as: UTF8.self))"
        switch await state(result).outcome {
        case .malformed(let reason):
            #expect(!reason.isEmpty)
        case .observed(.sshPasswordLogin(let observation)):
            let root = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
            let isRight = root.map { root in Field.required.allSatisfy { $0.accepts($0.value(in: root)) } }
            #expect(isRight == true, "\(shown)")
            #expect(root?["enabled"] as? Bool == observation.enabled, "\(shown)")
            #expect((root?["sshKeys"] as? [Any])?.count == observation.sshKeys.count, "\(shown)")
        case .page, .observed(.hostingPassword), .written, .rotated, .refused, .lost, .unsent:
            Issue.record("\(shown)")
        }
    }

    private static func damage(_ body: inout [UInt8], using random: inout SplitMix64) {
        guard !body.isEmpty else { return }
        let index = Int.random(in: 0..<body.count, using: &random)
        let grammar = Array(#"{}[]",:\ntruefalsn01-. "#.utf8)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: body[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: body[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: body[index] = grammar.randomElement(using: &random) ?? 0
        case 3: body.remove(at: index)
        case 4: body.insert(grammar.randomElement(using: &random) ?? 0, at: index)
        case 5: body.removeSubrange(index..<min(body.count, index + Int.random(in: 1..<40, using: &random)))
        default:
            let length = min(body.count - index, Int.random(in: 1..<40, using: &random))
            body.insert(contentsOf: body[index..<(index + length)], at: index)
        }
    }
}
