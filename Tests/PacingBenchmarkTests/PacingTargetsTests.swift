import Testing

@testable import PacingBenchmark

/// What our client must keep to: means over twenty seeds, the share being 100 % and the requests 1000, or as the scenario
/// says.
@Suite("Pacing targets")
struct PacingTargetsTests {
    /// Rows that miss their target, and by how much: the table of the README has them too. A row that comes to meet it
    /// fails here until it is struck off.
    private static let missed: [String: Comment] = [
        "shared-sliding": "1.11 of the bound, a 429 in 20 runs: others show only where we send, so room is kept"
    ]

    private func expect(_ name: String, _ target: () throws -> Void) throws {
        if let miss = Self.missed[name] { withKnownIssue(miss, target) } else { try target() }
    }

    private func score(_ name: String) throws -> Score {
        let scenario = try #require(PacingScenario.all.first { $0.name == name })
        let score = Score(scenario, Bounds(scenario, seeds: 20), makeClient: ClientName.ours.make)
        #expect(score.completeRuns == 20, "every request is let in at last")
        return score
    }

    @Test(
        "alone with headers: at most 1.02 of the bound and no 429",
        arguments: ["headers-fixed", "headers-sliding", "headers-bucket", "headers-counter"])
    func headers(name: String) throws {
        let score = try score(name)
        try expect(name) {
            #expect(score.ratio <= 1.02)
            #expect(score.refusals == 0)
        }
    }

    @Test(
        "alone with Retry-After only: at most 1.05 of the bound and at most 6 events",
        arguments: [
            "retryafter-fixed", "retryafter-sliding", "retryafter-bucket", "retryafter-second", "retryafter-tiers",
            "retryafter-hour",
        ])
    func retryAfter(name: String) throws {
        let score = try score(name)
        try expect(name) {
            #expect(score.ratio <= 1.05)
            #expect(score.events <= 6)
        }
    }

    /// No target names it: each of a few a second is a large part of them, and a probe that is let in by chance costs two.
    @Test("alone with Retry-After only and a few a second: at most 1.05 of the bound and at most 8 events")
    func few() throws {
        let score = try score("retryafter-few")
        #expect(score.ratio <= 1.05)
        #expect(score.events <= 8)
    }

    /// Bursts cannot be foreseen, so nobody can spare their sender all: that row has no target.
    @Test(
        "beside a neighbour, with headers: at most 1.10 of the polite bound, no 429, and one more for it in ten windows",
        arguments: ["shared-idle", "shared-poisson", "shared-sliding"])
    func shared(name: String) throws {
        let score = try score(name)
        let harm = try #require(score.harm)
        try expect(name) {
            #expect(score.ratio <= 1.10)
            #expect(score.refusals == 0)
            #expect(harm <= 1)
        }
    }

    /// Measured against the clairvoyant that obeys: a rise inside a closed window is of use only to one that does not.
    @Test(
        "when the limit changes: at most 1.02 of the bound and at most 6 events",
        arguments: ["fall-headers", "fall-retryafter", "fall-bucket", "rise-headers", "rise-retryafter"])
    func changes(name: String) throws {
        let score = try score(name)
        try expect(name) {
            #expect(score.obedientRatio <= 1.02)
            #expect(score.events <= 6)
        }
    }

    @Test("with nothing in the headers: at most 1.07 of the bound and at most 50 429s")
    func silent() throws {
        let score = try score("silent-fixed")
        #expect(score.ratio <= 1.07)
        #expect(score.refusals <= 50)
    }
}
