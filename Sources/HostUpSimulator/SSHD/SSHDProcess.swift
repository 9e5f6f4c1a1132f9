import Foundation

/// A running OpenSSH server in the foreground, as a child that cannot outlive this process.
///
/// A shell stands between: it waits on a pipe from us and ends its server when the pipe ends, which it does whenever
/// this process does, however it died. It takes the server's files with it.
actor SSHDProcess {
    private let shell: Process
    private let lifeline: Pipe
    private let ended: AsyncStream<Void>
    private let files: SSHDFiles

    static let program = "/usr/sbin/sshd"
    /// Starting takes some 20 ms here; a loaded machine may need much longer.
    private static let patience: Duration = .seconds(10)
    private static let script = #""$@" </dev/null & server=$!; read -r _; kill "$server"; wait "$server"; rm -r "$0""#

    init(_ files: SSHDFiles) throws {
        self.files = files
        let (ended, announcement) = AsyncStream.makeStream(of: Void.self)
        self.ended = ended
        lifeline = Pipe()
        shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = [
            "-c", Self.script, files.directory.path, Self.program, "-D", "-e", "-f", files.configuration.path,
        ]
        shell.standardInput = lifeline
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = try FileHandle(forWritingTo: files.log)
        shell.terminationHandler = { _ in announcement.finish() }
        try shell.runWithOpenSignals()
    }

    /// Waits until the server has begun to listen so often since it was started.
    ///
    /// It logs that line after listen(2): from then on a client reaches the configuration that was just read.
    ///
    /// - Throws: `CancellationError`, or an `SSHDFailure` with what it logged.
    func waitUntilListening(times: Int) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let log = files.logText
            if Self.listenings(in: log) >= times,
                files.serverProcess != nil
            {
                return
            }
            if log.contains("Cannot bind any address") { throw SSHDFailure(log: log) }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw SSHDFailure(log: files.logText)
    }

    /// Makes the server read its configuration anew and waits until it serves by it.
    func reload() async throws {
        guard let server = files.serverProcess else { throw SSHDFailure(log: files.logText) }
        let before = Self.listenings(in: files.logText)
        guard kill(server, SIGHUP) == 0 else { throw SSHDFailure(log: "it has ended\n" + files.logText) }
        try await waitUntilListening(times: before + 1)
    }

    private static func listenings(in log: String) -> Int {
        log.split(whereSeparator: \.isNewline).count { $0.hasPrefix("Server listening on") }
    }

    /// Ends the server and waits for its end.
    func stop() async {
        try? lifeline.fileHandleForWriting.close()
        for await _ in ended {}
    }
}

/// An OpenSSH server that does not do what it should.
struct SSHDFailure: Error, CustomStringConvertible {
    var log: String

    /// The last lines of its log, on one line.
    var description: String {
        log.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
    }
}
