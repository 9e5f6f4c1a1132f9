import ReconcileCore

/// An error answer in the provider's form (RFC 9457).
struct ProblemDocument: Sendable {
    var status: Int
    var code: String
    var title: String
    var detail: String
    /// For a validation error: where in the request it is.
    var pointer: String?
    /// False leaves out `requestId` and `timestamp`, as the published 409 does.
    var isWhole = true
    /// What stands beside the usual members, at the top level.
    var members: [JSONValue.Member] = []

    func document(instance: String, requestID: String, timestamp: String) -> JSONValue {
        var document: JSONValue = [
            "type": .string("https://developer.hostup.se/errors/\(code)"),
            "title": .string(title),
            "status": .integer(status),
            "detail": .string(detail),
            "code": .string(code),
            "instance": .string(instance),
        ]
        if isWhole {
            document["requestId"] = .string(requestID)
            document["timestamp"] = .string(timestamp)
        }
        if let pointer {
            document["errors"] = [["pointer": .string(pointer), "detail": .string(detail), "code": .string(code)]]
        }
        for member in members { document[member.name] = member.value }
        return document
    }

    static let unauthorized = Self(
        status: 401, code: "unauthorized", title: "Unauthorized", detail: "Authentication is required.")
    static let forbidden = Self(
        status: 403, code: "forbidden", title: "Forbidden",
        detail: "The caller lacks a required scope or does not own the resource.")
    static let notFound = Self(
        status: 404, code: "not_found", title: "Not found", detail: "The requested resource could not be found.")
    static let vpsNotFound = Self(
        status: 404, code: "vps_not_found", title: "VPS not found", detail: "The VPS could not be found.")
    static let methodNotAllowed = Self(
        status: 405, code: "method_not_allowed", title: "Method not allowed",
        detail: "The resource does not support this method.")
    static let invalidCursor = Self(
        status: 400, code: "invalid_cursor", title: "Invalid cursor", detail: "The pagination cursor is invalid.")
    static let notReady = Self(
        status: 409, code: "vps_not_ready", title: "VPS not ready", detail: "The VPS is not ready yet.")
    static let internalError = Self(
        status: 500, code: "internal_error", title: "Internal server error",
        detail: "An unexpected error occurred. Retry later or contact support if the issue persists.")

    static func invalidRequest(_ detail: String, pointer: String) -> Self {
        Self(status: 400, code: "invalid_request", title: "Invalid request", detail: detail, pointer: pointer)
    }

    static func rateLimited(_ code: RateLimitCode) -> Self {
        let title = code == .rateLimited ? "Rate limit exceeded" : "Too many requests"
        return Self(
            status: 429, code: code.rawValue, title: title,
            detail: "Too many requests. Retry after the limit resets.")
    }

    static func shapeInvalid(of kind: ResourceKind) -> Self {
        let product =
            switch kind {
            case .sshPasswordLogin: "vps_product"
            case .hostingPassword: "shared_hosting"
            }
        return Self(
            status: 502, code: "upstream_\(product)_shape_invalid", title: "Invalid upstream response",
            detail: "The upstream service returned an unexpected response.")
    }

    static func upstreamFailed(
        status: Int, of kind: ResourceKind, detail: String = "The upstream service failed."
    ) -> Self {
        let title =
            switch kind {
            case .sshPasswordLogin: "SSH password login could not be updated"
            case .hostingPassword: "Control panel password could not be changed"
            }
        return Self(status: status, code: "upstream_failed", title: title, detail: detail)
    }

    var withoutRequestID: Self {
        var partial = self
        partial.isWhole = false
        return partial
    }
}
