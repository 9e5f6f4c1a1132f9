import Foundation
import Glibc
import ReconcileCore

@testable import ReconcileDaemon

/// A connection that says exactly what it is told to, byte by byte.
final class RawClient: Sendable {
    private let descriptor: CInt

    struct CannotConnect: Error {
        var code: CInt
    }

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(descriptor)
            throw CannotConnect(code: code)
        }
    }

    deinit {
        close(descriptor)
    }

    /// - Returns: false where the other side takes no more.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await Self.onThread { self.write(text) }
    }

    private func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more will come.
    func finish() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// All that comes until the other side ends the connection, or for so long.
    func rest(within limit: Duration = .seconds(20)) async -> (text: String, isEnded: Bool) {
        await Self.onThread { self.read(within: limit) }
    }

    /// Blocking calls stay off the threads of tasks, which whoever answers needs.
    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }

    private func read(within limit: Duration) -> (text: String, isEnded: Bool) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return (String(decoding: text, as: UTF8.self), true) }
            text += buffer[..<count]
        }
        return (String(decoding: text, as: UTF8.self), false)
    }
}
