import CSystemd
import Glibc

/// The socket that systemd listens on for us (sd_listen_fds(3)).
package enum ListeningSocket {
    /// Takes the first of them; a second call finds none.
    ///
    /// - Returns: `nil` where systemd handed over none, or something else than a listening UNIX stream socket.
    package static func take() -> CInt? {
        guard sd_listen_fds(1) > 0 else { return nil }
        let descriptor = CInt(SD_LISTEN_FDS_START)
        guard sd_is_socket_unix(descriptor, CInt(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else { return nil }
        return descriptor
    }
}
