import ReconcileCore

extension Marks {
    /// Pairs of trouble and state that a swarm must reach: one that stays unreached was never tested.
    package static let required: Set<String> = faults.union(disturbances).union(cuts).union(states)

    /// A swarm of fewer seeds may miss rare pairs by chance.
    package static let seedBudget = 3000

    /// What `required` names and this swarm did not reach, in order.
    package var missing: [String] {
        Self.required.filter { counts[$0] == nil }.sorted()
    }

    /// Every fault on every sort of request that it can befall, as far as it is about VPS.
    private static let faults: Set<String> = Set(
        Fault.allCases.filter { $0.kinds.contains(.sshPasswordLogin) }.flatMap { fault in
            fault.requests.map { "fault \(fault.rawValue) on \($0.rawValue)" }
        })

    private static let disturbances: Set<String> = {
        let names = [
            "crash", "stop", "reload", "noWrites", "operate", "tell", "look", "wallForward", "wallBack", "stall",
            "token", "neighbour",
            "edit", "disk busy", "disk full", "disk inputOutput",
        ]
        return Set(
            names.flatMap { name in
                ProcessPhase.allCases.filter { $0 != .preparing }.map { "\(name) while \($0.rawValue)" }
            }
        )
        .union(["crash while preparing", "vault while preparing"])
    }()

    private static let cuts: Set<String> = Set(Boundary.allCases.map { "cut \($0.rawValue)" })

    private static let states: Set<String> = [
        "busy while recordingIntent", "full while recordingIntent", "inputOutput while recordingIntent",
        "cache failed", "cache lost", "calm", "fresh drift", "committed but crashed",
        "crash after the write was applied",
        "crash before the write was applied", "doubled write", "drift by adoption", "drift by change",
        "drift by policy", "ended credentialsRefused", "ended deadline", "ended nothingListed", "ended settled",
        "ended stopped", "gate closed at start", "held by itself at start", "late write",
        "lost write that was applied", "open intent at start", "outcome accepted", "outcome refused",
        "outcome unknown", "outcome withdrawn", "soaked drifted", "soaked lasted", "start failed",
        "time-out of a write", "unsettled write at start", "windows renewed", "windows that forbid", "clocks set ahead",
        "clocks set back", "notice held window",
        "notice holdEnded window",
        "notice appeared", "notice canListAgain", "notice canReadAgain", "notice cannotList", "notice cannotRead",
        "notice claimed", "notice confirmed", "notice credentialsAccepted", "notice credentialsRefused",
        "notice driftEnded", "notice drifted", "notice flapping", "notice gone", "notice held brake",
        "notice held flapping", "notice held forbidden", "notice held gate", "notice held rejected",
        "notice held sshKeys", "notice held wave", "notice holdEnded brake", "notice holdEnded gate",
        "notice driftDropped", "notice limitEased", "notice matchesAgain", "notice policyReturned",
        "notice policyVanished", "notice rootLoginRestored",
        "notice matchesNothing", "notice outcomeUnknown", "notice rateLimited", "notice reachableAgain",
        "notice refused", "notice requestsAllowed list", "notice requestsAllowed read",
        "notice requestsAllowed write", "notice requestsForbidden list", "notice requestsForbidden read",
        "notice requestsForbidden write", "notice rootLoginWeaker", "notice unconfirmed", "notice unreachable",
        "notice unverified", "notice waiverEnded", "notice writesAllowed clock", "notice writesAllowed ledger",
        "notice writesAllowed paused", "notice writesStopped clock", "notice writesStopped identity",
        "notice writesStopped ledger", "notice writesStopped paused", "notice rotated", "notice passwordUnsettled",
        "notice held escrow", "notice escrowUnmarked", "notice escrowMarked", "failed order seal",
        "failed order deposit", "failed order promote", "order refuse", "order erase", "drift by age",
    ]
}
