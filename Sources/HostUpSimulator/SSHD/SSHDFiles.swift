import Foundation
import ReconcileSimulation

/// The files of one OpenSSH server, in a directory of its own that only its owner may enter.
struct SSHDFiles: Sendable {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("hostup-sshd-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(
            at: dropIns, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
    }

    var configuration: URL { directory.appendingPathComponent("sshd_config") }
    var hostKey: URL { directory.appendingPathComponent("host_key") }
    var log: URL { directory.appendingPathComponent("sshd.log") }
    private var dropIns: URL { directory.appendingPathComponent("sshd_config.d", isDirectory: true) }
    private var dropIn: URL { dropIns.appendingPathComponent("50-hostup.conf") }
    private var authorizedKeys: URL { directory.appendingPathComponent("authorized_keys") }
    private var processID: URL { directory.appendingPathComponent("sshd.pid") }

    /// The first value of a keyword is the one that counts (sshd_config(5)), so the drop-ins are included at the top.
    func writeConfiguration(port: Int) throws {
        let text = """
            Include \(dropIns.path)/*.conf
            ListenAddress 127.0.0.1
            Port \(port)
            HostKey \(hostKey.path)
            PidFile \(processID.path)
            AuthorizedKeysFile \(authorizedKeys.path)
            PasswordAuthentication yes
            PermitRootLogin yes
            KbdInteractiveAuthentication yes
            UsePAM no
            StrictModes no
            UseDNS no

            """
        try Data(text.utf8).write(to: configuration)
        try Data().write(to: log)
    }

    /// Writes the drop-in. Keyboard-interactive goes with passwords: left on, a client is still asked for one.
    func writeDropIn(_ login: SSHLogin) throws {
        let text = """
            PasswordAuthentication \(login.passwordAuthentication)
            KbdInteractiveAuthentication \(login.passwordAuthentication)
            PermitRootLogin \(login.permitRootLogin)

            """
        try Data(text.utf8).write(to: dropIn, options: .atomic)
    }

    /// What the drop-in says now, to put it back if the next one is refused.
    func readDropIn() throws -> Data {
        try Data(contentsOf: dropIn)
    }

    func restoreDropIn(_ content: Data) throws {
        try content.write(to: dropIn, options: .atomic)
    }

    func writeKeys(_ keys: [String]) throws {
        try Data(keys.map { $0 + "\n" }.joined().utf8).write(to: authorizedKeys, options: .atomic)
    }

    /// The pid that the server wrote once it listened.
    var serverProcess: pid_t? {
        (try? String(contentsOf: processID, encoding: .utf8))
            .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    var logText: String {
        (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    }

    func remove() {
        try? FileManager.default.removeItem(at: directory)
    }
}
