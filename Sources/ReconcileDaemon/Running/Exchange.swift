import ReconcileCore

/// One request that left, and what came of it.
struct Exchange: Sendable {
    var request: Request
    /// The policy under which its resource is reported; `nil` where it is about none.
    var policy: String?
    var reply: Reply
    /// From its leaving to its answer, or until it was given up.
    var took: Duration
    var endedAt: WallTime

    var method: String {
        switch request {
        case .read: "GET"
        case .write(let write):
            switch write.change {
            case .sshPasswordLogin: "PATCH"
            case .hostingPassword: "POST"
            }
        }
    }

    /// The path with a placeholder for the resource.
    var endpoint: String {
        switch request {
        case .read(.list(.sshPasswordLogin, _, _)): "/vps"
        case .read(.state(.sshPasswordLogin, _)): "/vps/{id}/ssh-password-login"
        case .read(.list(.hostingPassword, _, _)): "/shared-hosting"
        case .read(.state(.hostingPassword, _)): "/shared-hosting/{id}"
        case .write(let write):
            switch write.change {
            case .sshPasswordLogin: "/vps/{id}/ssh-password-login"
            case .hostingPassword: "/shared-hosting/{id}/actions/reset-password"
            }
        }
    }

    /// The status of the answer, `lost` where none came; statuses that do not exist are one.
    var code: String {
        switch reply.outcome {
        // A success that cannot be understood is still one (only 200 counts as success).
        case .page, .observed, .written, .rotated, .malformed: "200"
        case .refused(let problem): 100..<600 ~= problem.status ? "\(problem.status)" : "other"
        case .lost: "lost"
        case .unsent: "unsent"
        }
    }

    /// How the attempt ended, in the words that controllers use.
    enum Result: String, Hashable, Sendable {
        case success
        /// It is tried again by itself, soon.
        case error
        /// It was refused for what it was: trying again is of little use.
        case terminal
        /// The rate limit put it off.
        case requeueAfter = "requeue_after"
    }

    var result: Result {
        switch reply.outcome {
        case .page, .observed, .written, .rotated: .success
        case .malformed, .lost, .unsent: .error
        case .refused(let problem):
            switch problem.status {
            case 429: .requeueAfter
            case 400..<500: .terminal
            default: .error
            }
        }
    }
}
