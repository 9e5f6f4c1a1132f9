import Foundation
import Glibc
import ReconcileCore
import ReconcileStore

/// Whether the escrow is there, takes new passwords, and can be opened, and whether sealed passwords can.
extension Doctor {
    func escrow() async -> Check {
        let problem = try? await standpoint.withStore { await $0.ledger.witnessProblem }
        let fix = "make '\(directory.escrow)' writable for the service"
        if let problem { return Check(name: "escrow", state: .warning, detail: problem, fix: fix) }
        let isThere = FileManager.default.fileExists(atPath: directory.escrow)
        if isThere, access(directory.escrow, W_OK | X_OK) != 0 {
            let reason = String(cString: strerror(errno))
            return Check(
                name: "escrow", state: .warning, detail: "'\(directory.escrow)' cannot be written: \(reason).", fix: fix
            )
        }
        if let sealing = await sealing() { return sealing }
        let place = "'\(directory.escrow)' is \(isThere ? "there" : "made at the first start")"
        guard !targets.isEmpty else { return Check(name: "escrow", state: .ok, detail: "\(place).") }
        return opening(place)
    }

    /// What keeps sealed passwords from being opened again; `nil` where nothing does.
    private func sealing() async -> Check? {
        let sealed = (try? await standpoint.withStore { try await $0.ledger.sealedVersions().count }) ?? 0
        guard sealed > 0 else { return nil }
        let passwords = "\(sealed.of("password")) sealed in '\(directory.path)'"
        do {
            guard try SealingKeys(stateDirectory: directory.path).existing() == nil else { return nil }
        } catch {
            return Check(name: "escrow", state: .failed, detail: "\(passwords), and \(error).", fix: Self.keyFix)
        }
        guard standpoint.service == nil else {
            return Check(
                name: "escrow", state: .failed, detail: "\(passwords), and their key is gone.", fix: Self.keyFix)
        }
        return Check(
            name: "escrow", state: .unknown, detail: "\(passwords), and their key is not here.",
            fix: "where systemd hands it over as a credential, ask again while the service runs; else "
                + Self.keyFix)
    }

    private static let keyFix =
        "put the key back as the file 'seal.key' of the state, or as the credential '\(SealingKeys.credential)'"

    /// Who can open it, and whether anybody has shown so.
    private func opening(_ place: String) -> Check {
        let unproven = targets.filter { !standpoint.engine.isProven($0) }
        guard !unproven.isEmpty else {
            return Check(name: "escrow", state: .ok, detail: "\(place); \(words(targets)): shown to open it.")
        }
        let enforces = standpoint.engine.policiesInForce.contains { $0.mode == .enforce && $0.escrow != nil }
        return Check(
            name: "escrow", state: enforces ? .warning : .ok,
            detail: "\(place); \(words(unproven)): nobody has shown yet that it can be opened.",
            fix: "run `reconciled escrow prove`; no password is set before")
    }

    /// Each once, in the order of the policies.
    private var targets: [EscrowTarget] {
        var seen: Set<String> = []
        return standpoint.engine.policiesInForce.compactMap(\.escrow).filter { seen.insert($0.identity).inserted }
    }

    private func words(_ targets: [EscrowTarget]) -> String {
        targets.map { target in
            switch target {
            case .recipients(let recipients): recipients.count.of("recipient")
            case .command(let words): "the command '\(words.first ?? "")'"
            }
        }.joined(separator: ", ")
    }
}

extension Policy {
    /// Who can open the passwords that are made for it; `nil` for a kind that makes none.
    fileprivate var escrow: EscrowTarget? {
        switch rules {
        case .sshPasswordLogin: nil
        case .hostingPassword(let password): password.escrow
        }
    }
}
