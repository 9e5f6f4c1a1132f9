import Foundation

/// Reads one file of text, whatever stands at its path.
enum YAMLFile {
    /// Reads the file at `path`; reports why it cannot be read.
    ///
    /// Never waits: a named pipe is refused, as is everything else that is no regular file.
    static func read(_ path: String, problems: FileProblems) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let number = errno
            problems.error(
                "cannot be read: \(systemMessage(number))", at: .start,
                hint: number == ENOENT ? "is it spelled right, and is it no broken link?" : nil)
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            problems.error(isDirectory ? "is a directory, not a file" : "is not a regular file", at: .start)
            return nil
        }
        return bytes(of: descriptor, problems: problems).flatMap { decode($0, problems: problems) }
    }

    /// False only where nothing stands at `path`: a broken link, or what cannot be looked at, is for `read` to report.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 || errno != ENOENT
    }

    /// True where the file at `path` is `/dev/null`, mostly by way of a symbolic link: it masks.
    static func isNullDevice(_ path: String) -> Bool {
        var status = stat()
        var null = stat()
        guard stat(path, &status) == 0, stat("/dev/null", &null) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFCHR && status.st_rdev == null.st_rdev
    }

    /// All bytes, or one more than are allowed.
    private static func bytes(of descriptor: Int32, problems: FileProblems) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: YAMLDocument.mostBytes + 1)
        var count = 0
        while count < bytes.count {
            let taken = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if taken == 0 { break }
            if taken < 0, errno == EINTR { continue }
            guard taken > 0 else {
                problems.error("cannot be read: \(systemMessage(errno))", at: .start)
                return nil
            }
            count += taken
        }
        guard count <= YAMLDocument.mostBytes else {
            problems.error("larger than 1 MiB", at: .start, hint: "is this the right file?")
            return nil
        }
        return Array(bytes.prefix(count))
    }

    /// Reports the first byte that is not part of a character.
    static func decode(_ bytes: [UInt8], problems: FileProblems) -> String? {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var place = Place.start
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            place =
                scalar == "\n"
                ? Place(line: place.line + 1, column: 1) : Place(line: place.line, column: place.column + 1)
        }
        problems.error("not UTF-8", at: place, hint: "save the file as UTF-8")
        return nil
    }
}

/// The system's words for an error number, as the rest of a sentence.
func systemMessage(_ number: Int32) -> String {
    let message = String(cString: strerror(number))
    return message.prefix(1).lowercased() + message.dropFirst()
}
