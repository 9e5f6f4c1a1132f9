/// A password. Cannot be printed, compared or encoded: whatever shows it shows `<password>`.
///
/// It is a class so that there is one copy, which is cleared when the last who holds it lets go.
package final class Password: Sendable {
    private let memory: SecretMemory

    package init(_ memory: SecretMemory) {
        self.memory = memory
    }

    package var byteCount: Int { memory.byteCount }

    /// Lends the bytes, which are ASCII. They must not be kept, or copied to where they are not cleared.
    package func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try memory.withBytes(body)
    }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<password>" }
    package var debugDescription: String { "<password>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
