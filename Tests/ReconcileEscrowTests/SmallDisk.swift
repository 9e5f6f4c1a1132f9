import Foundation

/// A file system of a few pages in memory, for as long as a test holds it.
final class SmallDisk {
    static let whyNot = "needs root with the right to mount"

    /// True where one can be had.
    static let isAvailable = getuid() == 0 && (try? SmallDisk(kilobytes: 16)) != nil

    struct Failure: Error {
        var errors: String
    }

    let directory: TemporaryDirectory

    init(kilobytes: Int) throws {
        directory = try TemporaryDirectory()
        let options = "size=\(kilobytes)k,mode=0700"
        try Self.mount(["-t", "tmpfs", "-o", options, "tmpfs", directory.path])
    }

    deinit {
        _ = try? Tool.run("/bin/umount", ["--lazy", directory.path])
    }

    func makeReadOnly() throws {
        try Self.mount(["-o", "remount,ro", directory.path])
    }

    func makeWritable() throws {
        try Self.mount(["-o", "remount,rw", directory.path])
    }

    private static func mount(_ arguments: [String]) throws {
        let result = try Tool.run("/bin/mount", arguments)
        guard result.status == 0 else { throw Failure(errors: result.errors) }
    }
}
