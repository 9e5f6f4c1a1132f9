import Glibc

/// The sealing key as a file of our own, for where no credential brings one.
package struct SealingKeyFile: Sendable {
    static let name = "seal.key"

    private let directory: String

    /// - Parameter directory: the state directory, which must be there.
    package init(in directory: String) {
        self.directory = directory
    }

    package var path: String { "\(directory)/\(Self.name)" }

    /// - Returns: `nil` where there is none. Whether one may be made is not decided here: not while anything is sealed.
    /// - Throws: `EscrowError.insecure` where it is a link or others than its owner may read it, `.damaged` where it
    ///   has another size, `.file`.
    package func read() throws(EscrowError) -> SealingKey? {
        let open = try OpenDirectory(path: directory)
        guard var bytes = try open.read(Self.name) else { return nil }
        defer { bytes.withUnsafeMutableBytes { SecretMemory.clear($0) } }
        guard let status = open.status(Self.name), status.st_mode & 0o077 == 0 else {
            throw .insecure(
                path: path, problem: "others than its owner may read it",
                hint: "others may know the key: rotate every password, then make a new one")
        }
        guard bytes.count == SealingKey.byteCount else {
            throw .damaged(path: path, problem: "it has \(bytes.count) bytes, and a key has \(SealingKey.byteCount)")
        }
        return bytes.withUnsafeBytes { SealingKey(bytes: $0) }
    }

    /// Makes a new key from the system's generator, with mode 0600, forced to disk, never over another one.
    ///
    /// - Throws: `EscrowError.exists` where there is one already, `.file`.
    package func make() throws(EscrowError) -> SealingKey {
        var generator = SystemRandomNumberGenerator()
        return try make(using: &generator)
    }

    /// As `make()`, from any generator.
    package func make(using generator: inout some RandomNumberGenerator) throws(EscrowError) -> SealingKey {
        let open = try OpenDirectory(path: directory)
        var bytes = (0..<SealingKey.byteCount).map { _ in generator.next() as UInt8 }
        defer { bytes.withUnsafeMutableBytes { SecretMemory.clear($0) } }
        try open.writeUnfinished(bytes, for: Self.name)
        try open.move(Self.name + OpenDirectory.unfinished, to: Self.name)
        return bytes.withUnsafeBytes { SealingKey(bytes: $0) }
    }
}
