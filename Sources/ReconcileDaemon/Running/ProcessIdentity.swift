import Glibc
import ReconcileCore

/// Who runs this process.
enum ProcessIdentity {
    static var current: Int32 { getpid() }

    /// The person at the command line, by the real user id; under sudo, the one who called it.
    static var actor: Actor {
        let uid = getenv("SUDO_UID").flatMap { UInt32(String(cString: $0)) } ?? getuid()
        let name = getpwuid(uid).flatMap { entry in entry.pointee.pw_name.map { String(cString: $0) } }
        return Actor(uid: uid, name: name)
    }
}
