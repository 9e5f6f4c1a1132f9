import Glibc

/// An open directory. Names in it are looked up from here on and links are not followed, so that nobody can put another
/// directory or file in the way meanwhile.
final class OpenDirectory {
    /// For errors.
    let path: String
    private let descriptor: Int32

    /// More than any file of ours: one with a recipient for each line of the largest policy file has 2 MiB.
    static let fileByteLimit = 4 << 20

    /// What is written has this ending until it is whole.
    static let unfinished = ".unfinished"

    /// Follows links: systemd makes a state directory one.
    init(path: String) throws(EscrowError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw .file(attempt: .read, path: path, code: errno) }
    }

    private init(_ name: String, in parent: OpenDirectory) throws(EscrowError) {
        descriptor = openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        path = parent.path(name)
        guard descriptor >= 0 else { throw .file(attempt: .read, path: path, code: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func path(_ name: String) -> String {
        "\(path)/\(name)"
    }

    func directory(_ name: String) throws(EscrowError) -> OpenDirectory {
        try OpenDirectory(name, in: self)
    }

    /// The directory `name`, made with mode 0700 where it is missing.
    func madeDirectory(_ name: String) throws(EscrowError) -> OpenDirectory {
        guard mkdirat(descriptor, name, 0o700) == 0 || errno == EEXIST else {
            throw .file(attempt: .make, path: path(name), code: errno)
        }
        // Even if it was there: whoever made it may have ended before this.
        try sync()
        return try OpenDirectory(name, in: self)
    }

    /// - Throws: `EscrowError.insecure` where others could put files here.
    func refuseIfOthersMayWrite() throws(EscrowError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(attempt: .read, path: path, code: errno) }
        guard status.st_mode & 0o022 == 0 else {
            throw .insecure(
                path: path, problem: "others than its owner may write in it", hint: "run `chmod go-w '\(path)'`")
        }
    }

    /// The names in it, in order.
    func names() throws(EscrowError) -> [String] {
        // A descriptor of its own, as reading moves its position and closing the stream closes it.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw .file(attempt: .read, path: path, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func isDirectory(_ name: String) -> Bool {
        status(name).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// A file's content; `nil` where there is none of the name.
    ///
    /// - Throws: `EscrowError.insecure` for a link, `.damaged` for what is no file or too large, `.file`.
    func read(_ name: String) throws(EscrowError) -> [UInt8]? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            switch errno {
            case ENOENT: return nil
            case ELOOP:
                throw .insecure(path: path(name), problem: "it is a link", hint: "put the file itself there")
            default: throw .file(attempt: .read, path: path(name), code: errno)
            }
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .file(attempt: .read, path: path(name), code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .damaged(path: path(name), problem: "it is not a file") }
        guard status.st_size <= Self.fileByteLimit else {
            throw .damaged(path: path(name), problem: "it has more than \(Self.fileByteLimit) bytes")
        }
        // From the disk and not from memory, where the system lets us choose.
        _ = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        return try content(of: file, byteCount: Int(status.st_size), name: name)
    }

    /// Writes a whole file under an unfinished name and forces it to disk, mode 0600.
    func writeUnfinished(_ bytes: [UInt8], for name: String) throws(EscrowError) {
        let unfinished = name + Self.unfinished
        try remove(unfinished)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(descriptor, unfinished, flags, 0o600)
        guard file >= 0 else { throw .file(attempt: .make, path: path(unfinished), code: errno) }
        var code: Int32 = 0
        var rest = bytes[...]
        while code == 0, !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { code = errno }
        }
        if code == 0, fsync(file) != 0 { code = errno }
        // Some network file systems report only here that a write failed.
        if close(file) != 0, code == 0 { code = errno }
        guard code == 0 else {
            try? remove(unfinished)
            throw .file(attempt: .write, path: path(unfinished), code: code)
        }
    }

    /// Gives the unfinished file its name, instead of whatever has it.
    func placeUnfinished(over name: String) throws(EscrowError) {
        guard renameat(descriptor, name + Self.unfinished, descriptor, name) == 0 else {
            throw .file(attempt: .place, path: path(name), code: errno)
        }
        try sync()
    }

    /// Renames a file unless something else has the name. Can be done again after it was cut short at any point.
    ///
    /// - Throws: `EscrowError.exists`, `.missing` where neither name is there, `.file`.
    func move(_ old: String, to new: String) throws(EscrowError) {
        if linkat(descriptor, old, descriptor, new, 0) != 0 {
            switch errno {
            case ENOENT where status(new) != nil: return
            case ENOENT: throw .missing(path: path(old))
            // The two names of one file: the last time ended between giving it the new and taking the old.
            case EEXIST where status(old)?.st_ino == status(new)?.st_ino: break
            case EEXIST: throw .exists(path: path(new))
            default: throw .file(attempt: .place, path: path(new), code: errno)
            }
        }
        try sync()
        try remove(old)
        try sync()
    }

    /// Removes a file, if it is there.
    func remove(_ name: String) throws(EscrowError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw .file(attempt: .remove, path: path(name), code: errno)
        }
    }

    /// Forces the names in it to disk.
    func sync() throws(EscrowError) {
        guard fsync(descriptor) == 0 else { throw .file(attempt: .sync, path: path, code: errno) }
    }

    /// Of the name itself, not of what a link leads to; `nil` where there is none.
    func status(_ name: String) -> stat? {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    private func content(of file: Int32, byteCount: Int, name: String) throws(EscrowError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var length = 0
        while length < byteCount {
            let count = bytes[length...].withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .file(attempt: .read, path: path(name), code: errno) }
            guard count > 0 else { throw .damaged(path: path(name), problem: "it became shorter while it was read") }
            length += count
        }
        return bytes
    }
}
