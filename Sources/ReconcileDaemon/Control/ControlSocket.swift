import Foundation
import Glibc
import ReconcileSystemd

/// A socket that is listened on.
protocol ListenedSocket: Sendable {
    /// Whoever serves on it closes it.
    var descriptor: CInt { get }

    /// Takes away what others would find of it.
    func remove()
}

/// A listening UNIX socket: systemd's, or one that is made here and taken away again.
struct ControlSocket: ListenedSocket {
    let descriptor: CInt
    let path: String
    private let isOurs: Bool

    /// Waiting connections; more than an operator's tools open at once.
    private static let backlog: CInt = 64
    /// The owner and the group may connect. Whose group that is, the directory's owner decides.
    private static let mode: mode_t = 0o660

    /// - Throws: `CommandFailure` where nothing can be listened on.
    static func open(at path: String) throws -> ControlSocket {
        if let socket = ListeningSocket.take() {
            return ControlSocket(
                descriptor: socket.descriptor, path: socket.path ?? ControlPlaces.ofSystemd, isOurs: false)
        }
        return try make(path)
    }

    static func make(_ path: String) throws -> ControlSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            guard path.utf8.count < bytes.count else { return false }
            bytes.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw failure(path, "the path is longer than a socket's may be (unix(7))") }
        try clear(path, address)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(path, reason) }
        // Nobody may connect before the mode is what it should be.
        let mask = umask(0o777)
        let bound = withAddress(&address) { bind(descriptor, $0, $1) }
        let fault = reason
        umask(mask)
        guard bound == 0 else {
            close(descriptor)
            throw failure(path, fault)
        }
        guard chmod(path, mode) == 0, listen(descriptor, backlog) == 0 else {
            let fault = reason
            close(descriptor)
            unlink(path)
            throw failure(path, fault)
        }
        return ControlSocket(descriptor: descriptor, path: path, isOurs: true)
    }

    /// Takes the socket's file away, where it was made here. The descriptor is whoever's who listens on it.
    func remove() {
        if isOurs { unlink(path) }
    }

    /// A socket that a process left behind when it was killed is taken away; one that answers is somebody's.
    private static func clear(_ path: String, _ address: sockaddr_un) throws {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeSocket else {
            throw failure(path, "something else is there")
        }
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw failure(path, reason) }
        defer { close(probe) }
        var address = address
        guard withAddress(&address, { connect(probe, $0, $1) }) != 0 else {
            throw failure(path, "another process listens there")
        }
        unlink(path)
    }

    private static func withAddress(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            .failed, "cannot listen on the control socket '\(path)'", cause: reason,
            hint: "`control.socket` in the configuration names another place")
    }
}
