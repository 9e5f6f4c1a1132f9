import ReconcileCore

extension SimulatedAPI {
    /// Why the password of an account is not set now.
    func refusal(_ account: SimulatedAccount, _ password: SentPassword) -> ProblemDocument? {
        if !account.controlPanel.isCPanel { return .notEligibleForCPanel }
        if account.serviceStatus != "active" {
            return .upstreamFailed(status: 409, of: .hostingPassword, detail: "The hosting service is not active.")
        }
        if account.isPaused {
            return .upstreamFailed(status: 409, of: .hostingPassword, detail: "The hosting account is paused.")
        }
        return password.score < PasswordStrength.minimum ? .passwordTooWeak(score: password.score) : nil
    }

    /// The answer to a read of an account, or to a write, which is carried out with it.
    mutating func answer(account id: String, _ exchange: inout Exchange) -> Draft {
        guard let index = accountIndexes[id] else { return .problem(.notFound) }
        guard let password = exchange.password else { return bent(accounts[index].document, exchange) }
        accounts[index].password.sha256 = password.sha256
        accounts[index].password.resets += 1
        exchange.isApplied = true
        referee.applies(id)
        switch exchange.fault {
        case .silentAfterApply: return .silence
        case .droppedAfterApply: return .dropped
        default: return bent(accounts[index].resetDocument, exchange)
        }
    }

    private func bent(_ document: JSONValue, _ exchange: Exchange) -> Draft {
        var document = document
        switch exchange.fault {
        case .wrongAccount:
            let other = accounts.first { $0.id != exchange.resource }
            document["accountId"] = .string(other?.id ?? "acct_00000000000000000000000000")
        case .wrongTypes where exchange.kind == .write: document["accountId"] = 7
        case .wrongTypes: document["controlPanel"] = "cpanel"
        default: break
        }
        return .document(document)
    }
}

extension ProblemDocument {
    fileprivate static let notEligibleForCPanel = Self(
        status: 409, code: "account_not_eligible_cpanel", title: "Control panel action unavailable",
        detail: """
            Control panel password resets are only supported for hosting accounts on the cPanel control panel. This \
            account uses HostUp's legacy control panel. Use the control panel SSO link to make the change manually, or \
            contact support to migrate the account to a newer cPanel-backed plan.
            """,
        isWhole: false)

    /// As published: without `requestId` and `timestamp`, and with what the rating says at the top level.
    static func passwordTooWeak(score: Int) -> Self {
        Self(
            status: 400, code: "password_too_weak", title: "Password too weak",
            detail: """
                Password is too easy to guess. Use a longer unique password or generate a stronger one before retrying.
                """,
            pointer: "/body/newPassword",
            isWhole: false,
            members: [
                .init(name: "minimumScore", value: .integer(PasswordStrength.minimum)),
                .init(name: "score", value: .integer(score)),
                .init(name: "suggestions", value: ["Use a longer unique password."]),
            ])
    }
}
