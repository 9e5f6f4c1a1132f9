import Synchronization
import Testing

@testable import ReconcileEscrow

@Suite struct SecretMemoryTests {
    @Test("the memory of a password is all zero when it is given back")
    func cleared() {
        let bytes = Array("Correct7Horse".utf8)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        let given = Mutex<[[UInt8]]>([])
        var password: Password? = Password(
            SecretMemory(adopting: buffer) { memory in given.withLock { $0.append(Array(memory)) } })
        #expect(password?.text == "Correct7Horse")
        #expect(given.withLock { $0 } == [])
        password = nil
        #expect(given.withLock { $0 } == [[UInt8](repeating: 0, count: bytes.count)])
    }

    @Test("no way of printing a secret shows it")
    func hidden() throws {
        let password = Password("Correct7Horse")
        let key = try SealingKey(credential: Array("01234567890123456789012345678901".utf8), named: "k")
        let people = try People()
        var generator = SystemRandomNumberGenerator()
        func printed(_ value: some Any) -> [String] {
            var dumped = ""
            dump(value, to: &dumped)
            return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped]
        }
        #expect(
            printed(password) == ["<password>", "<password>", "<password>", "[<password>]", "- <password> #0\n"])
        #expect(Mirror(reflecting: password).children.isEmpty)
        #expect(printed(key).allSatisfy { $0.contains("<sealing key>") && !$0.contains("0123") })
        let record = EscrowRecord.sample(password: "Correct7Horse")
        #expect(printed(record).allSatisfy { $0.contains("<password>") && !$0.contains("Horse") })
        #expect(printed(record.json()).allSatisfy { $0.contains("<secret>") && !$0.contains("Horse") })
        #expect(printed(EscrowProof(using: &generator)).allSatisfy { $0.contains("<proof>") })
        #expect(printed(people.anna)[0] == "<identity of \(people.anna.recipient)>")
    }
}
