import CSystemd
import Glibc

/// Keeps what is in this process's memory, the token above all, out of files and other processes.
package enum ProcessHardening {
    /// Sees to it that no core is ever written and that no other process of the same user reads the memory.
    ///
    /// The unit says the same with `LimitCORE=0`; this holds for every other way of starting the program too.
    ///
    /// - Throws: `HardeningError` where one of the two could not be had; do not load a secret then.
    package static func apply() throws(HardeningError) {
        // The hard limit too, so that nothing later in the process can raise it again.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(coreFileSize, &none) == 0 else {
            throw .coreFiles(reason: String(cString: strerror(errno)))
        }
        guard csystemd_forbid_dumps() == 0 else {
            throw .canBeDumped(reason: String(cString: strerror(errno)))
        }
    }

    /// The largest core file this process may leave, in bytes; `nil` where that cannot be read.
    package static var coreFileByteLimit: UInt64? {
        var limit = rlimit()
        guard getrlimit(coreFileSize, &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }

    /// Whether a core could be written and the memory be read by others of the same user.
    package static var canBeDumped: Bool {
        csystemd_can_be_dumped() != 0
    }

    private static let coreFileSize = __rlimit_resource_t(RLIMIT_CORE.rawValue)
}

/// Why the memory of this process could not be closed.
package enum HardeningError: Error, Equatable, CustomStringConvertible {
    case coreFiles(reason: String)
    case canBeDumped(reason: String)

    /// A stable label for metrics and journal fields.
    package var code: String {
        switch self {
        case .coreFiles: "core_files_allowed"
        case .canBeDumped: "process_can_be_dumped"
        }
    }

    package var description: String {
        switch self {
        case .coreFiles(let reason):
            "cannot forbid core files of this process: \(reason)"
        case .canBeDumped(let reason):
            "cannot close the memory of this process to others: \(reason)"
        }
    }

    /// One thing that a person can do.
    package var hint: String {
        "start it with `ulimit -c 0`, or by the unit, which has `LimitCORE=0`"
    }
}
