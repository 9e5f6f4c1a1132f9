import HostUpAPI
import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("The transport without a socket")
struct SimulatedTransportTests {
    private let now = Moment(boot: BootTime(sinceBoot: .zero), wall: WallTime(millisecondsSince1970: 0))

    private func transport(_ faults: [FaultRule] = []) -> SimulatedTransport {
        var configuration = SimulatedAPIConfiguration(keys: [SimulatedKey(token: "right")])
        configuration.faults = faults
        configuration.latency = .seconds(3600) ... .seconds(3600)
        let now = now
        return SimulatedTransport(
            SimulatedAPI(
                configuration: configuration, guests: [.web()],
                accounts: [.shop()] + SimulatedAccount.numbered(1)),
            token: "right", clock: { now })
    }

    private func status(_ result: WireResult) -> Int? {
        guard case .response(let response) = result else { return nil }
        return response.status
    }

    @Test("reads and writes arrive, without waiting out the latency and without a violation")
    func carries() async {
        let transport = transport()
        let target = "/vps/\(World.web)/ssh-password-login"
        #expect(status(await transport.get("/vps?limit=100")) == 200)
        #expect(status(await transport.get(target)) == 200)
        #expect(status(await transport.patch(target, body: Array(#"{"enabled":false}"#.utf8))) == 200)
        let report = await transport.report
        #expect(report.violations == [])
        #expect(report.guest("web-1")?.enabled == false)
    }

    @Test("the reader understands what list and account say of hosting accounts")
    func reader() async throws {
        let now = now
        let reader = APIReader(transport: transport(), clock: { now.wall })
        let reply = await reader.perform(.list(.hostingPassword, cursor: nil, limit: 100))
        let item = InventoryItem(
            id: ResourceID(World.shop), kind: .hostingPassword, name: "shop.example.com", serviceStatus: .active,
            domains: ["shop.example.com"], controlPanel: "cpanel")
        guard case .page(let page) = reply.outcome else {
            Issue.record("\(reply.outcome)")
            return
        }
        #expect(page.items.first == item)
        #expect(page.items.count == 2)
        let state = await reader.perform(.state(.hostingPassword, ResourceID(World.shop)))
        #expect(state.outcome == .observed(.hostingPassword(.init(controlPanel: "cpanel", askedAt: now.wall))))
    }

    @Test("the writer sets a password and understands what is said of it, also where it is refused")
    func writer() async throws {
        let (now, transport) = (now, transport())
        let writer = APIWriter(transport: transport, clock: { now.wall })
        let request = WriteRequest(resource: ResourceID(World.shop), change: .hostingPassword(version: 1))
        let body = try #require(Array(World.password.utf8).withUnsafeBytes { PasswordBody($0) })
        let answer = RotationAnswer(
            account: ResourceID(World.shop), username: "shop",
            affectedAccess: ["controlPanel", "ftp", "sftp", "ssh", "webmail"])
        #expect(await writer.perform(request, password: body).outcome == .rotated(answer))
        #expect(await transport.report.account(World.shop)?.passwordSHA256 == World.sha256)
        let weak = try #require(Array("Kx7mQ2vR".utf8).withUnsafeBytes { PasswordBody($0) })
        let refused = await writer.perform(request, password: weak)
        guard case .refused(let problem) = refused.outcome else {
            Issue.record("\(refused.outcome)")
            return
        }
        #expect(problem.status == 400)
        #expect(problem.code == "password_too_weak")
        #expect(await transport.report.account(World.shop)?.passwordSHA256 == World.sha256, "the one before stays")
        #expect(await transport.report.violations == [])
    }

    @Test("a dropped connection and a silence are lost, the silence by its time")
    func loses() async {
        let expected = [(Fault.droppedBeforeApply, false), (.silent, true)]
        for (fault, timedOut) in expected {
            let result = await transport([FaultRule(fault)]).get("/vps")
            guard case .lost(let loss) = result else {
                Issue.record("\(fault) was answered")
                continue
            }
            #expect(loss.timedOut == timedOut)
        }
    }

    @Test("the world can be changed under way")
    func changes() async {
        let transport = transport()
        let open = await transport.withAPI { api in
            api.change("web-1", GuestChange.reopen)
            return api.guest("web-1")?.login.enabled
        }
        #expect(open == true)
    }
}
