import Foundation
import HostUpSimulator
import ReconcileDaemon

/// Asks the real servers of the demonstration which ways in they offer, with a stock ssh client.
struct DemoDoors {
    private let servers: [(name: String, port: Int)]

    init(_ listing: [Simulator.Listing]) {
        servers = listing.compactMap { guest in guest.sshPort.map { (guest.name, $0) } }
    }

    var count: Int { servers.count }

    func show() {
        for server in servers {
            Terminal.standard().print("   \(server.name) on port \(server.port) offers: \(offers(server.port))")
        }
    }

    /// The methods in the server's refusal: `Permission denied (publickey,password).`
    private func offers(_ port: Int) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh")
        process.arguments = [
            "-F", "none", "-o", "PreferredAuthentications=none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o",
            "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-p", "\(port)",
            "root@127.0.0.1", "true",
        ]
        let answer = Pipe()
        process.standardError = answer
        do {
            try process.run()
        } catch {
            return "not known (ssh is not installed)"
        }
        process.waitUntilExit()
        let text = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return String(text[text.index(after: open)..<close])
    }
}
