import Crypto
import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct SealingKeyTests {
    private let bytes = noise(32)

    private func bytes(of key: SealingKey) -> [UInt8] {
        key.key.withUnsafeBytes { Array($0) }
    }

    @Test("a credential may hold the key as it is, in hexadecimal digits or in base64")
    func forms() throws {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let base64 = Data(bytes).base64EncodedString()
        let forms = [
            bytes, Array(digits.utf8), Array("\(digits.uppercased())\n".utf8), Array(base64.utf8),
            Array("\(base64)\r\n".utf8),
        ]
        for form in forms {
            #expect(bytes(of: try SealingKey(credential: form, named: "reconciled-seal")) == bytes)
        }
        // Raw bytes are taken as they are, even where they end like a line.
        let raw = bytes.dropLast() + [0x0a]
        #expect(bytes(of: try SealingKey(credential: Array(raw), named: "k")) == Array(raw))
    }

    @Test("anything else is no key, and the error shows none of it", arguments: [0, 1, 31, 33, 43, 45, 63, 65, 4096])
    func refused(count: Int) {
        let error = #expect(throws: EscrowError.self) {
            try SealingKey(credential: .init(repeating: UInt8(ascii: "a"), count: count), named: "reconciled-seal")
        }
        #expect(error?.description == "cannot use the credential 'reconciled-seal': it is not a key of 32 bytes")
        #expect(throws: EscrowError.self) {
            try SealingKey(credential: .init(repeating: UInt8(ascii: "g"), count: 64), named: "reconciled-seal")
        }
    }

    @Test("a key file is made once, for its owner alone, and read again")
    func file() throws {
        let directory = try TemporaryDirectory()
        let file = SealingKeyFile(in: directory.path)
        #expect(try file.read() == nil)
        let made = try file.make()
        #expect(try file.read().map(bytes) == bytes(of: made))
        #expect(try directory.tree("") == ["seal.key"])
        #expect(try directory.mode("seal.key") == 0o600)
        let before = try directory.read("seal.key")
        #expect(throws: EscrowError.exists(path: directory.path("seal.key"))) { try file.make() }
        #expect(try directory.read("seal.key") == before)
    }

    @Test("a crash at any point of the making leaves no key or a whole one")
    func interrupted() throws {
        let directory = try TemporaryDirectory()
        let file = SealingKeyFile(in: directory.path)
        try directory.write([1, 2, 3], to: "seal.key.unfinished")
        #expect(try file.read() == nil)
        let made = bytes(of: try file.make())
        // The last step, taking away the unfinished name, did not happen.
        try FileManager.default.linkItem(
            atPath: directory.path("seal.key"), toPath: directory.path("seal.key.unfinished"))
        #expect(try file.read().map(bytes) == made)
    }

    @Test("a key file that others may read, a link, a directory and a wrong size are refused with what to do")
    func unsafe() throws {
        let directory = try TemporaryDirectory()
        let file = SealingKeyFile(in: directory.path)
        func refusal() -> String? {
            let error = #expect(throws: EscrowError.self) { try file.read() }
            return error.map { directory.named($0.description + " / " + ($0.hint ?? "")) }
        }
        for mode in [0o640, 0o604, 0o620] {
            try directory.write(bytes, to: "seal.key", mode: mode)
            #expect(
                refusal() == "cannot use 'DIR/seal.key': others than its owner may read it / "
                    + "others may know the key: rotate every password, then make a new one")
        }
        try directory.write(bytes + [0], to: "seal.key")
        #expect(
            refusal() == "cannot use 'DIR/seal.key': it has 33 bytes, and a key has 32 / bring it back from a copy")
        try FileManager.default.removeItem(atPath: file.path)
        try directory.write(bytes, to: "elsewhere")
        try directory.link("seal.key", to: directory.path("elsewhere"))
        #expect(refusal() == "cannot use 'DIR/seal.key': it is a link / put the file itself there")
        #expect(throws: EscrowError.self) { try file.make() }
        try FileManager.default.removeItem(atPath: file.path)
        try directory.makeDirectory("seal.key")
        #expect(refusal() == "cannot use 'DIR/seal.key': it is not a file / bring it back from a copy")
    }
}
