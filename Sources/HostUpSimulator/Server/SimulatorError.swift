/// Why a simulator does not start.
package enum SimulatorError: Error, CustomStringConvertible {
    case notListening(port: Int, reason: String)
    case sshd(guest: String, reason: String)
    case tool(String, reason: String)

    package var description: String {
        switch self {
        case .notListening(let port, let reason): "cannot listen on 127.0.0.1 port \(port): \(reason)"
        case .sshd(let guest, let reason): "cannot start the OpenSSH server of guest '\(guest)': \(reason)"
        case .tool(let path, let reason): "cannot run `\(path)`: \(reason)"
        }
    }
}
