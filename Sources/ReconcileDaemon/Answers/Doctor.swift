import Foundation
import Glibc
import ReconcileCore
import ReconcileStore

/// Looks at everything that the service stands on, one thing after the other.
struct Doctor {
    let standpoint: Standpoint
    let directory: StateDirectory
    /// Sends the cheapest request there is about resources of a kind.
    let probe: (ResourceKind) async -> Reply

    /// What was found of one thing, and what a person can do about it.
    struct Check: Hashable, Sendable {
        var name: String
        var state: State
        var detail: String
        var fix: String?

        enum State: String, Hashable, Codable, Sendable {
            case ok
            case warning
            case failed
            /// It cannot be told without a write.
            case unknown
        }
    }

    /// Less space than this fills up soon.
    private static let leastSpace: UInt64 = 64 << 20

    func checks() async -> [Check] {
        var scopes: [Check] = []
        var replies: [Reply] = []
        for kind in kinds {
            let reply = await probe(kind)
            replies.append(reply)
            scopes += [reading(kind, reply), writing(kind)]
        }
        // What one answer says of token and clock every other says too.
        let first = replies.prefix(1)
        return first.map(token) + scopes + [account(replies)] + first.map(clock)
            + [await state(), await escrow(), socket, files]
    }

    /// Those that policies are about; with no policy the token is still tried.
    private var kinds: [ResourceKind] {
        let kinds = Set(standpoint.engine.policiesInForce.map(\.rules.kind))
        return kinds.isEmpty ? [.sshPasswordLogin] : ResourceKind.allCases.filter(kinds.contains)
    }

    // MARK: API

    private func token(_ reply: Reply) -> Check {
        switch reply.outcome {
        case .refused(let problem) where problem.status == 401:
            return Check(
                name: "token", state: .failed, detail: sentence(problem, reply),
                fix: "is the key still valid, and is this machine's address allowed for it?")
        case .lost(let loss):
            return Check(
                name: "token", state: .unknown, detail: loss.detail,
                fix: "is the API reachable from here? see `api.baseURL`")
        case .page, .observed, .written, .rotated, .refused, .malformed, .unsent:
            return Check(name: "token", state: .ok, detail: "The API takes it.")
        }
    }

    private func account(_ replies: [Reply]) -> Check {
        let stops = standpoint.engine.stops(at: standpoint.now)
        if let hold = stops.first(where: { $0.reason == .identity }) {
            return Check(name: "account", state: .failed, detail: hold.detail, fix: "compare the list with the account")
        }
        let known = standpoint.engine.items.count
        let matched = standpoint.report.resources.count
        let noun = standpoint.engine.items.lazy.map(\.kind).noun
        let counts = "\(known.of(noun)) known, \(matched) matched by \(policyCount)."
        if matched == 0, known > 0 {
            return Check(
                name: "account", state: .warning, detail: counts, fix: "does `match:` say what it should?")
        }
        let listsSome = replies.contains { reply in
            if case .page(let page) = reply.outcome { !page.items.isEmpty } else { false }
        }
        if known == 0, listsSome {
            return Check(
                name: "account", state: .warning, detail: "Nothing has been looked at yet.",
                fix: "start the service, or run `reconciled once`")
        }
        return Check(name: "account", state: .ok, detail: counts)
    }

    private var policyCount: String {
        standpoint.engine.policiesInForce.count.of("policy", "policies")
    }

    private func clock(_ reply: Reply) -> Check {
        let stops = standpoint.engine.stops(at: standpoint.now)
        let fix = "set the clock, and keep it with NTP: `timedatectl set-ntp true`"
        if let hold = stops.first(where: { $0.reason == .clock }) {
            return Check(name: "clock", state: .failed, detail: hold.detail, fix: fix)
        }
        guard let date = reply.serverDate else {
            return Check(name: "clock", state: .unknown, detail: "The API's answer had no date to compare with.")
        }
        let seconds = abs(SystemClock.now().wall.millisecondsSince1970 - date.millisecondsSince1970) / 1000
        let detail = seconds < 2 ? "It agrees with the API's." : "It is \(seconds) s away from the API's."
        return Check(name: "clock", state: seconds < 60 ? .ok : .warning, detail: detail, fix: seconds < 60 ? nil : fix)
    }

    func sentence(_ problem: Problem, _ reply: Reply) -> String {
        let facts = ["\(problem.status)", problem.code, reply.requestID].compactMap { $0 }.joined(separator: " ")
        return "The API refused it\(problem.detail.map { ": \"\($0)\"" } ?? "") (\(facts))."
    }

    // MARK: This machine

    private func state() async -> Check {
        if let distrust = standpoint.engine.ledgerDistrust {
            return Check(name: "state", state: .failed, detail: distrust, fix: "look into '\(directory.path)' first")
        }
        if let hold = standpoint.engine.stops(at: standpoint.now).first(where: { $0.reason == .ledger }) {
            return Check(name: "state", state: .failed, detail: hold.detail, fix: "is there space on the disk?")
        }
        if let space = Self.space(directory.path), space < Self.leastSpace {
            return Check(
                name: "state", state: .warning, detail: "'\(directory.path)' has \(space >> 20) MiB left.",
                fix: "make room on that file system")
        }
        let rows = try? await standpoint.withStore { try await $0.ledger.head()?.rows }
        let ledger = rows.flatMap { $0 }.map { "\(Int($0).of("row")) in the ledger" } ?? "no ledger yet"
        return Check(name: "state", state: .ok, detail: "'\(directory.path)': \(ledger).")
    }

    private var socket: Check {
        guard let service = standpoint.service else {
            return Check(
                name: "socket", state: .warning, detail: "No service answers.",
                fix: "start it: `systemctl start reconciled`")
        }
        return Check(
            name: "socket", state: .ok, detail: "'\(service.socket)': process \(service.pid) answers.")
    }

    private var files: Check {
        let warnings = standpoint.fileWarnings + standpoint.report.warnings
        guard let first = warnings.first else {
            return Check(name: "policies", state: .ok, detail: "\(policyCount) in force.")
        }
        let more = warnings.count > 1 ? " (and \(warnings.count - 1) more)" : ""
        return Check(
            name: "policies", state: .warning, detail: "\(first.trimmedStop)\(more).",
            fix: "`reconciled status` and `reconciled check` show all of them")
    }

    private static func space(_ path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
