import Foundation
import ReconcileCore

extension SimulatedAPI {
    /// What is checked once the door is passed: the faults that refuse, the guest, the body, the gate of a write.
    /// Also answers for a guest in which no command can be run.
    mutating func refusalAtTheResource(_ exchange: inout Exchange, _ request: SimulatedRequest) -> Draft? {
        let body = exchange.kind == .write ? WriteBody(request.body) : nil
        exchange.wanted = body?.enabled
        if let id = exchange.guest, indexes[id] != nil {
            referee.reaches(id, exchange, unknownKeys: body?.unknownKeys ?? [])
        }
        if let fault = exchange.fault, let refusal = refusal(by: fault, exchange) { return refusal }
        guard let id = exchange.guest else { return nil }
        guard let index = indexes[id] else { return .problem(.notFound) }
        if let body, let problem = body.problem { return .problem(problem) }
        return answerWithoutGuest(guests[index], exchange)
    }

    private func refusal(by fault: Fault, _ exchange: Exchange) -> Draft? {
        let failure = ProblemDocument.upstreamFailed(status: 409, detail: Self.refusalText(exchange.wanted, ""))
        switch fault {
        case .conflict: return .problem(failure)
        case .conflictPartial: return .problem(failure.withoutRequestID)
        case .conflictEmpty: return Draft(status: 409, body: .empty)
        case .notReady: return .problem(.notReady)
        case .notFound: return .problem(.notFound)
        case .vpsNotFound: return .problem(.vpsNotFound)
        case .internalError: return .problem(.internalError)
        case .upstream502: return .problem(.upstreamFailed(status: 502))
        case .upstream503: return .problem(.upstreamFailed(status: 503))
        case .shapeInvalid: return .problem(.shapeInvalid)
        case .droppedBeforeApply: return .dropped
        case .silent: return .silence
        default: return nil
        }
    }

    private func answerWithoutGuest(_ guest: SimulatedGuest, _ exchange: Exchange) -> Draft? {
        switch (exchange.kind, exchange.wanted) {
        case (.write, let wanted?):
            guard let reason = guest.barrier else { return nil }
            let detail = Self.refusalText(wanted, " " + reason.text)
            return .problem(.upstreamFailed(status: 409, detail: detail).withoutRequestID)
        default:
            return guest.isReachable ? nil : bent(.document(guest.unavailableDocument), exchange)
        }
    }

    private static func refusalText(_ wanted: Bool?, _ reason: String) -> String {
        "SSH password login could not be \(wanted == true ? "enabled" : "disabled").\(reason)"
    }

    /// Keeps the state that a guest was found in, and what reads are to show of it.
    mutating func note(_ login: SSHLogin, _ exchange: Exchange, _ operation: GuestCall.Operation, at now: Moment) {
        guard let id = exchange.guest, let index = indexes[id] else { return }
        if case .set = operation {
            referee.applies(id)
            views[id, default: GuestView()].before = guests[index].login
            if exchange.fault == .delayedEffect {
                views[id]?.hiddenUntil = now.boot + exchange.latency + configuration.effectDelay
            }
        }
        guests[index].login = login
    }

    /// The answer to a read or write, once the state in the guest is known.
    func answer(_ exchange: Exchange, _ login: SSHLogin, at now: Moment) -> Draft {
        switch exchange.fault {
        case .silentAfterApply: return .silence
        case .droppedAfterApply: return .dropped
        default: break
        }
        guard let id = exchange.guest, let index = indexes[id] else { return .problem(.notFound) }
        let guest = guests[index]
        let view = views[id]
        guard let wanted = exchange.wanted else {
            let isHidden = view?.hiddenUntil.map { now.boot < $0 } ?? false || exchange.fault == .staleRead
            return bent(.document(guest.document(isHidden ? view?.before ?? login : login)), exchange)
        }
        let isUnverified = exchange.fault == .unverified || exchange.fault == .unverifiedApplied
        let shown = exchange.fault == .unverifiedApplied ? view?.before ?? login : login
        var document = guest.document(shown)
        let said = wanted ? "enabled" : "disabled"
        let isVerified = !isUnverified && login.enabled == wanted
        document["lastOperation"] = [
            "requestedEnabled": .bool(exchange.fault == .wrongRequestedEnabled ? !wanted : wanted),
            "verified": .bool(isVerified),
            "message": .string(isVerified ? "SSH password login \(said)." : "The change could not be verified."),
        ]
        return bent(.document(document), exchange)
    }
}

/// The body of a PATCH.
private struct WriteBody: Decodable {
    var enabled: Bool?
    var unknownKeys: [String] = []

    init(_ bytes: [UInt8]) {
        self = (try? JSONDecoder().decode(Self.self, from: Data(bytes))) ?? Self()
    }

    private init() {}

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        enabled = try? container.decode(Bool.self, forKey: Key(stringValue: "enabled"))
        unknownKeys = container.allKeys.map(\.stringValue).filter { $0 != "enabled" }.sorted()
    }

    var problem: ProblemDocument? {
        if let key = unknownKeys.first {
            return .invalidRequest("`\(key)` is not supported.", pointer: "/body/\(key)")
        }
        return enabled == nil ? .invalidRequest("`enabled` is required.", pointer: "/body/enabled") : nil
    }
}

extension ProblemDocument {
    fileprivate var withoutRequestID: Self {
        var partial = self
        partial.isWhole = false
        return partial
    }
}
