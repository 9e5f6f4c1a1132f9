import Glibc
import NIOCore
import ReconcileControl
import ReconcileCore

/// Who is at the other end of a connection, as the kernel says (SO_PEERCRED, unix(7)).
struct ControlPeer: Hashable, Sendable {
    /// `nil` where the kernel does not say; nothing may be changed then. Users that the unit's namespace does not
    /// know show as 65534.
    var uid: UInt32?

    /// `struct ucred` of unix(7).
    private struct Credentials: Sendable {
        var pid: Int32 = 0
        var uid: UInt32 = .max
        var gid: UInt32 = .max
    }

    init(uid: UInt32?) {
        self.uid = uid
    }

    init(of channel: any Channel) async {
        guard let provider = channel as? any SocketOptionProvider else {
            uid = nil
            return
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        uid = try? await credentials.get().uid
    }

    /// Who can connect may look; root and the service's own user may also change.
    func may(_ right: ControlRight, ownUID: UInt32) -> Bool {
        switch right {
        case .read: true
        case .write: uid == 0 || uid == ownUID
        }
    }

    /// For the ledger: the number, and the name that one logs in with.
    var actor: Actor {
        let uid = uid ?? UInt32.max
        return Actor(uid: uid, name: UserNames.name(of: uid))
    }
}

/// The machine's users.
enum UserNames {
    /// More than any entry of a user database has.
    private static let longestEntry = 16 * 1024

    static func name(of uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: longestEntry)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return nil }
        return String(cString: name)
    }
}
