import Dispatch

/// For what waits for disks and programs: the threads on which everything else runs must not.
enum OffThread {
    static func run<Value: Sendable>(
        on queue: DispatchQueue = .global(), _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
