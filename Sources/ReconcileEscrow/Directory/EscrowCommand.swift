import Dispatch
import Foundation
import Glibc
import ReconcileCore
import Synchronization

/// A program of the operator's that takes records on its standard input and puts them where people find them.
package struct EscrowCommand: Hashable, Sendable {
    /// Far more than a call to a password manager takes, and short enough not to hold up a rotation.
    package static let timeLimit: Duration = .seconds(30)

    /// What every pipe holds, however little memory the system grants: a record is written whole before the program
    /// starts, so that one that does not read can neither hold us up nor end us by SIGPIPE.
    package static let inputByteLimit = 4096

    /// How long a killed program may take to go; one that hangs in the kernel is left to it.
    private static let killLimit: Duration = .seconds(5)

    private static let inherited: Set = ["PATH", "LANG"]

    /// Between the making of a pipe and its marking to be closed in other programs, none may be started.
    private static let starting = Mutex(())

    package let words: [String]
    private let program: String

    /// - Parameter words: the program by its whole path, then its arguments.
    /// - Throws: `EscrowError.unusableCommand`.
    package init(_ words: [String]) throws(EscrowError) {
        guard let program = words.first, !program.isEmpty else { throw .unusableCommand(problem: "it is empty") }
        guard program.hasPrefix("/") else { throw .unusableCommand(problem: "'\(program)' is not a whole path") }
        guard words.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .unusableCommand(problem: "a byte of zero cannot be in an argument")
        }
        self.words = words
        self.program = program
    }

    /// Runs the program with `input` on its standard input, and waits until it ends. Its output is thrown away and its
    /// environment is PATH and LANG alone.
    ///
    /// Waits for as long as `limit`, so it belongs on a thread that may.
    ///
    /// - Throws: `EscrowError` unless the program exits with 0 within `limit`; it is then killed with its group.
    package func run(
        input: SecretMemory, environment: [String: String] = ProcessInfo.processInfo.environment,
        limit: Duration = timeLimit
    ) throws(EscrowError) {
        let pid = try Self.starting.withLock { _ throws(EscrowError) in
            let reading = try filledPipe(input)
            defer { close(reading) }
            return try start(reading, environment: environment)
        }
        let hasEnded = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var info = siginfo_t()
            // Looks without taking it away: until `collect` the id stays the program's.
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
            hasEnded.signal()
        }
        guard hasEnded.wait(timeout: .now() + limit.seconds) == .success else {
            kill(-pid, SIGKILL)
            _ = hasEnded.wait(timeout: .now() + Self.killLimit.seconds)
            _ = collect(pid)
            throw .commandOverdue(program: program, limit: limit)
        }
        if let ending = collect(pid) { throw .commandFailed(program: program, ending: ending) }
    }

    /// A pipe with all of `input` in it and nothing to follow.
    private func filledPipe(_ input: SecretMemory) throws(EscrowError) -> Int32 {
        guard input.byteCount <= Self.inputByteLimit else { throw .recordTooLarge(byteCount: input.byteCount) }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .file(attempt: .start, path: "a pipe", code: errno) }
        let (reading, writing) = (ends[0], ends[1])
        defer { close(writing) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        let count = input.withBytes { write(writing, $0.baseAddress, $0.count) }
        guard count == input.byteCount else {
            let code = errno
            close(reading)
            throw .file(attempt: .start, path: "a pipe", code: code)
        }
        return reading
    }

    private func start(_ input: Int32, environment: [String: String]) throws(EscrowError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        let variables = environment.filter { Self.inherited.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
        var pid: pid_t = 0
        let code = Self.withCStrings(words) { words in
            Self.withCStrings(variables) { posix_spawn(&pid, program, &actions, &attributes, words, $0) }
        }
        guard code == 0 else { throw .commandCannotStart(program: program, code: code) }
        return pid
    }

    /// A group of its own, to be killed with all that it started; no signal blocked and none ignored.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }

    /// Takes the end of a program from the system, as wait(2) lays it out.
    ///
    /// - Returns: how it failed, or `nil` where it exited with 0.
    private func collect(_ pid: pid_t) -> String? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return "its end was not seen" }
        let signal = status & 0x7f
        if signal != 0 { return "it was ended by signal \(signal)" }
        let code = status >> 8 & 0xff
        return code == 0 ? nil : "it exited with \(code)"
    }

    private static func withCStrings<Value>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        let pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                preconditionFailure("\(#function): there is always a last null")
            }
            return body(base)
        }
    }
}
