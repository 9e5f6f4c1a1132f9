import Testing

@testable import ReconcileEscrow

@Suite struct EscrowTargetTests {
    @Test("a set of recipients has one fingerprint, whatever their order")
    func recipients() throws {
        let people = try People()
        let (anna, bo) = (people.anna.recipient, people.bo.recipient)
        let both = EscrowTarget.recipients([anna, bo]).fingerprint
        #expect(both.count == 64)
        #expect(EscrowTarget.recipients([bo, anna, bo]).fingerprint == both)
        #expect(EscrowTarget.recipients([anna]).fingerprint != both)
        #expect(EscrowTarget.command(["recipients", anna.text, bo.text]).fingerprint != both)
    }

    @Test("the words of a command count in their order and with their borders, and the fingerprint is stable")
    func commands() {
        let prints = [["/a", "b", "c"], ["/a", "c", "b"], ["/a", "bc"], ["/a", "b", "c", ""], ["/a"]].map {
            EscrowTarget.command($0).fingerprint
        }
        #expect(Set(prints).count == 5)
        // SHA-256 of "7:command,2:/a,".
        #expect(prints[4] == "b6e5016e3ce896b3e4438446755a1a039f72c4d519546101e90b4a1f7164ad53")
    }
}
