import Foundation
import Glibc
import Synchronization

/// One running program, which this process started and alone may signal.
///
/// Foundation's `Process` notices an end by a socket that any later child may have inherited; this one asks the kernel.
final class ChildProcess: Sendable {
    let pid: pid_t
    let output: URL
    let errors: URL
    private let state = Mutex(State())

    private static let env = "/usr/bin/env"

    private struct State {
        var end: End?
        var isOverdue = false
        var waiters: [CheckedContinuation<End, Never>] = []
    }

    enum End: Hashable, Sendable {
        case exited(Int32)
        /// `leftCore`: the kernel wrote its memory somewhere.
        case signalled(Int32, leftCore: Bool)
    }

    struct CannotStart: Error {
        var program: String
        var code: Int32
    }

    /// It did not end in time and was killed; both streams tell how far it came.
    struct Overdue: Error {
        var limit: Duration
        var output: String
        var errors: String
    }

    /// - Parameters:
    ///   - directory: where it works, and would leave a core file.
    ///   - output: a file that takes its standard output; `errors` takes the other.
    init(
        _ program: URL, _ arguments: [String], environment: [String: String], in directory: URL, output: URL,
        errors: URL
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = Self.plainSignals()
        defer { posix_spawnattr_destroy(&attributes) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, flags, 0o600)
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        var pid: pid_t = 0
        // It becomes the program itself, in the directory.
        let words = [Self.env, "--chdir=\(directory.path)", program.path] + arguments
        let code = Self.withCStrings(words) { words in
            Self.withCStrings(variables) { posix_spawn(&pid, Self.env, &actions, &attributes, words, $0) }
        }
        guard code == 0 else { throw CannotStart(program: program.path, code: code) }
        (self.pid, self.output, self.errors) = (pid, output, errors)
        Thread.detachNewThread { self.reap() }
    }

    /// Sends a signal unless the process has ended, so that it can reach no other of the same id.
    func signal(_ number: Int32) {
        state.withLock { state in
            if state.end == nil { _ = kill(pid, number) }
        }
    }

    var hasEnded: Bool {
        state.withLock { $0.end != nil }
    }

    /// - Throws: `Overdue` where it had to be killed at the limit.
    func wait(within limit: Duration) async throws -> End {
        let alarm = Task {
            try await Task.sleep(for: limit)
            state.withLock { if $0.end == nil { $0.isOverdue = true } }
            signal(SIGKILL)
        }
        defer { alarm.cancel() }
        let end = await withCheckedContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.waiters.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
        guard !state.withLock({ $0.isOverdue }) else {
            throw Overdue(limit: limit, output: text(of: output), errors: text(of: errors))
        }
        return end
    }

    func text(of stream: URL) -> String {
        String(decoding: FileManager.default.contents(atPath: stream.path) ?? Data(), as: UTF8.self)
    }

    private func reap() {
        var info = siginfo_t()
        // Looks without taking it away: until the lock is held the id stays ours.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let (end, waiters) = state.withLock { state in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            let end = End(waitStatus: status)
            state.end = end
            defer { state.waiters = [] }
            return (end, state.waiters)
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }

    /// A program begins with no signal blocked and none ignored; the threads here are another matter.
    private static func plainSignals() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
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

extension ChildProcess.End {
    /// As wait(2) lays it out.
    fileprivate init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal, leftCore: status & 0x80 != 0)
    }
}
