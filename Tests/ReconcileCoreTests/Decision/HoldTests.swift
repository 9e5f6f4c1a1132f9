import ReconcileCore
import Testing

@Suite("holds")
struct HoldTests {
    @Test("once waits only on backoff, rateLimit, unverified and an unanswered 401")
    func passesSoon() {
        #expect(HoldReason.allCases.filter(\.passesSoon) == [.backoff, .rateLimit, .unverified, .unauthorized])
    }

    @Test("waived, notEligible, notDue, notRunning and notActive are listed but not outstanding")
    func excuses() {
        #expect(
            Set(HoldReason.allCases.filter(\.excuses)) == [.waived, .notEligible, .notDue, .notRunning, .notActive])
    }

    @Test("the words of the reasons are the closed list that scripts rely on")
    func words() {
        let words =
            "observeMode gate sshKeys notRunning notActive unknownState stale window wave brake paused waived "
            + "policyConflict backoff rateLimit rejected unverified flapping unauthorized forbidden missing notEligible "
            + "notDue escrow clock identity ledger"
        #expect(HoldReason.allCases.map(\.rawValue).joined(separator: " ") == words)
    }
}
