import Foundation

/// What a request's method and path mean.
struct Route: Sendable {
    var kind: RequestKind
    /// The id in the path.
    var guest: String?
    /// Why it is no route, where `kind` is `other`.
    var problem: ProblemDocument?

    init(_ request: SimulatedRequest) {
        let path = request.target.prefix { $0 != "?" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { $0.removingPercentEncoding ?? String($0) }
        let isState = parts.count == 3 && parts[0] == "vps" && parts[2] == "ssh-password-login"
        switch (request.method, parts) {
        case ("GET", ["vps"]): self.init(kind: .list)
        case ("GET", _) where isState: self.init(kind: .read, guest: parts[1])
        case ("PATCH", _) where isState: self.init(kind: .write, guest: parts[1])
        case (_, ["vps"]): self.init(kind: .other, problem: .methodNotAllowed)
        case _ where isState: self.init(kind: .other, problem: .methodNotAllowed)
        default: self.init(kind: .other, problem: .notFound)
        }
    }

    private init(kind: RequestKind, guest: String? = nil, problem: ProblemDocument? = nil) {
        self.kind = kind
        self.guest = guest
        self.problem = problem
    }
}
