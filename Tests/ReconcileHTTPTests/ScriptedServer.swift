import Foundation

/// A TCP server on a loopback port that does with each connection what a script says: bytes in, bytes out.
///
/// Scripts run on threads of their own and may block. `stop` ends the listener; scripts end when their peer goes.
final class ScriptedServer: @unchecked Sendable {
    let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var requestTexts: [String] = []
    private var acceptedCount = 0

    /// Everything that came before an answer was begun, one text for each request read by a script.
    var requests: [String] { lock.withLock { requestTexts } }
    /// How many connections were accepted.
    var connections: Int { lock.withLock { acceptedCount } }
    var baseURL: String { "http://127.0.0.1:\(port)/api/v2" }

    init(script: @escaping @Sendable (Connection) -> Void) throws {
        (listener, port) = try boundSocket()
        guard listen(listener, 16) == 0 else { throw POSIXError(.EIO) }
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                self?.noteConnection()
                let connection = Connection(descriptor: descriptor) { self?.note(request: $0) }
                Thread.detachNewThread {
                    script(connection)
                    connection.close()
                }
            }
            close(listener)
        }
    }

    /// A server that answers every request on a connection with the same bytes.
    convenience init(answer: String) throws {
        try self.init { connection in
            while connection.readRequest() { connection.send(answer) }
        }
    }

    /// Wakes the accepting thread, which closes the socket.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func note(request: String) {
        lock.withLock { requestTexts.append(request) }
    }

    private func noteConnection() {
        lock.withLock { acceptedCount += 1 }
    }

    /// One accepted connection, used by one thread.
    final class Connection: @unchecked Sendable {
        private let descriptor: Int32
        private let note: (String) -> Void
        private var unread: [UInt8] = []

        init(descriptor: Int32, note: @escaping (String) -> Void) {
            self.descriptor = descriptor
            self.note = note
        }

        /// Reads one request, body included, and records it.
        ///
        /// - Returns: false where the peer closed before a whole one came.
        func readRequest() -> Bool {
            while true {
                if let length = Self.lengthOfRequest(in: unread) {
                    note(String(decoding: unread.prefix(length), as: UTF8.self))
                    unread.removeFirst(length)
                    return true
                }
                guard readSome() else { return false }
            }
        }

        /// - Returns: false where the peer has gone.
        @discardableResult
        func send(_ text: String) -> Bool {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// Blocks until the peer closes, whatever it still sends.
        func waitForClose() {
            while readSome() {}
        }

        func close() {
            Glibc.close(descriptor)
        }

        /// Makes the close that follows a reset.
        func resetOnClose() {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        }

        private func readSome() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            unread += buffer.prefix(count)
            return true
        }

        private static func lengthOfRequest(in bytes: [UInt8]) -> Int? {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { return nil }
            let head = text[..<end.upperBound]
            let field = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            let bodyLength = field.flatMap { Int($0.dropFirst("content-length: ".count)) } ?? 0
            let length = head.utf8.count + bodyLength
            return bytes.count >= length ? length : nil
        }
    }
}

/// A port on which nothing listens and nothing else can: connecting to it is refused.
final class ClosedPort: Sendable {
    let number: UInt16
    private let descriptor: Int32

    init() throws {
        (descriptor, number) = try boundSocket()
    }

    deinit {
        close(descriptor)
    }
}

private func boundSocket() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
        }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}
