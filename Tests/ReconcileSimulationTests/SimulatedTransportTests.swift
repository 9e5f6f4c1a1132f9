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
            SimulatedAPI(configuration: configuration, guests: [.web()]), token: "right", clock: { now })
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
