import Foundation
import ReconcileCore
import ReconcileSimulation
import ReconcileStore
import Synchronization
import Testing

@testable import ReconcileDaemon

@Suite("The command forecast")
struct ForecastCommandTests {
    private let directory: TemporaryDirectory
    private let printed = Printed()

    private final class Printed: Sendable {
        let texts = Mutex<(output: String, errors: String)>(("", ""))
    }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("{}\n", to: "reconciled.yaml")
        try directory.write(
            "name: login-off\nresource: vps.sshPasswordLogin\nmode: observe\nmatch: {names: [\"server-*\"]}\n"
                + "desired: {enabled: false}\n",
            to: "policies/a.yaml")
    }

    /// Runs the command with the simulation behind it, as the program does.
    private func run(_ fleet: Int?, _ format: OutputFormat = .text) async -> (
        ReconcileDaemon.ExitStatus, output: String, errors: String
    ) {
        let invocation = Invocation(
            configurationFile: "\(directory.path)/reconciled.yaml",
            policyDirectories: ["\(directory.path)/policies"], stateDirectory: "\(directory.path)/state",
            format: format)
        let terminal = Terminal(
            hasColour: false, hasProgress: false, output: { text in printed.texts.withLock { $0.output += text } },
            errors: { text in printed.texts.withLock { $0.errors += text } })
        let options = ForecastCommand.Options(
            fleet: fleet, limit: nil, drift: .onePercent, span: .hours(12), seed: 1)
        let command = ForecastCommand(invocation, options, terminal) { question, dayEnded in
            var forecast = Forecast(question)
            return forecast.run(dayEnded: dayEnded)
        }
        let status = await command.run()
        let (output, errors) = printed.texts.withLock { $0 }
        return (status, output, errors)
    }

    @Test("a made-up fleet needs no state and makes none")
    func madeUp() async throws {
        let (status, output, errors) = await run(3)
        #expect(status == .done && errors == "")
        #expect(
            output.hasPrefix("12 h ahead: 3 made-up servers, 3 under a policy, 0 of them drifted at the beginning\n"))
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/state"))
    }

    @Test(
        "without a state there is no known fleet, and the error says what to do", arguments: [OutputFormat.text, .json])
    func nothingKnown(format: OutputFormat) async throws {
        let (status, output, errors) = await run(nil, format)
        #expect(status == .failed)
        #expect(
            errors == """
                error: no server is known yet, so there is no fleet to forecast
                  hint: say how many there are, as in `reconciled forecast --fleet 50`, or let `reconciled once` or the \
                service look first

                """)
        switch format {
        case .text: #expect(output == "")
        case .json: #expect(output.contains("\"error\" : \"no server is known yet, so there is no fleet to forecast\""))
        }
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/state"))
    }

    @Test("the known fleet is read from the state without a lock, as it was last listed")
    func known() async throws {
        let place = try StateDirectory(path: "\(directory.path)/state")
        try place.create()
        let store = try await StateStore.open(place, holding: try StateLock.acquire(in: place))
        let items = ["server-1", "server-2", "db"].map { (name: String) in
            InventoryItem(
                id: ResourceID("vps_\(name)"), kind: .sshPasswordLogin, name: name, serviceStatus: .active,
                powerState: .running, osFamily: "debian", tags: [])
        }
        try await store.cache.update(items.map { .resource(ResourceRecord(item: $0)) })
        let (status, output, errors) = await run(nil)
        await store.close()
        #expect(status == .done, "\(errors)")
        #expect(output.hasPrefix("12 h ahead: 3 known servers, 2 under a policy, 0 of them drifted at the beginning\n"))
    }

    @Test("where no policy matches the fleet, that is said")
    func noMatch() async throws {
        try directory.write(
            "name: login-off\nresource: vps.sshPasswordLogin\nmode: observe\nmatch: {tags: {anyOf: [prod]}}\n"
                + "desired: {enabled: false}\n",
            to: "policies/a.yaml")
        let (status, _, errors) = await run(3)
        #expect(status == .failed)
        #expect(
            errors.hasPrefix("error: no policy matches any server of this fleet\n  hint: made-up servers run debian"))
    }
}
