package import ReconcileCore
import ReconcileStore

/// `report`: evidence of a span of time, for an auditor. Takes no lock and writes nothing.
package struct ReportCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal
    let since: WallTime
    let format: Format

    package enum Format: String, CaseIterable, Sendable {
        case html
        case csv
        case json
    }

    package init(_ invocation: Invocation, since: WallTime, format: Format, _ terminal: Terminal) {
        var invocation = invocation
        // A failure is a document too where a script waits for one.
        invocation.format = format == .json ? .json : .text
        self.invocation = invocation
        self.since = since
        self.format = format
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: EvidenceDocument.init(failedAt:error:)) {
            let now = SystemClock.now().wall
            guard since < now else {
                throw CommandFailure(
                    .usage, "'--since' must lie in the past, got \(since.rfc3339)",
                    hint: "write a time such as 2026-01-01T00:00:00Z, or a length such as 90d")
            }
            let inputs = try Inputs.require(invocation, at: now)
            let span = EvidenceSpan(since: since, until: now)
            let material = try await StateAccess.with(invocation, inputs.configuration, writes: false) { store in
                try await Self.read(store, inputs, span)
            }
            print(EvidenceReport(material))
            guard let fault = material.ledgerFault else { return .done }
            // The evidence is still told, but no script may take it for whole.
            terminal.printError("error: the ledger is not verified: \(fault)")
            return .failed
        }
    }

    /// The cache first: a look that comes in between is then in the ledger at least.
    private static func read(
        _ store: StateStore, _ inputs: Inputs, _ span: EvidenceSpan
    ) async throws -> EvidenceMaterial {
        let records = try await StateAccess.reading { try await store.cache.load() }.resources
        let archive = try await StateAccess.reading { try await store.cache.evidence(since: span.since) }
        var ledger = LedgerEvidence(span: span)
        var fault: String?
        if case .distrusted(let reason) = await store.ledger.trust { fault = reason }
        do {
            try await store.ledger.replay { ledger.apply($0) }
        } catch StoreError.distrusted(let reason) {
            // The rows before the damage are still told, and that the others are missing.
            fault = fault ?? reason
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
        return EvidenceMaterial(
            span: span, instance: await store.ledger.instanceID, records: records, policies: inputs.policies,
            archive: archive, ledger: ledger, ledgerFault: fault)
    }

    private func print(_ report: EvidenceReport) {
        switch format {
        case .html: terminal.print(EvidencePage(report).text())
        // RFC 4180 has its own line breaks; the last one is the terminal's and belongs to it.
        case .csv: terminal.print(EvidenceCSV.text(report) + "\r")
        case .json: terminal.print(EvidenceDocument(report).json())
        }
    }
}
