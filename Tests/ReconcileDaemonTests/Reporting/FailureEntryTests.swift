import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd
import Testing

@testable import ReconcileDaemon

@Suite("What the journal says of a service that does not start")
struct FailureEntryTests {
    private func diagnostic(_ line: Int, _ severity: PolicyDiagnostic.Severity = .error) -> PolicyDiagnostic {
        PolicyDiagnostic(
            file: "10.yaml", line: line, column: 2, severity: severity, message: "unknown key 'matc'",
            hint: "did you mean 'match'?")
    }

    private func place(_ line: Int) -> [JournalField] {
        [JournalField(.file, "10.yaml"), JournalField(.line, "\(line)"), JournalField(.column, "2")]
    }

    private func closing(_ id: MessageID, _ message: String, _ status: ReconcileDaemon.ExitStatus) -> JournalEntry {
        JournalEntry(
            messageID: id.rawValue, priority: .error, message: message,
            fields: [JournalField(.exitStatus, "\(status.rawValue)")])
    }

    @Test("each error of a file is a line with its place, and the last line has the explanation and the exit code")
    func files() {
        let failure = CommandFailure(
            .invalid, "the configuration is invalid", diagnostics: [diagnostic(4), diagnostic(5, .warning)],
            kind: .files)
        #expect(
            failure.journalEntries == [
                JournalEntry(
                    priority: .error, message: "10.yaml:4:2: unknown key 'matc' (did you mean 'match'?)",
                    fields: place(4)),
                closing(.filesInvalid, "the configuration is invalid", .invalid),
            ])
    }

    @Test("a service that ends because of a refused token says so with the exit code")
    func unauthorized() {
        #expect(
            JournalEntry.endedUnauthorized("The API refused the token (401).")
                == closing(
                    .credentialsRefused,
                    "The API refused the token (401); ending, so that the token is read anew at the next start",
                    .credentialsRefused))
    }

    @Test("more than fifty errors are counted")
    func many() {
        let failure = CommandFailure(
            .invalid, "the configuration is invalid", diagnostics: (1...1000).map { diagnostic($0) }, kind: .files)
        #expect(failure.journalEntries.count == 51)
        #expect(
            failure.journalEntries.last
                == closing(.filesInvalid, "the configuration is invalid; 950 more errors", .invalid))
    }

    @Test("what stands in the way has an explanation of its own: no token, a held, a newer, an unusable state")
    func kinds() throws {
        let noToken = #expect(throws: CommandFailure.self) {
            try TokenSource(tokenFile: nil, credentials: Credentials(directory: nil), environment: [:]).read()
        }
        #expect(
            noToken?.journalEntries == [
                closing(
                    .tokenUnusable,
                    "there is no API token; set `api.tokenFile` in the configuration, HOSTUP_API_KEY in the environment, "
                        + "or the credential 'hostup-token' in the unit", .invalid)
            ])
        #expect(
            CommandFailure(StoreError.locked(path: "/s/lock", pid: 7)).journalEntries == [
                closing(
                    .stateHeld,
                    "cannot lock '/s/lock': process 7 holds it; stop that process, or give this one a state of its own "
                        + "with `--state`", .failed)
            ])
        #expect(
            CommandFailure(StoreError.newerSchema(file: "/s/ledger.db", found: 9, known: 1)).journalEntries == [
                closing(
                    .stateTooNew,
                    "cannot use '/s/ledger.db': it has schema 9 and this program knows schemas up to 1; install the newer "
                        + "version of reconciled again", .invalid)
            ])
        #expect(
            CommandFailure(StoreError.unusable(file: "/s/lock", detail: "Read-only file system")).journalEntries == [
                closing(
                    .stateUnusable,
                    "cannot use '/s/lock': Read-only file system; check the file, its owner and its disk", .failed)
            ])
        #expect(
            CommandFailure(.failed, "it failed", cause: "one\ntwo").journalEntries == [
                closing(.failed, "it failed; one; two", .failed)
            ])
    }
}
