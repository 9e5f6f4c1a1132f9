import HostUpAPI
import ReconcileCore
import ReconcileEscrow

/// The process and its passwords: orders to the vault, and what must be true of the escrow at every instant.
extension Simulation {
    /// How long an order takes: a file, or a program.
    private static let orderTime = Duration.milliseconds(30)

    func plan(_ order: EscrowOrder) {
        guard let process else { return }
        trace.say(clock, "  order \(order.name) \(order.version.account) \(order.version.number)")
        agenda.plan(.order(life: process.life, order), at: clock.now + Self.orderTime)
    }

    /// Carries out an order, and may die before or after it.
    func perform(_ order: EscrowOrder) async {
        if isCut(.beforeOrder) { return await die() }
        let sealed = try? await state.sealed(order.version)
        let answer = vault.perform(order, sealed: sealed)
        marks.hit("order \(order.name)")
        if case .failed? = answer { marks.hit("failed order \(order.name)") }
        if isCut(.afterOrder) { return await die() }
        if let answer { post(.escrow(order.version, answer)) }
    }

    /// The body of a request that sets a password; `nil` for others.
    ///
    /// - Throws: where the password cannot be opened, so that nothing may leave.
    func password(for request: Request) async throws -> PasswordBody? {
        guard case .write(let write) = request, case .hostingPassword(let number) = write.change else { return nil }
        let version = PasswordVersion(account: write.resource, number: number)
        let password = try vault.open(version, sealed: try await state.sealed(version))
        return password.withBytes(PasswordBody.init)
    }

    /// Promise 2: no sealed password is erased that may still have to be sent or opened.
    func checkSealed() async {
        for (account, rotation) in inspector.facts.ledger.rotations.accounts.sorted(by: { $0.key < $1.key }) {
            for number in rotation.needed.sorted() {
                let version = PasswordVersion(account: account, number: number)
                guard (try? await state.sealed(version)) == nil else { continue }
                inspector.note("Sealed", "password \(number) of \(account) may be needed and is erased")
            }
        }
    }

    /// A request about an account has arrived: if it set a password, somebody must be able to open that.
    func checkEscrow(_ call: Call) {
        guard case .write(let write) = call.request, write.change.kind == .hostingPassword, call.account == 0 else {
            return
        }
        checkEscrow(of: write.resource)
    }

    /// Promise 2: whatever password the provider has, somebody with a key can open it. Looked at after each request that
    /// set one.
    private func checkEscrow(of account: ResourceID) {
        guard let truth = accounts[0].accounts.first(where: { $0.id == account.text }),
            let inForce = truth.password.sha256
        else { return }
        let held = vault.versions(of: account).filter { version in
            guard let opened = try? vault.opened(version) else { return false }
            return SentPassword(String(decoding: opened, as: UTF8.self), for: nil).sha256 == inForce
        }
        if held.isEmpty { inspector.note("Escrow", "nobody can open the password that \(account) has") }
    }
}

extension SimulatedProcess {
    /// True while a new password of the account is being made and handed over.
    func isPreparing(_ account: String) -> Bool {
        engine.isPreparing(ResourceID(account))
    }
}

extension EscrowOrder {
    var name: String {
        switch self {
        case .seal: "seal"
        case .deposit: "deposit"
        case .promote: "promote"
        case .refuse: "refuse"
        case .erase: "erase"
        }
    }
}
