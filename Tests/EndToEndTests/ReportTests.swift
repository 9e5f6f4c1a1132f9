import Foundation
import ReconcileSimulation
import Testing

@Suite("Evidence of a real account", .timeLimit(.minutes(15)))
struct ReportTests {
    /// What `report --format json` prints, as far as this test asks.
    private struct ReportDocument: Decodable {
        var ledger: Ledger?
        var resources: [Resource]
        var changes: [Change]
        var waivers: [Waiver]
        var error: String?

        struct Ledger: Decodable {
            var rows: Int
            /// `nil` where there is no ledger.
            var head: String?
            var verified: Bool
        }

        struct Resource: Decodable {
            var id: String
            var share: [String: Double]
            var intervals: [Interval]
        }

        struct Change: Decodable {
            var resource: String
            var outcome: Outcome?
            var confirmation: Confirmation?
        }

        struct Outcome: Decodable {
            var claimed: Bool?
            var message: String?
        }

        struct Confirmation: Decodable {
            var confirmed: Bool
        }

        struct Waiver: Decodable {
            var reason: String
            var owner: Owner?
        }

        struct Owner: Decodable {
            var uid: UInt32
        }

        struct Interval: Decodable {
            var state: String
        }
    }

    @Test("report tells each resource, each change with its confirmation and each waiver, in every format")
    func everyFormat() async throws {
        try await World.with(Fleet(3)) { world in
            #expect(try await world.run("once").status == 0)
            let guests = try await world.simulator.listing()
            let name = try #require(guests.first?.name)
            #expect(try await world.run("waive", name, "--until", "2h", "--reason", "INC-123").status == 0)
            let state = world.sandbox.contents(of: world.sandbox.state).keys.sorted()

            let json = try await world.run("report", "--since", "1h", "--format", "json")
            #expect(json.status == 0, "\(json.errors)")
            let report = try JSONDecoder().decode(ReportDocument.self, from: Data(json.output.utf8))
            let events = try await world.history().events
            #expect(report.error == nil)
            #expect(report.ledger?.verified == true)
            #expect(report.ledger?.rows == events.count)
            #expect(report.ledger?.head == events.last?.hash)
            #expect(Set(report.resources.map(\.id)) == Set(guests.map(\.id)))
            let opened = report.resources.filter { $0.intervals.contains { $0.state == "open" } }
            #expect(opened.count == 3)
            #expect(report.changes.count == 3)
            #expect(report.changes.map { $0.outcome?.claimed } == [true, true, true])
            #expect(report.changes.map { $0.confirmation?.confirmed } == [true, true, true])
            #expect(report.changes.compactMap { $0.outcome?.message }.count == 3)
            #expect(report.waivers.map(\.reason) == ["INC-123"])
            #expect(report.waivers.first?.owner?.uid == getuid())

            let table = try await world.run("report", "--since", "1h", "--format", "csv")
            #expect(table.status == 0)
            let rows = table.output.split(separator: "\r\n")
            #expect(rows.first?.hasPrefix("resource,name,kind,policy,") == true)
            let intervals = report.resources.map(\.intervals.count).reduce(0, +)
            #expect(rows.count == 1 + intervals)

            let page = try await world.run("report", "--since", "1h", "--format", "html")
            #expect(page.status == 0)
            #expect(page.output.hasPrefix("<!DOCTYPE html>") && page.output.hasSuffix("</html>\n"))
            for guest in guests { #expect(page.output.contains("<code>\(guest.id)</code>"), "\(guest.id)") }
            #expect(world.sandbox.contents(of: world.sandbox.state).keys.sorted() == state, "something was written")
        }
    }

    @Test("evidence without its ledger is told, and is 1")
    func lostLedger() async throws {
        try await World.with(Fleet(2)) { world in
            #expect(try await world.run("once").status == 0)
            try FileManager.default.removeItem(at: world.sandbox.state.appending(path: "ledger.db"))
            let report = try await world.run("report", "--since", "1h", "--format", "json")
            #expect(report.status == 1, "\(report.output)")
            #expect(report.errors.hasPrefix("error: the ledger is not verified: it is missing"), "\(report.errors)")
            let document = try JSONDecoder().decode(ReportDocument.self, from: Data(report.output.utf8))
            #expect(document.resources.count == 2 && document.ledger?.verified != true)
        }
    }

    @Test("a wrong time or format is 64, a time ahead too, and a state that cannot be used is 1 with a document")
    func failures() async throws {
        try await World.with(Fleet(1, drifted: 0)) { world in
            #expect(try await world.run("report", "--since", "soon", "--format", "csv").status == 64)
            #expect(try await world.run("report", "--since", "1h", "--format", "pdf").status == 64)
            #expect(try await world.run("report", "--since", "1h").status == 64)
            #expect(try await world.run("report", "--since", "2999-01-01T00:00:00Z", "--format", "csv").status == 64)
            let ledger = world.sandbox.state.appending(path: "ledger.db")
            try FileManager.default.createDirectory(at: ledger, withIntermediateDirectories: true)
            let broken = try await world.run("report", "--since", "1h", "--format", "json")
            #expect(broken.status == 1, "\(broken.output) \(broken.errors)")
            #expect(try JSONDecoder().decode(ReportDocument.self, from: Data(broken.output.utf8)).error != nil)
        }
    }
}
