import ReconcileCore
import Testing

@testable import ReconcileDaemon

@Suite("Which resource a person means")
struct ResourceNamesTests {
    private let names = ResourceNames(
        [("vps_1", "web"), ("vps_2", "db"), ("vps_3", "db"), ("vps_4", "vps_1"), ("vps_5", nil)].map { id, name in
            InventoryItem(id: ResourceID(id), kind: .sshPasswordLogin, name: name)
        })

    private func failure(_ text: String) -> String? {
        #expect(throws: CommandFailure.self) { try names.resolve(text) }?.text
    }

    @Test("an id is itself, before any name, and a name is enough where one resource has it")
    func found() throws {
        #expect(try names.resolve("vps_5").text == "vps_5")
        #expect(try names.resolve("web").text == "vps_1")
        #expect(try names.resolve("vps_1").text == "vps_1")
    }

    @Test("a name of several resources, or of none, is refused with what to say instead")
    func refused() {
        #expect(
            failure("db") == """
                error: 'db' is the name of several resources
                  hint: use an id: vps_2, vps_3
                """)
        #expect(
            failure("WEB") == """
                error: no resource is known as 'WEB'
                  hint: run `reconciled once` or the service first, or check the spelling with `reconciled plan`
                """)
    }
}
