import Foundation
import ReconcileCore
import ReconcileEscrow

/// Whether a person can open what is put into the escrow: asked with a code that lies there, answered with that code.
struct EscrowProving: Sendable {
    /// Those that the policies in force name, each once, in the order of the policies.
    private let targets: [(policy: String, target: EscrowTarget)]
    private let rotations: RotationMemory
    private let directory: EscrowDirectory

    /// A row for the ledger, what was done in sentences, where to look, and what to type then.
    struct Step: Sendable {
        var entry: LedgerEntry?
        var said: String
        var path: String?
        var commands: [String] = []
    }

    init(_ engine: Engine, _ directory: EscrowDirectory) {
        var seen: Set<String> = []
        targets = engine.policiesInForce.compactMap { policy in
            guard case .hostingPassword(let rules) = policy.rules, seen.insert(rules.escrow.identity).inserted else {
                return nil
            }
            return (policy.name, rules.escrow)
        }
        rotations = engine.rotations
        self.directory = directory
    }

    /// - Parameter code: what a person found in the escrow; `nil` to put a code there.
    /// - Throws: `CommandFailure` or `EscrowError`.
    func step(_ code: String?, by actor: Actor) async throws -> Step {
        if let code { return try prove(code, by: actor) }
        return try await challenge()
    }

    /// Puts a code into the escrow of the first policy that is not proven yet.
    private func challenge() async throws -> Step {
        guard !targets.isEmpty else {
            throw CommandFailure(
                .failed, "no policy in force is about hosting.password, so there is no escrow to prove")
        }
        guard let (policy, target) = targets.first(where: { !rotations.isProven($0.target) }) else {
            return Step(entry: nil, said: "Somebody has shown already that the escrow can be opened.", path: nil)
        }
        var random = SystemRandomNumberGenerator()
        let proof = EscrowProof(using: &random)
        let path = try await OffThread.run { try put(proof, target) }
        let entry = LedgerEntry.escrowChallenged(.init(target: target.identity, codeSHA256: proof.digest))
        let place = path.map { "'\($0)'" } ?? "the place where its escrow command puts records"
        let opening = path.map { ["age --decrypt --identity KEY-FILE \($0)"] } ?? []
        let fetching = path == nil ? "Fetch it there" : "Open it with the key of a recipient"
        return Step(
            entry: entry, said: "A code for policy '\(policy)' lies in \(place). \(fetching), and say what it holds:",
            path: path, commands: opening + ["reconciled escrow prove --code CODE"])
    }

    /// Takes a code that a person found in the escrow.
    private func prove(_ code: String, by actor: Actor) throws -> Step {
        for (policy, target) in targets {
            guard let digest = rotations.challenge(of: target), EscrowProof.matches(code, digest: digest) else {
                continue
            }
            let entry = LedgerEntry.escrowProven(.init(target: target.identity, by: actor))
            let left = targets.contains { $0.target.identity != target.identity && !rotations.isProven($0.target) }
            let more = left ? " Another policy's escrow is to be proven yet: run `reconciled escrow prove` again." : ""
            return Step(entry: entry, said: "The escrow of policy '\(policy)' can be opened.\(more)", path: nil)
        }
        guard targets.contains(where: { rotations.challenge(of: $0.target) != nil }) else {
            let isProven = !targets.isEmpty && targets.allSatisfy { rotations.isProven($0.target) }
            throw CommandFailure(
                .failed, "no code waits in the escrow of a policy in force",
                hint: isProven
                    ? "somebody has shown already that it can be opened" : "`reconciled escrow prove` puts one there")
        }
        throw CommandFailure(
            .failed, "this is not the code that lies in the escrow",
            hint: "open the file again; `reconciled escrow prove` puts a new code there and says where")
    }

    private func put(_ proof: EscrowProof, _ target: EscrowTarget) throws -> String? {
        switch target {
        case .recipients(let texts):
            var random = SystemRandomNumberGenerator()
            return try directory.write(proof, for: try AgeRecipient.all(texts), using: &random)
        case .command(let words):
            try EscrowCommand(words).run(input: proof.json())
            return nil
        }
    }
}
