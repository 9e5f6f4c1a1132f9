import ReconcileCore

extension SimulatedAPI {
    /// The answer for a guest that a command cannot be run in, or must not.
    func answerWithoutGuest(_ guest: SimulatedGuest, _ exchange: Exchange) -> Draft? {
        switch (exchange.kind, exchange.wanted) {
        case (.write, let wanted?):
            guard let reason = guest.barrier else { return nil }
            let detail = Self.refusalText(wanted, " " + reason.text)
            return .problem(.upstreamFailed(status: 409, of: .sshPasswordLogin, detail: detail).withoutRequestID)
        default:
            return guest.isReachable ? nil : bent(.document(guest.unavailableDocument), exchange)
        }
    }

    static func refusalText(_ wanted: Bool?, _ reason: String) -> String {
        "SSH password login could not be \(wanted == true ? "enabled" : "disabled").\(reason)"
    }

    /// Keeps the state that a guest was found in, and what reads are to show of it.
    mutating func note(_ login: SSHLogin, _ exchange: Exchange, _ operation: GuestCall.Operation, at now: Moment) {
        guard let id = exchange.resource, let index = indexes[id] else { return }
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
        guard let id = exchange.resource, let index = indexes[id] else { return .problem(.notFound) }
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
