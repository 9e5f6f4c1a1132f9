import Foundation
import Glibc

/// Memory of its own for one secret, of fixed size, cleared when it is let go.
///
/// An array would not do: it is copied whenever it grows or is shared, and nothing clears what it leaves behind.
package final class SecretMemory: Sendable {
    /// Written while it is being made and cleared at the end; in between it is only read, from any thread.
    private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer
    private let release: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    /// Allocates `byteCount` bytes and has them filled.
    package convenience init(
        byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) throws -> Void
    ) rethrows {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: byteCount, alignment: MemoryLayout<UInt64>.alignment)
        self.init(adopting: buffer, release: { $0.deallocate() })
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        try body(buffer)
    }

    /// Takes over memory as it is.
    ///
    /// - Parameter release: gives the memory back, after it was cleared.
    package init(
        adopting buffer: UnsafeMutableRawBufferPointer,
        release: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
    ) {
        self.buffer = buffer
        self.release = release
    }

    deinit {
        Self.clear(buffer)
        release(buffer)
    }

    package var byteCount: Int { buffer.count }

    /// Lends the bytes. They must not be kept, or copied to where they are not cleared.
    package func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(buffer)) }
    }

    /// Overwrites memory with zeros, which the compiler may not leave out, unlike an assignment that nobody reads.
    static func clear(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let base = buffer.baseAddress else { return }
        explicit_bzero(base, buffer.count)
    }
}

extension SecretMemory {
    package convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// Takes over what a cipher opened, and clears the bytes that it came in.
    convenience init(clearing data: inout Data) {
        self.init(byteCount: data.count) { memory in data.withUnsafeBytes { memory.copyMemory(from: $0) } }
        data.withUnsafeMutableBytes { Self.clear($0) }
    }

    /// Random bytes, in the order in which the generator gives them, least significant byte of a word first.
    convenience init(randomByteCount count: Int, using generator: inout some RandomNumberGenerator) {
        self.init(byteCount: count) { memory in
            for index in memory.indices { memory[index] = generator.next() }
        }
    }
}

extension SecretMemory: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
