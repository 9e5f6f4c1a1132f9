import Foundation
import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("The list of VPS")
struct InventoryTests {
    @Test("a page has the published shape, byte for byte")
    func wholePage() {
        var world = World()
        let expected = """
            {"data":[{"id":"vps_00000000000000000000000001","name":"web-1","primaryIp":"198.18.0.1",\
            "serviceStatus":"active","powerState":"running","operatingSystem":{"displayName":"Debian 12",\
            "family":"debian","version":"12","variant":null},"billing":{"amount":199,"currencyCode":"SEK",\
            "billingCycle":"monthly","isPayg":false,"periodYears":null},"resources":{"cpuCores":2,"memoryGb":4,\
            "storageGb":80},"bandwidth":{"usedGb":12,"limitGb":1000,"inboundGb":5,"outboundGb":7,"usagePercent":1},\
            "tags":["prod"],"pinned":false}],"hasMore":false,"nextCursor":null}
            """
        let answer = world.list()
        #expect(answer.text == expected)
        #expect(answer.status == 200)
        #expect(answer.headers == ["Date": "Sat, 21 Nov 2026 12:00:00 GMT", "Content-Type": "application/json"])
    }

    @Test("following the cursors shows every guest once, in order", arguments: [1, 7, 20, 99, 100])
    func everyGuestOnce(limit: Int) {
        var world = World(guests: SimulatedGuest.numbered(205))
        var names: [String] = []
        var cursor: String?
        for _ in 0..<300 {
            let page = world.list("?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            names += page.names
            #expect(page.object["hasMore"] as? Bool == (page.nextCursor != nil))
            cursor = page.nextCursor
            if cursor == nil { break }
        }
        #expect(names == (0..<205).map { "n-\($0)" })
    }

    @Test("a page holds 20 rows unless asked otherwise, and its cursor is base64 of the offset")
    func defaultPage() {
        var world = World(guests: SimulatedGuest.numbered(25))
        let page = world.list()
        #expect(page.names.count == 20)
        #expect(page.nextCursor == "eyJvZmZzZXQiOjIwfQ", "the published sample cursor")
    }

    @Test(
        "a cursor that is none is a 400 invalid_cursor, also when it is JSON",
        arguments: ["nonsense", "e30", "eyJvZmZzZXQiOi0xfQ", ""])
    func invalidCursor(cursor: String) {
        var world = World()
        let answer = world.list("?cursor=\(cursor)")
        #expect(answer.status == 400)
        #expect(answer.code == "invalid_cursor")
    }

    @Test("a limit outside 1...100 and an unknown parameter are validation errors with a pointer")
    func invalidQuery() throws {
        var world = World()
        for query in ["limit=0", "limit=101", "limit=x", "sort=name"] {
            let answer = world.list("?\(query)")
            #expect(answer.status == 400)
            let errors = try #require(answer.object["errors"] as? [[String: String]])
            #expect(errors.map { $0["pointer"] } == ["/query/\(query.prefix { $0 != "=" })"])
        }
    }

    @Test("name and address filter exactly, the name without regard to case")
    func filters() {
        var world = World(guests: SimulatedGuest.numbered(12))
        #expect(world.list("?name=N-1").names == ["n-1"])
        #expect(world.list("?primaryIp=198.18.1.11").names == ["n-11"])
        #expect(world.list("?name=n").names == [])
    }

    @Test("a guest that comes between two pages doubles a row, one that goes hides a row")
    func shiftingInventory() {
        var world = World(guests: SimulatedGuest.numbered(4))
        let second = world.list("?limit=2").nextCursor ?? ""
        world.api.add(.web())
        #expect(world.list("?limit=2&cursor=\(second)").names == ["n-1", "n-2"])
        for name in ["web-1", "n-0"] {
            var change = GuestChange()
            change.removed = true
            world.api.change(name, change)
        }
        #expect(world.list("?limit=2&cursor=\(second)").names == ["n-3"])
        #expect(world.read("vps_3").status == 200, "the guests behind it are still found")
    }
}
