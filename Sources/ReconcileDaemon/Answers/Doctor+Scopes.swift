import ReconcileCore

/// Whether the token may do what the policies of each kind need, as far as a read can tell.
extension Doctor {
    func reading(_ kind: ResourceKind, _ reply: Reply) -> Check {
        let family = RequestFamily(.read, of: kind)
        switch reply.outcome {
        case .page:
            if let detail = standpoint.engine.forbidden(.read, of: kind) { return lacking(family, detail) }
            return Check(name: family.checkName, state: .ok, detail: "\(kind.title)s can be listed.")
        case .refused(let problem) where problem.status == 403:
            return lacking(family, sentence(problem, reply))
        case .refused(let problem):
            return Check(name: family.checkName, state: .unknown, detail: sentence(problem, reply))
        case .malformed(let detail):
            return Check(
                name: family.checkName, state: .failed, detail: "The list cannot be read: \(detail)",
                fix: "does `api.baseURL` name the API, with /api/v2?")
        case .lost(let loss):
            return Check(name: family.checkName, state: .unknown, detail: loss.detail)
        case .unsent(let detail):
            return Check(name: family.checkName, state: .unknown, detail: detail)
        case .observed, .written, .rotated:
            return Check(name: family.checkName, state: .unknown, detail: "The answer was to another request.")
        }
    }

    func writing(_ kind: ResourceKind) -> Check {
        let family = RequestFamily(.write, of: kind)
        if let detail = standpoint.engine.forbidden(.write, of: kind) { return lacking(family, detail) }
        if standpoint.report.resources.contains(where: { $0.item.kind == kind && $0.operation?.claimed == true }) {
            return Check(
                name: family.checkName, state: .ok, detail: "The API took a write since the service is up.")
        }
        guard standpoint.engine.policiesInForce.contains(where: { $0.rules.kind == kind && $0.mode == .enforce }) else {
            let detail = "Not needed: no policy about \(kind.noun)s enforces anything."
            return Check(name: family.checkName, state: .ok, detail: detail)
        }
        let others = family.scopes.count > 1 ? " (it takes \(family.scopeNames))" : ""
        return Check(
            name: family.checkName, state: .unknown, detail: "No read can tell; the first write will\(others).")
    }

    private func lacking(_ family: RequestFamily, _ detail: String) -> Check {
        Check(name: family.checkName, state: .failed, detail: detail, fix: "give the key \(family.scopeNames)")
    }
}

extension RequestFamily {
    /// The scope that leads.
    fileprivate var checkName: String { scopes.first ?? "\(verb)" }
}

extension ResourceKind {
    fileprivate var title: String {
        switch self {
        case .sshPasswordLogin: "Server"
        case .hostingPassword: "Hosting account"
        }
    }
}
