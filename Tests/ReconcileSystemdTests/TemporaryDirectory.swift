import Foundation
import Glibc

/// A directory of one test's own.
struct TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "reconciled-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(of: name)))
    }

    /// An empty file, open for appending.
    func openFile(named name: String) throws -> Int32 {
        let descriptor = open(path(of: name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        return descriptor
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
