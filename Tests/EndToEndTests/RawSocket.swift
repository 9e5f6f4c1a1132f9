import Foundation
import Glibc

/// A connection that says exactly what it is told to.
final class RawSocket: Sendable {
    private let descriptor: CInt

    struct CannotConnect: Error {}

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
            close(descriptor)
            throw CannotConnect()
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
    }

    /// All that comes until the other side ends the connection, or for so long.
    func rest(within limit: Duration) async -> (text: String, isEnded: Bool) {
        await withCheckedContinuation { continuation in
            // Blocking calls stay off the threads of tasks.
            Thread.detachNewThread { continuation.resume(returning: self.read(within: limit)) }
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
