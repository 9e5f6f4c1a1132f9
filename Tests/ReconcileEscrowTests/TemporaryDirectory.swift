import Foundation

/// A directory of a test's own, removed with all that is in it when the test lets go of it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/reconcile-escrow-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func path(_ name: String) -> String {
        "\(path)/\(name)"
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String, mode: Int = 0o600) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        try setMode(mode, of: name)
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try FileHandle(forReadingFrom: URL(fileURLWithPath: path(name))).readToEnd() ?? Data())
    }

    func makeDirectory(_ name: String, mode: Int = 0o700) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        try setMode(mode, of: name)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    }

    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }

    /// The files and directories below a name, each by its path from there, in order.
    func tree(_ name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path(name)).sorted()
    }

    /// `text` with this directory's path, which differs from run to run, written as `DIR`.
    func named(_ text: String) -> String {
        text.replacingOccurrences(of: path, with: "DIR")
    }
}
