import ArgumentParser
import Foundation
import HostUpSimulator
import ReconcileDaemon
import ReconcileSimulation

/// `demo`: the service against simulated guests, some of them real OpenSSH servers.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the service at work on simulated guests, five of them real OpenSSH servers. Takes 20 s.")

    /// Beyond this the show goes on without what it waited for.
    private static let patience = Duration.seconds(13)
    /// For the read that confirms the last change, and for the view that shows it.
    private static let encore = Duration.milliseconds(500)
    private static let watchedEncore = Duration.seconds(2)

    func run() async throws {
        let stage = try DemoStage()
        defer { stage.strike() }
        let server = try await DemoFleet.start()
        do {
            try await play(stage, server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func play(_ stage: DemoStage, _ server: SimulatorServer) async throws {
        let doors = DemoDoors(await server.simulator.listing)
        say("\(await server.simulator.guests.count) servers, \(doors.count) of them real sshd on this machine:")
        doors.show()

        say("reconciled run   (policy: SSH password login is off)")
        let isWatched = Terminal.standard().hasScreen
        let service = try stage.startService(against: server.baseURL, isWatched: isWatched)
        await wait { await server.simulator.isQuiet }

        let victim = DemoFleet.victim
        if !isWatched { say("Somebody switches password login on again at \(victim):") }
        try await server.simulator.change(victim, .reopen)
        await wait { await server.simulator.guest(victim)?.login.enabled == false }
        try await Task.sleep(for: isWatched ? Self.watchedEncore : Self.encore)
        service.stop()

        say("reconciled once   (where everything stands now)")
        try stage.once(against: server.baseURL)
        say("The same real servers, asked by a stock ssh client:")
        doors.show()
        let report = await server.simulator.report
        say("\(report.totalRequests) requests, \(report.violationCount) of them against the API's rules.")
    }

    private func wait(_ isDone: () async -> Bool) async {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            if await isDone() { return }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func say(_ text: String) {
        Terminal.standard().print("\n== \(text)")
    }
}

/// The fleet of the demonstration: drifted, and in every kind of trouble.
enum DemoFleet {
    /// The server whose door somebody opens again during the show.
    static let victim = "shop-1"
    private static let size = 20
    private static let realServers = 5

    static func start() async throws -> SimulatorServer {
        let real = FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd") ? realServers : 0
        var api = SimulatedAPIConfiguration(seed: 7, keys: [SimulatedKey(token: DemoStage.token)])
        api.latency = .milliseconds(40) ... .milliseconds(120)
        return try await SimulatorServer.start(
            SimulatorConfiguration(api: api, guests: guests(), sshdGuests: real))
    }

    private static func guests() -> [SimulatedGuest] {
        var fleet = FleetSpecification(guests: size)
        fleet.drifted = 0.6
        var guests = fleet.guests(seed: 7)
        for index in guests.indices.prefix(realServers) { guests[index].login = .open(keys: guests[index].login.keys) }
        guests[4].login.keys = []
        guests[6].powerState = "stopped"
        guests[7].serviceStatus = "suspended"
        guests[8].login = .open(keys: guests[8].login.keys)
        guests[8].hasPendingOrder = true
        guests[9].hasAgent = false
        guests[0].name = victim
        return guests
    }
}

extension Simulator {
    /// True once every door that can be shut is shut.
    fileprivate var isQuiet: Bool {
        guests.allSatisfy { guest in
            !guest.login.enabled || guest.login.keys.isEmpty || guest.hasPendingOrder || !guest.isReachable
                || guest.serviceStatus != "active"
        }
    }

    fileprivate func guest(_ name: String) -> SimulatedGuest? {
        guests.first { $0.name == name }
    }
}
