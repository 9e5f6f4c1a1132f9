import HostUpAPI
import ReconcileCore
import ReconcileHTTP
import ReconcilePolicy

/// The API as a command may use it: `plan` is given no way to write.
struct API: Sendable {
    private let reader: Reader
    /// `nil` where nothing may be written.
    private let writer: APIWriter?
    /// `nil` where whoever made the reader keeps what is behind it.
    private let connection: Connection?

    private enum Reader: Sendable {
        case direct(APIReader)
        /// Through the running service: at its pace, with its token.
        case errands(EngineDesk)
    }

    private struct Connection: Sendable {
        var transports: HTTPTransports
        var tokens: TokenSource
    }

    init(reader: APIReader, writer: APIWriter?) {
        self.reader = .direct(reader)
        self.writer = writer
        connection = nil
    }

    /// Reads through the running service's engine, and has no way to write.
    init(errandsOf desk: EngineDesk) {
        reader = .errands(desk)
        writer = nil
        connection = nil
    }

    /// Connects over HTTP.
    ///
    /// - Throws: `CommandFailure` where no client can be made of the configuration.
    init(
        _ configuration: Configuration, tokens source: TokenSource, read tokens: TokenSource.Tokens, instance: String?,
        writes: Bool
    ) throws {
        let http = HTTPConfiguration(
            baseURL: configuration.baseURL.text,
            userAgent: "reconciled/\(Version.current) (\(instance ?? "plan"))", timeout: configuration.timeout,
            concurrency: configuration.settings.pacing.concurrency, eventLoop: WorkThread.shared.eventLoop)
        let transports: HTTPTransports
        do {
            transports = try HTTPTransports(http, read: tokens.read, write: tokens.write)
        } catch {
            throw CommandFailure(.failed, "cannot make an HTTP client", cause: "\(error)")
        }
        let clock: @Sendable () -> WallTime = { SystemClock.now().wall }
        reader = .direct(APIReader(transport: transports.reader, clock: clock))
        writer = writes ? APIWriter(transport: transports.writer, clock: clock) : nil
        connection = Connection(transports: transports, tokens: source)
    }

    /// - Parameter vault: what opens passwords; `nil` where none are set.
    func perform(_ request: Request, passwordsFrom vault: Vault? = nil) async -> Reply {
        switch request {
        case .read(let read):
            switch reader {
            case .direct(let reader): return await reader.perform(read)
            case .errands(let desk): return await desk.run(read)
            }
        case .write(let write):
            guard let writer else { preconditionFailure("\(#function): a plan asked for a write") }
            do {
                return await writer.perform(write, password: try await password(for: write, from: vault))
            } catch {
                return Reply(outcome: .unsent("\(error)"))
            }
        }
    }

    private func password(for write: WriteRequest, from vault: Vault?) async throws -> PasswordBody? {
        switch write.change {
        case .sshPasswordLogin: nil
        case .hostingPassword(let number):
            try await vault?.body(for: PasswordVersion(account: write.resource, number: number))
        }
    }

    /// Reads the tokens again; where that fails the old ones stay, and the API goes on refusing them.
    func rereadTokens() async {
        guard let connection, let fresh = try? connection.tokens.read() else { return }
        connection.transports.update(read: fresh.read, write: fresh.write)
    }

    func shutdown() async {
        await connection?.transports.shutdown()
    }
}
