import ReconcileCore

extension HoldEnding {
    /// What an answer to a request leaves behind, ended by time, by another answer or by a new token.
    static let ofRequests: [HoldEnding] = [
        HoldEnding(
            reason: .backoff, code: "pending_order",
            detail: "The API refused the write: \"No.\" (409 pending_order req_1)", ends: "five minutes pass",
            lasts: .minutes(3),
            begins: {
                .running(for: .minutes(1)) { $0.trouble(.anyWrite, .refused(409, code: "pending_order")) }
            }),
        HoldEnding(
            reason: .rateLimit, code: nil, detail: "The API's rate limit holds all requests.",
            ends: "its Retry-After passes",
            begins: {
                .running(for: .minutes(1)) {
                    $0.trouble(.anyRead, .refused(429, rate: RateHeaders(retryAfter: .minutes(12))))
                }
            }),
        HoldEnding(
            reason: .rejected, code: nil,
            detail: "The API refused the write: \"No.\" (400 req_1)", ends: "an hour passes", lasts: .minutes(50),
            within: .minutes(25),
            begins: { .running { $0.trouble(.anyWrite, .refused(400)) } }),
        HoldEnding(
            reason: .forbidden, code: "forbidden",
            detail: "The API refused the write: \"No.\" (403 forbidden req_1); it takes the scope write:vm",
            ends: "an hour passes",
            lasts: .minutes(50),
            within: .minutes(25), begins: { .running { $0.trouble(.anyWrite, .refused(403, code: "forbidden")) } }),
        HoldEnding(
            reason: .unverified, code: nil,
            detail: "The last write did not show in any read within a minute.", ends: "five minutes pass",
            lasts: .minutes(3),
            begins: {
                var world = World.running(for: .seconds(70)) { $0.servers["vps_001"]?.takesWrites = false }
                world.servers["vps_001"]?.takesWrites = true
                return world
            }, ending: { $0.run(for: .minutes(1)) }),
        HoldEnding(
            reason: .unauthorized, code: nil,
            detail: "The API refused the token: \"No.\" (401 req_1)", ends: "the token is replaced",
            within: .minutes(3),
            begins: {
                var world = World.running(for: .zero)
                while world.writes().isEmpty, world.underWay.allSatisfy({ !Target.anyWrite.covers($0.request) }),
                    world.step(before: world.now.boot + .minutes(1))
                {}
                world.trouble(.anything, .refused(401), times: 10_000)
                world.run(for: .minutes(5))
                return world
            },
            ending: { world in
                world.troubles = []
                world.handle(.tokenReplaced)
            }),
        HoldEnding(
            reason: .stale, code: "inventory", detail: "The account's lists were last read too long ago.",
            ends: "the lists are read again", within: .minutes(20),
            begins: {
                var world = World.running(drifted: false)
                world.trouble(.list, .refused(500), times: 100_000)
                world.run(for: .minutes(70))
                world.opens("vps_001")
                world.run(for: .minutes(30))
                return world
            },
            ending: { $0.troubles = [] }),
    ]
}
