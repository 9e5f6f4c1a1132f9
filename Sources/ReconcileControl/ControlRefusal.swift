/// Why a request is not taken up.
package enum ControlRefusal: Error, Hashable, Sendable {
    /// Nothing is at this path.
    case unknownPath
    case wrongMethod(allowed: String)
    /// It cannot be read, or says what cannot be meant.
    case malformed(String)
    case tooLarge
    /// The peer may only look.
    case notAllowed(uid: UInt32?)
    /// The asker means another state than this service's.
    case otherState(String)
    case otherPolicies
    case tooMany(String)
    /// The service is ending.
    case ending

    /// The HTTP status (RFC 9110, section 15).
    package var status: Int {
        switch self {
        case .unknownPath: 404
        case .wrongMethod: 405
        case .malformed: 400
        case .tooLarge: 413
        case .notAllowed: 403
        case .otherState: 421
        case .otherPolicies: 409
        case .tooMany: 429
        case .ending: 503
        }
    }

    package var message: String {
        switch self {
        case .unknownPath: "there is nothing at this path"
        case .wrongMethod(let allowed): "this path takes \(allowed) only"
        case .malformed(let fault): "the request cannot be read: \(fault)"
        case .tooLarge: "the request is too large: \(ControlLimits.longestBody) bytes at most"
        case .notAllowed(let uid):
            "\(uid.map { "uid \($0)" } ?? "an unknown user") may look, but not change anything here"
        case .otherState(let path): "this service's state is '\(path)'"
        case .otherPolicies: "the service has other policies in force"
        case .tooMany(let what): "too many \(what) at once"
        case .ending: "the service is ending"
        }
    }

    package var hint: String? {
        switch self {
        case .notAllowed: "root may, and the user that the service runs as"
        case .tooMany: "try again when one of them is done"
        case .ending: "ask again when it runs, or without it"
        case .unknownPath, .wrongMethod, .malformed, .tooLarge, .otherState, .otherPolicies: nil
        }
    }
}

/// A refusal as it is written in an answer.
package struct ControlProblem: Hashable, Codable, Sendable {
    package var error: String
    package var hint: String?

    package init(_ refusal: ControlRefusal) {
        error = refusal.message
        hint = refusal.hint
    }
}
