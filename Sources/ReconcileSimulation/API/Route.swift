import Foundation
import ReconcileCore

/// What a request's method and path mean.
struct Route: Sendable {
    var kind: RequestKind
    /// What it is about; means nothing where `kind` is `other`.
    var about: ResourceKind
    /// The id in the path.
    var resource: String?
    /// Why it is no route, where `kind` is `other`.
    var problem: ProblemDocument?

    init(_ request: SimulatedRequest) {
        let path = request.target.prefix { $0 != "?" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { $0.removingPercentEncoding ?? String($0) }
        guard let place = Place(parts) else {
            self.init(.other, .sshPasswordLogin, problem: .notFound)
            return
        }
        switch (place, request.method) {
        case (.list(let kind), "GET"): self.init(.list, kind)
        case (.login(let id), "GET"): self.init(.read, .sshPasswordLogin, id)
        case (.login(let id), "PATCH"): self.init(.write, .sshPasswordLogin, id)
        case (.account(let id), "GET"): self.init(.read, .hostingPassword, id)
        case (.passwordReset(let id), "POST"): self.init(.write, .hostingPassword, id)
        default: self.init(.other, .sshPasswordLogin, problem: .methodNotAllowed)
        }
    }

    private init(
        _ kind: RequestKind, _ about: ResourceKind, _ resource: String? = nil, problem: ProblemDocument? = nil
    ) {
        self.kind = kind
        self.about = about
        self.resource = resource
        self.problem = problem
    }

    /// The paths that there are.
    private enum Place {
        case list(ResourceKind)
        case login(String)
        case account(String)
        case passwordReset(String)

        init?(_ parts: [String]) {
            switch (parts.first, parts.count) {
            case ("vps", 1): self = .list(.sshPasswordLogin)
            case ("vps", 3) where parts[2] == "ssh-password-login": self = .login(parts[1])
            case ("shared-hosting", 1): self = .list(.hostingPassword)
            case ("shared-hosting", 2): self = .account(parts[1])
            case ("shared-hosting", 4) where parts[2...] == ["actions", "reset-password"]:
                self = .passwordReset(parts[1])
            default: return nil
            }
        }
    }
}
