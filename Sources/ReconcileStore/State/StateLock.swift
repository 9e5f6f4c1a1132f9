import Glibc

/// The right to write the state. One process has it at a time; the kernel takes it back when that process ends,
/// however it ends.
package final class StateLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes the lock without waiting, and writes this process's id into it for others to name.
    ///
    /// - Throws: `StoreError.locked` where another holder has it, in this process too; `.full` or `.unusable` where
    ///   the file cannot be opened or written.
    package static func acquire(in directory: StateDirectory) throws -> StateLock {
        let path = directory.lock
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, file: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(descriptor) }
            throw code == EWOULDBLOCK
                ? StoreError.locked(path: path, pid: holder(descriptor)) : StoreError(errno: code, file: path)
        }
        let lock = StateLock(descriptor: descriptor)
        let pid = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, pid, pid.count, 0) == pid.count else {
            throw StoreError(errno: errno, file: path)
        }
        return lock
    }

    deinit {
        // Closing alone would leave the lock with a child process that is between its fork and its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process id that the lock's holder wrote down.
    private static func holder(_ descriptor: Int32) -> Int32? {
        /// Longer than any process id.
        let longest = 32
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = pread(descriptor, &bytes, longest, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
