import Glibc

/// Small files that are either the old or the new, whole, whatever happens meanwhile.
enum DurableFile {
    /// The name under which a file is written before it takes its own.
    static func unfinished(_ path: String) -> String {
        path + ".unfinished"
    }

    /// Writes `text` beside `path`, forces it to disk and renames it into place.
    ///
    /// - Throws: `StoreError.full` or `.unusable`; the file at `path` is then as it was.
    static func replace(_ path: String, with text: String) throws {
        let unfinished = unfinished(path)
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, file: path) }
        do {
            defer { close(descriptor) }
            let bytes = Array(text.utf8)
            guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
                throw StoreError(errno: errno, file: path)
            }
        }
        try rename(unfinished, to: path)
    }

    /// Renames a file within its directory, over what has the name, and forces the new name to disk.
    static func rename(_ old: String, to new: String) throws {
        guard Glibc.rename(old, new) == 0 else { throw StoreError(errno: errno, file: new) }
        try syncDirectory(of: new)
    }

    /// Gives a file a second name in its directory.
    ///
    /// - Returns: false where something has that name already.
    static func link(_ old: String, as new: String) throws -> Bool {
        if Glibc.link(old, new) == 0 {
            try syncDirectory(of: new)
            return true
        }
        guard errno == EEXIST else { throw StoreError(errno: errno, file: new) }
        return false
    }

    /// Forces a file's content to disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(errno: errno, file: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError(errno: errno, file: path) }
    }

    private static func syncDirectory(of path: String) throws {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        try sync(end == path.startIndex ? "/" : String(path[..<end]))
    }
}
