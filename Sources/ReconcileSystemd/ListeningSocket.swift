import CSystemd
import Glibc

/// The socket that systemd listens on for us (sd_listen_fds(3)).
package struct ListeningSocket: Sendable {
    package let descriptor: CInt
    /// Where it is; `nil` for one without a file.
    package let path: String?

    /// Takes the first of them; a second call finds none.
    ///
    /// - Returns: `nil` where systemd handed over none, or something else than a listening UNIX stream socket.
    package static func take() -> ListeningSocket? {
        guard sd_listen_fds(1) > 0 else { return nil }
        let descriptor = CInt(SD_LISTEN_FDS_START)
        guard sd_is_socket_unix(descriptor, CInt(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else { return nil }
        return ListeningSocket(descriptor: descriptor, path: path(of: descriptor))
    }

    static func path(of descriptor: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard found == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let path = withUnsafeBytes(of: address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return path.isEmpty ? nil : path
    }
}
