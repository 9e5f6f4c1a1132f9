extension LedgerEntry {
    /// The word for a row's kind, in the ledger and in `reconciled history`.
    package var kind: Kind {
        switch self {
        case .started: .started
        case .stopped: .stopped
        case .known: .known
        case .gone: .gone
        case .enforcing: .enforcing
        case .drift: .drift
        case .driftEnded: .driftEnded
        case .intent: .intent
        case .outcome: .outcome
        case .confirmed: .confirmed
        case .unconfirmed: .unconfirmed
        case .soaked: .soaked
        case .paused: .paused
        case .resumed: .resumed
        case .waived: .waived
        case .waiverEnded: .waiverEnded
        case .released: .released
        case .passwordSealed: .passwordSealed
        case .passwordEscrowed: .passwordEscrowed
        case .rotationRequested: .rotationRequested
        case .escrowChallenged: .escrowChallenged
        case .escrowProven: .escrowProven
        case .chainAccepted: .chainAccepted
        case .invariantBroken: .invariantBroken
        }
    }

    package enum Kind: String, Hashable, CaseIterable, Codable, Sendable {
        case started
        case stopped
        case known
        case gone
        case enforcing
        case drift
        case driftEnded
        case intent
        case outcome
        case confirmed
        case unconfirmed
        case soaked
        case paused
        case resumed
        case waived
        case waiverEnded
        case released
        case passwordSealed
        case passwordEscrowed
        case rotationRequested
        case escrowChallenged
        case escrowProven
        case chainAccepted
        case invariantBroken
    }

    /// The one resource that the row is about, if there is one.
    package var resource: ResourceID? {
        switch self {
        case .gone(let row): row.resource
        case .drift(let row): row.resource
        case .driftEnded(let row): row.resource
        case .intent(let row): row.resource
        case .outcome(let row): row.resource
        case .confirmed(let row): row.resource
        case .unconfirmed(let row): row.resource
        case .soaked(let row): row.resource
        case .paused(let row): row.resource
        case .resumed(let row): row.resource
        case .waived(let row): row.resource
        case .waiverEnded(let row): row.resource
        case .passwordSealed(let row): row.resource
        case .passwordEscrowed(let row): row.resource
        case .rotationRequested(let row): row.resource
        case .started, .stopped, .known, .enforcing, .released, .escrowChallenged, .escrowProven, .chainAccepted,
            .invariantBroken:
            nil
        }
    }

    /// The one policy that the row is about, if there is one.
    package var policy: String? {
        switch self {
        case .drift(let row): row.policy
        case .driftEnded(let row): row.policy
        case .intent(let row): row.policy
        case .outcome(let row): row.policy
        case .confirmed(let row): row.policy
        case .unconfirmed(let row): row.policy
        case .soaked(let row): row.policy
        case .paused(let row): row.policy
        case .resumed(let row): row.policy
        case .released(let row): row.policy
        case .passwordSealed(let row): row.policy
        case .started, .stopped, .known, .gone, .enforcing, .waived, .waiverEnded, .passwordEscrowed,
            .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted, .invariantBroken:
            nil
        }
    }
}

/// A row is one flat object: its `kind` beside the fields of that kind.
extension LedgerEntry: Codable {
    private enum Keys: CodingKey {
        case kind
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self =
            switch try container.decode(Kind.self, forKey: .kind) {
            case .started: .started(try Started(from: decoder))
            case .stopped: .stopped(Stopped())
            case .known: .known(try Known(from: decoder))
            case .gone: .gone(try Gone(from: decoder))
            case .enforcing: .enforcing(try Enforcing(from: decoder))
            case .drift: .drift(try Drift(from: decoder))
            case .driftEnded: .driftEnded(try DriftEnded(from: decoder))
            case .intent: .intent(try Intent(from: decoder))
            case .outcome: .outcome(try IntentOutcome(from: decoder))
            case .confirmed: .confirmed(try Confirmed(from: decoder))
            case .unconfirmed: .unconfirmed(try Unconfirmed(from: decoder))
            case .soaked: .soaked(try Soaked(from: decoder))
            case .paused: .paused(try Paused(from: decoder))
            case .resumed: .resumed(try Resumed(from: decoder))
            case .waived: .waived(try Waived(from: decoder))
            case .waiverEnded: .waiverEnded(try WaiverEnded(from: decoder))
            case .released: .released(try Released(from: decoder))
            case .passwordSealed: .passwordSealed(try PasswordSealed(from: decoder))
            case .passwordEscrowed: .passwordEscrowed(try PasswordEscrowed(from: decoder))
            case .rotationRequested: .rotationRequested(try RotationRequested(from: decoder))
            case .escrowChallenged: .escrowChallenged(try EscrowChallenged(from: decoder))
            case .escrowProven: .escrowProven(try EscrowProven(from: decoder))
            case .chainAccepted: .chainAccepted(try ChainAccepted(from: decoder))
            case .invariantBroken: .invariantBroken(try InvariantBroken(from: decoder))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .started(let row): try row.encode(to: encoder)
        case .stopped: break
        case .known(let row): try row.encode(to: encoder)
        case .gone(let row): try row.encode(to: encoder)
        case .enforcing(let row): try row.encode(to: encoder)
        case .drift(let row): try row.encode(to: encoder)
        case .driftEnded(let row): try row.encode(to: encoder)
        case .intent(let row): try row.encode(to: encoder)
        case .outcome(let row): try row.encode(to: encoder)
        case .confirmed(let row): try row.encode(to: encoder)
        case .unconfirmed(let row): try row.encode(to: encoder)
        case .soaked(let row): try row.encode(to: encoder)
        case .paused(let row): try row.encode(to: encoder)
        case .resumed(let row): try row.encode(to: encoder)
        case .waived(let row): try row.encode(to: encoder)
        case .waiverEnded(let row): try row.encode(to: encoder)
        case .released(let row): try row.encode(to: encoder)
        case .passwordSealed(let row): try row.encode(to: encoder)
        case .passwordEscrowed(let row): try row.encode(to: encoder)
        case .rotationRequested(let row): try row.encode(to: encoder)
        case .escrowChallenged(let row): try row.encode(to: encoder)
        case .escrowProven(let row): try row.encode(to: encoder)
        case .chainAccepted(let row): try row.encode(to: encoder)
        case .invariantBroken(let row): try row.encode(to: encoder)
        }
    }
}
