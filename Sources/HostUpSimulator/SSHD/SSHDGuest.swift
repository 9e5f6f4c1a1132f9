import Foundation
import NIOCore
import ReconcileSimulation

/// A guest whose SSH server is a real one, on a loopback port of its own.
///
/// Does what the provider does in a guest: reads by `sshd -T`, writes a drop-in, tests it, reloads, reads again.
actor SSHDGuest {
    nonisolated let port: Int
    private let files: SSHDFiles
    private let process: SSHDProcess
    private var previous: Task<Void, Never>?

    /// A free port may be taken by another before sshd binds it; so many are tried.
    private static let portsTried = 5

    /// Starts a server for each of the guests, all at once.
    ///
    /// - Returns: the servers by guest id.
    /// - Throws: `SimulatorError` of the first that does not start; none runs then.
    static func startAll(_ guests: [SimulatedGuest]) async throws -> [String: SSHDGuest] {
        if !guests.isEmpty { try prepareMachine() }
        return try await withThrowingTaskGroup(of: (String, Result<SSHDGuest, any Error>).self) { group in
            for guest in guests {
                group.addTask {
                    do {
                        return (guest.id, .success(try await start(guest)))
                    } catch {
                        return (guest.id, .failure(error))
                    }
                }
            }
            var started: [String: SSHDGuest] = [:]
            var failure: (any Error)?
            for try await (id, result) in group {
                switch result {
                case .success(let server): started[id] = server
                case .failure(let error): failure = failure ?? error
                }
            }
            guard let failure else { return started }
            for server in started.values { await server.stop() }
            throw failure
        }
    }

    private static func start(_ guest: SimulatedGuest) async throws -> SSHDGuest {
        var reason = "no free port"
        for _ in 0..<portsTried {
            let files = try SSHDFiles()
            do {
                return try await SSHDGuest(guest.login, files)
            } catch {
                files.remove()
                reason = String(describing: error)
                guard reason.contains("Cannot bind any address") else { break }
            }
        }
        throw SimulatorError.sshd(guest: guest.name, reason: reason)
    }

    private init(_ login: SSHLogin, _ files: SSHDFiles) async throws {
        self.files = files
        port = try LoopbackPort.free()
        let key = try await Command.run(
            "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", files.hostKey.path])
        guard key.status == 0 else { throw SSHDFailure(log: key.error) }
        try files.writeConfiguration(port: port)
        try files.writeKeys(login.keys)
        try files.writeDropIn(login)
        process = try SSHDProcess(files)
        do {
            try await process.waitUntilListening(times: 1)
        } catch {
            await process.stop()
            throw error
        }
    }

    /// Runs one command of the API in the guest.
    func carryOut(_ operation: GuestCall.Operation) async -> Result<SSHLogin, GuestFailure> {
        await inTurn {
            guard case .set(let enabled) = operation else { return try await self.read() }
            var login = try await self.read()
            login.set(enabled: enabled)
            try await self.install(login)
            return try await self.read()
        }
    }

    /// Puts the guest into a state, keys included, as somebody with a root shell there would.
    func replace(_ login: SSHLogin) async -> Result<SSHLogin, GuestFailure> {
        await inTurn {
            try self.files.writeKeys(login.keys)
            try await self.install(login)
            return try await self.read()
        }
    }

    /// Ends the server; its files go with it.
    func stop() async {
        await process.stop()
    }

    /// One command at a time: two that write the same drop-in would undo each other.
    private func inTurn(
        _ work: @escaping @Sendable () async throws -> SSHLogin
    ) async -> Result<SSHLogin, GuestFailure> {
        let before = previous
        let turn = Task { () async -> Result<SSHLogin, GuestFailure> in
            await before?.value
            do {
                return .success(try await work())
            } catch {
                return .failure(GuestFailure(detail: "sshd could not be updated: \(error)"))
            }
        }
        previous = Task { _ = await turn.value }
        return await turn.value
    }

    /// The effective configuration, and the keys that it points to.
    private func read() async throws -> SSHLogin {
        let result = try await Command.run(SSHDProcess.program, ["-T", "-f", files.configuration.path])
        guard result.status == 0 else { throw SSHDFailure(log: result.error) }
        var settings: [Substring: Substring] = [:]
        for line in result.output.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, settings[parts[0]] == nil { settings[parts[0]] = parts[1] }
        }
        guard let permit = settings["permitrootlogin"], let password = settings["passwordauthentication"],
            let keyFile = settings["authorizedkeysfile"]
        else { throw SSHDFailure(log: "`sshd -T` does not name its settings") }
        let keys = (try? String(contentsOfFile: String(keyFile), encoding: .utf8)) ?? ""
        return SSHLogin(
            permitRootLogin: String(permit), passwordAuthentication: String(password),
            keys: keys.split(whereSeparator: \.isNewline).map(String.init))
    }

    /// Writes, tests and loads a drop-in; one that sshd refuses is taken back.
    private func install(_ login: SSHLogin) async throws {
        let before = try files.readDropIn()
        try files.writeDropIn(login)
        let test = try await Command.run(SSHDProcess.program, ["-t", "-f", files.configuration.path])
        guard test.status == 0 else {
            try files.restoreDropIn(before)
            throw SSHDFailure(log: test.error)
        }
        try await process.reload()
    }

    /// sshd refuses to start as root without its empty directory, which only its unit makes.
    private static func prepareMachine() throws {
        guard FileManager.default.isExecutableFile(atPath: SSHDProcess.program) else {
            throw SimulatorError.tool(SSHDProcess.program, reason: "it is not installed (Debian: openssh-server)")
        }
        let directory = "/run/sshd"
        guard geteuid() == 0, !FileManager.default.fileExists(atPath: directory) else { return }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }
}
