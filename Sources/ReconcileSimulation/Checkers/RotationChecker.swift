import Foundation
import HostUpAPI
import ReconcileCore

/// Promises 1 and 2 for passwords of hosting accounts: one that leaves is wanted, rests on a fresh row of the list, and
/// lies sealed and in the escrow already; none is replaced while it may be in force and nobody knows.
struct RotationChecker: Checker {
    /// The version that the newest answer about each account says to be in force.
    private var claimed: [ResourceID: Int] = [:]

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .answered(_, .write(let write), let wire, _, _): hear(write, wire)
        case .handedOut(let entries): return entries.flatMap { believed($0, facts) }
        case .sending, .answered, .born, .died, .durable, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced,
            .told, .report:
            break
        }
        guard case .sending(_, .write(let write)) = sighting, case .hostingPassword(let number) = write.change else {
            return []
        }
        let broken = policy(write, facts) + row(write, facts) + version(write, number, facts)
        return broken.map { "password \(number) of \(write.resource): \($0)" }
    }

    /// Takes from the answer's bytes, apart from the code under test, whose password it says is set.
    private mutating func hear(_ write: WriteRequest, _ wire: WireResult) {
        guard case .hostingPassword(let number) = write.change else { return }
        claimed[write.resource] = nil
        guard case .response(let response) = wire, response.status == 200,
            let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            answer.accountId == write.resource.text
        else { return }
        claimed[write.resource] = number
    }

    private struct Answer: Decodable {
        var accountId: String
    }

    /// Nothing but the provider's own word for this very account settles a password.
    private func believed(_ entry: LedgerEntry, _ facts: Facts) -> [String] {
        guard case .outcome(let row) = entry, row.result == .accepted,
            case .hostingPassword(let number)? = facts.ledger.open[row.intent]?.change, claimed[row.resource] != number
        else { return [] }
        return ["password \(number) of \(row.resource) is taken for set, and no answer says so"]
    }

    private func policy(_ write: WriteRequest, _ facts: Facts) -> [String] {
        if facts.mode.isPlan { return ["a plan writes"] }
        let governing = facts.governing(write.resource)
        guard !governing.isEmpty else { return ["no policy matches it now"] }
        if governing.contains(where: { $0.mode == .observe }) { return ["a policy that governs it only observes"] }
        return facts.waivers(write.resource, at: facts.now.wall).isEmpty ? [] : ["it is waived"]
    }

    private func row(_ write: WriteRequest, _ facts: Facts) -> [String] {
        guard let listedSince = facts.hosting.listedSince else { return ["the lists were not read in this life"] }
        guard let item = facts.hosting.items[write.resource] else { return ["the lists do not name it"] }
        var broken: [String] = []
        if facts.now.boot - listedSince > .minutes(15) { broken.append("the list is older than 15 min") }
        if item.serviceStatus?.rawValue != "active" { broken.append("its row does not say that it is active") }
        if let panel = item.controlPanel, panel != "cpanel" { broken.append("its control panel is '\(panel)'") }
        return broken
    }

    private func version(_ write: WriteRequest, _ number: Int, _ facts: Facts) -> [String] {
        guard let account = facts.ledger.rotations.accounts[write.resource] else { return ["no row speaks of it"] }
        var broken: [String] = []
        if !account.sealed.contains(number) { broken.append("it is not sealed beside the ledger") }
        if !account.escrowed.contains(number) { broken.append("no row says that it is in the escrow") }
        if account.refused.contains(number) { broken.append("it was refused before") }
        if let newest = account.accepted.max(), newest >= number { broken.append("version \(newest) took already") }
        for (other, since) in account.open.sorted(by: { $0.key < $1.key }) {
            if other != number, !account.passedOver.contains(other) {
                broken.append("version \(other) may be in force, and nobody knows")
            }
            // Rows are written a little later than what they tell of.
            if other == number, facts.now.wall - since > .minutes(62) {
                broken.append("it is sent after more than an hour")
            }
        }
        return broken
    }
}
