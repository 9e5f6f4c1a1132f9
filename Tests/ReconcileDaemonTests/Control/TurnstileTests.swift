import Testing

@testable import ReconcileDaemon

@Suite struct TurnstileTests {
    /// Counts who is in.
    private actor Room {
        private var count = 0
        private(set) var most = 0

        func enter() {
            count += 1
            most = max(most, count)
        }

        func leave() {
            count -= 1
        }
    }

    private struct Failed: Error {}

    private static func visit(_ room: Room, _ turnstile: Turnstile, fails: Bool) async throws {
        try await turnstile.pass {
            await room.enter()
            await Task.yield()
            await room.leave()
            if fails { throw Failed() }
        }
    }

    @Test("only so many are in at once, and everybody comes in, also after one that failed", arguments: [1, 3])
    func bounded(places: Int) async {
        let turnstile = Turnstile(places: places)
        let room = Room()
        let passed = await withTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    (try? await Self.visit(room, turnstile, fails: number % 7 == 0)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(passed == 34)
        #expect(await room.most <= places)
    }
}
