import Foundation
import ReconcileSimulation

/// What the simulator's flags say, as they are written.
package struct SimulatorSettings: Sendable {
    package var port = 0
    /// The key with all scopes, or the path of a file that holds it.
    package var token = "simulator-token"
    package var sshdGuests = 0
    package var fleet = 20
    package var accounts = 0
    package var seed: UInt64 = 1
    /// Parts of the guests or of the hosting accounts in 0...1; what is not named is 0.
    package var parts: [Part: Double] = [:]
    /// As in `60/1m`.
    package var limit: String?
    package var limitKind = LimitKind.fixed
    package var headers = Headers.published
    /// As in `20-60ms`.
    package var latency: String?
    /// As in `slow:10%,internalError:0.02`.
    package var faults: String?
    package var driftsPerDay = 0.0

    package init() {}

    package enum Part: String, CaseIterable, Sendable {
        case drifted
        case stopped
        case suspended
        case withoutKeys
        case gateClosed
        case agentMissing
        case otherUsers
        case configFilesOnly
        case windows
        case legacyPanel
        case legacyPanelNamed
        case panelUnlisted
        case panelUnnamed
        case accountsSuspended
        case accountsPaused
    }

    /// How the limit counts.
    package enum LimitKind: String, CaseIterable, Sendable {
        case fixed
        case sliding
        case counter
        case bucket
        case concurrency
    }

    /// Which answers carry the fields of the limit.
    package enum Headers: String, CaseIterable, Sendable {
        case all
        case published
        case retryAfter = "retry-after"
        case reset
        case none
    }

    /// A flag whose value is not what it wants.
    package struct Invalid: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// The names that `faults` knows.
    package static var faultNames: [String] {
        Fault.allCases.map(\.rawValue)
    }

    /// More guests, and more hosting accounts, than any customer has.
    private static let largestFleet = 100_000

    /// What the flags mean.
    ///
    /// - Throws: `Invalid` for the first that means nothing.
    package func configuration() throws(Invalid) -> SimulatorConfiguration {
        guard (0...Self.largestFleet).contains(fleet) else {
            throw Invalid(description: "'--fleet' wants a number from 0 to \(Self.largestFleet), got \(fleet)")
        }
        guard (0...Self.largestFleet).contains(accounts) else {
            throw Invalid(description: "'--accounts' wants a number from 0 to \(Self.largestFleet), got \(accounts)")
        }
        guard driftsPerDay >= 0, driftsPerDay.isFinite else {
            throw Invalid(description: "'--drifts-per-day' wants a number from 0, got \(driftsPerDay)")
        }
        var api = SimulatedAPIConfiguration(seed: seed, keys: [SimulatedKey(token: key)])
        let limits = try limit?.split(separator: ",", omittingEmptySubsequences: false).map(parsedLimit) ?? []
        api.rateLimit = limits.first
        api.furtherLimits = Array(limits.dropFirst())
        api.latency =
            try parsed(latency, "'--latency' wants a duration or range such as 20-60ms", Notation.range) ?? api.latency
        for text in faults?.split(separator: ",") ?? [] {
            let wish = "'--faults' wants a name and a part such as slow:10%"
            try parsed(String(text), wish) { Notation.fault($0) }.map { api.faults.append($0) }
        }
        api.rateHeaders = headers.choice
        api.driftsPerDay = driftsPerDay
        return SimulatorConfiguration(
            api: api, guests: specification.guests(seed: seed), accounts: specification.accounts(seed: seed),
            sshdGuests: sshdGuests, port: port)
    }

    private func parsedLimit(_ text: Substring) throws(Invalid) -> RateLimit {
        guard let limit = Notation.limit(String(text), kind: limitKind.kind) else {
            throw Invalid(description: "'--limit' wants requests and a window such as 60/1m, got '\(text)'")
        }
        return limit
    }

    private func parsed<Value>(
        _ text: String?, _ wish: String, _ parse: (String) -> Value?
    ) throws(Invalid) -> Value? {
        guard let text else { return nil }
        guard let value = parse(text) else { throw Invalid(description: "\(wish), got '\(text)'") }
        return value
    }

    private var key: String {
        let content = try? String(contentsOfFile: token, encoding: .utf8)
        return content?.trimmingCharacters(in: .whitespacesAndNewlines) ?? token
    }

    private var specification: FleetSpecification {
        var specification = FleetSpecification(guests: fleet, accounts: accounts)
        for part in Part.allCases { specification[keyPath: part.field] = parts[part] ?? 0 }
        return specification
    }
}

extension SimulatorSettings.Part {
    fileprivate var field: WritableKeyPath<FleetSpecification, Double> {
        switch self {
        case .drifted: \.drifted
        case .stopped: \.stopped
        case .suspended: \.suspended
        case .withoutKeys: \.withoutKeys
        case .gateClosed: \.gateClosed
        case .agentMissing: \.agentMissing
        case .otherUsers: \.otherUsers
        case .configFilesOnly: \.configFilesOnly
        case .windows: \.windows
        case .legacyPanel: \.legacyPanel
        case .legacyPanelNamed: \.legacyPanelNamed
        case .panelUnlisted: \.panelUnlisted
        case .panelUnnamed: \.panelUnnamed
        case .accountsSuspended: \.accountsSuspended
        case .accountsPaused: \.accountsPaused
        }
    }
}

extension SimulatorSettings.LimitKind {
    fileprivate var kind: RateLimit.Kind {
        switch self {
        case .fixed: .fixedWindow
        case .sliding: .slidingLog
        case .counter: .slidingCounter
        case .concurrency: .concurrency
        case .bucket: .tokenBucket
        }
    }
}

extension SimulatorSettings.Headers {
    fileprivate var choice: RateHeaderChoice {
        switch self {
        case .all: .all
        case .published: .published
        case .retryAfter: .retryAfterOnly
        case .reset: .resetOnly
        case .none: .none
        }
    }
}
