import Glibc
import ReconcilePolicy

/// A TCP socket that is listened on for those who collect metrics.
struct MetricsSocket: ListenedSocket {
    let descriptor: CInt

    /// Waiting connections; more than collectors there are.
    private static let backlog: CInt = 16

    func remove() {}

    /// - Throws: `CommandFailure` where nothing can be listened on.
    static func open(at address: Configuration.ListenAddress) throws -> MetricsSocket {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, "\(address.port)", &hints, &first)
        guard code == 0, let found = first?.pointee else { throw failure(address, String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(first) }
        let kind = found.ai_socktype | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(found.ai_family, kind, found.ai_protocol)
        guard descriptor >= 0 else { throw failure(address, String(cString: strerror(errno))) }
        // The port of a process before this one may still be held by its last connections.
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        guard bind(descriptor, found.ai_addr, found.ai_addrlen) == 0, listen(descriptor, backlog) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw failure(address, reason)
        }
        return MetricsSocket(descriptor: descriptor)
    }

    private static func failure(_ address: Configuration.ListenAddress, _ reason: String) -> CommandFailure {
        CommandFailure(
            .failed, "cannot listen for metrics on '\(address)'", cause: reason,
            hint: "`metrics.listen` in the configuration names another address, or `none`")
    }
}
