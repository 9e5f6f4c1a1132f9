package import ReconcileCore

/// One way in which the simulated API misbehaves. Each can be switched on by name, for one guest or all.
package enum Fault: String, CaseIterable, Codable, Sendable {
    // Refused before anything was looked at.
    /// 401, as an expired key or one that is not allowed from this address gets it.
    case unauthorized
    /// 403 as the lack of a scope gives it.
    case forbidden
    /// 403 with HTML, from the edge before the API.
    case edgeForbidden
    /// 429 though the limit is not reached, with the fields that the limit would send and a wait of one second.
    case rateLimited
    /// 429 with a `Retry-After` that makes no sense.
    case absurdRetryAfter

    // Refused at the resource; nothing was changed.
    /// 409 `upstream_failed` with a whole problem document.
    case conflict
    /// The same without `requestId` and `timestamp`.
    case conflictPartial
    /// The same with an empty body.
    case conflictEmpty
    /// 409 `vps_not_ready`.
    case notReady
    /// 404 `not_found`.
    case notFound
    /// 404 `vps_not_found`.
    case vpsNotFound
    /// 500 `internal_error`.
    case internalError
    /// 502 `upstream_failed`.
    case upstream502
    /// 503 `upstream_failed`.
    case upstream503
    /// 502 `upstream_vps_product_shape_invalid`.
    case shapeInvalid

    // The answer does not arrive, or late.
    case slow
    /// No answer ever; nothing was changed.
    case silent
    /// No answer ever, yet the change was made.
    case silentAfterApply
    /// The connection is dropped; nothing was changed.
    case droppedBeforeApply
    /// The connection is dropped, yet the change was made.
    case droppedAfterApply

    // A write that does not do what it says.
    /// `verified: false`, and indeed nothing was changed.
    case unverified
    /// `verified: false`, yet the change was made.
    case unverifiedApplied
    /// `verified: true`, but reads show the change only after a while.
    case delayedEffect
    /// `lastOperation.requestedEnabled` is the opposite of what was asked.
    case wrongRequestedEnabled

    // A password of a hosting account.
    /// 400 `password_too_weak` for a good one, which is not set.
    case weakPassword
    /// A 200 that names another account, though the password was set.
    case wrongAccount

    // A state that is well formed and says little, or something odd.
    /// The state before the last change.
    case staleRead
    case enabledNull
    /// `available: false`, as without a guest agent.
    case agentSilent
    case sourceConfigFiles
    case sourceUnavailable
    case sourceUnknown
    /// A `source` that no page names.
    case sourceNovel
    /// A gate with a `code` though it is open, as the published sample shows.
    case gateCodeWhileAllowed
    /// A closed gate that gives no `code`.
    case gateWithoutCode
    /// `enabled: true` beside `passwordAuthentication: no`.
    case contradiction

    // A list that is well formed and odd.
    /// A `serviceStatus` and a `powerState` that no page names.
    case novelStates
    case powerStateNull
    /// A later page begins one row too early or too late.
    case shiftingPages
    /// No rows, and said to be the last page, as from a replica that knows nothing yet.
    case emptyPage
    /// `nextCursor` names the page it stands on.
    case repeatedCursor

    // A 200 that cannot be understood.
    case missingActions
    case wrongTypes
    case truncatedJSON
    case htmlBody
    case emptyBody
    /// A body of more than 1 MiB.
    case hugeBody

    /// The `Date` of the answer is ten minutes off.
    case skewedDate

    /// The requests it can befall, unless a rule says otherwise.
    package var requests: Set<RequestKind> {
        switch self {
        case .unauthorized, .forbidden, .edgeForbidden, .rateLimited, .absurdRetryAfter, .internalError, .upstream502,
            .upstream503, .shapeInvalid, .slow, .silent, .droppedBeforeApply, .wrongTypes, .truncatedJSON, .htmlBody,
            .emptyBody, .hugeBody, .skewedDate:
            [.list, .read, .write]
        case .conflict, .conflictPartial, .conflictEmpty, .silentAfterApply, .droppedAfterApply, .unverified,
            .unverifiedApplied, .delayedEffect, .wrongRequestedEnabled, .weakPassword, .wrongAccount:
            [.write]
        case .notReady, .notFound, .vpsNotFound, .missingActions: [.read, .write]
        case .staleRead, .enabledNull, .agentSilent, .sourceConfigFiles, .sourceUnavailable, .sourceUnknown,
            .sourceNovel, .gateCodeWhileAllowed, .gateWithoutCode, .contradiction:
            [.read]
        case .novelStates, .powerStateNull, .shiftingPages, .emptyPage, .repeatedCursor: [.list]
        }
    }

    /// What the requests that it can befall are about, unless a rule says otherwise.
    package var kinds: Set<ResourceKind> {
        switch self {
        case .notReady, .vpsNotFound, .unverified, .unverifiedApplied, .delayedEffect, .wrongRequestedEnabled,
            .staleRead, .enabledNull, .agentSilent, .sourceConfigFiles, .sourceUnavailable, .sourceUnknown,
            .sourceNovel, .gateCodeWhileAllowed, .gateWithoutCode, .contradiction, .powerStateNull, .missingActions:
            [.sshPasswordLogin]
        case .weakPassword, .wrongAccount: [.hostingPassword]
        case .unauthorized, .forbidden, .edgeForbidden, .rateLimited, .absurdRetryAfter, .conflict, .conflictPartial,
            .conflictEmpty, .notFound, .internalError, .upstream502, .upstream503, .shapeInvalid, .slow, .silent,
            .silentAfterApply, .droppedBeforeApply, .droppedAfterApply, .novelStates, .shiftingPages, .emptyPage,
            .repeatedCursor, .wrongTypes, .truncatedJSON, .htmlBody, .emptyBody, .hugeBody, .skewedDate:
            [.sshPasswordLogin, .hostingPassword]
        }
    }

    /// True where a list with it has one odd row: that of the guest or account its rule names, or any.
    var concernsRow: Bool {
        switch self {
        case .novelStates, .powerStateNull, .wrongTypes: true
        default: false
        }
    }

    /// True where the caller is told that its request went no further than the door.
    var stopsAtTheDoor: Bool {
        switch self {
        case .unauthorized, .forbidden, .edgeForbidden, .rateLimited, .absurdRetryAfter: true
        default: false
        }
    }
}
