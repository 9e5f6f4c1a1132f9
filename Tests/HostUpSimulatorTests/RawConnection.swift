import Foundation

/// One TCP connection to a simulator, without any client's cleverness: a dropped answer is seen as such.
final class RawConnection: Sendable {
    private let socket: Int32

    /// Nothing here takes longer on a healthy machine.
    private static let patience = timeval(tv_sec: 20, tv_usec: 0)

    struct Failure: Error {
        var call: String
    }

    struct Answer: Equatable, Sendable {
        var status: Int
        var head: String
        var body: String

        func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n") {
                let parts = line.split(separator: ": ", maxSplits: 1)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() { return String(parts[1]) }
            }
            return nil
        }
    }

    init(port: Int) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = Self.patience
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let socket = socket
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { throw Failure(call: "connect") }
    }

    deinit {
        close(socket)
    }

    /// Sends one request and leaves the connection open.
    ///
    /// - Returns: `nil` where the connection ended without an answer.
    func ask(_ method: String, _ path: String, _ body: String = "", token: String = "right") async throws -> Answer? {
        try await offThePool { try self.exchange(method, path, body, token) }
    }

    /// True once the other side has closed.
    func isClosed() async throws -> Bool {
        try await offThePool { try self.receive().isEmpty }
    }

    func hangUp() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    func send(_ method: String, _ path: String, _ body: String = "", token: String = "right") throws {
        let request = """
            \(method) \(path) HTTP/1.1\r
            Host: 127.0.0.1\r
            Authorization: Bearer \(token)\r
            User-Agent: tests\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
        let bytes = Array(request.utf8)
        if write(socket, bytes, bytes.count) != bytes.count { throw Failure(call: "write") }
    }

    private func exchange(_ method: String, _ path: String, _ body: String, _ token: String) throws -> Answer? {
        try send(method, path, body, token: token)
        var received = Data()
        while true {
            let part = try receive()
            if part.isEmpty { return nil }
            received += part
            guard let end = received.firstRange(of: Data("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
            let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
            var answer = Answer(status: status, head: head, body: "")
            let body = received[end.upperBound...]
            guard body.count >= Int(answer.field("Content-Length") ?? "0") ?? 0 else { continue }
            answer.body = String(decoding: body, as: UTF8.self)
            return answer
        }
    }

    private func receive() throws -> Data {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(socket, &buffer, buffer.count)
        if count < 0, errno != ECONNRESET { throw Failure(call: "read") }
        return Data(buffer.prefix(max(0, count)))
    }

    /// Blocking calls must not hold up the threads that the simulator in this very process needs.
    private func offThePool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}
