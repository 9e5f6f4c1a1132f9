import Foundation
import ReconcileControl
import ReconcileCore
import ReconcileEscrow
import ReconcileStore
import Synchronization

/// Answers for the running service: what is asked is worked out beside the engine's loop, what is told goes through it.
final class ControlResponder: ControlResponding {
    private let desk: EngineDesk
    private let directory: StateDirectory
    private let facts: Standpoint.ServiceFacts
    private let noWrites: NoWritesFile
    private let metrics: ServiceMetrics
    private let ownUID: UInt32
    /// What is worked out at once: a processor stays free for the engine's loop.
    private let turnstile = Turnstile(places: max(1, ProcessInfo.processInfo.activeProcessorCount - 1))
    private let state: Mutex<State>

    private struct State {
        var inputs: Inputs
        var refusal: ReloadRefusal?
        var plans: [Int: Mailbox] = [:]
        var lastPlan = 0
        var isEnding = false
    }

    /// How often it is looked whether the looks that somebody asked for were had.
    private static let pollEvery = Duration.milliseconds(100)

    /// - Parameter ownUID: the user that the service runs as, who may change what root may.
    init(
        _ desk: EngineDesk, _ directory: StateDirectory, _ facts: Standpoint.ServiceFacts, _ inputs: Inputs,
        _ metrics: ServiceMetrics, noWrites: NoWritesFile, ownUID: UInt32
    ) {
        self.desk = desk
        self.directory = directory
        self.facts = facts
        self.metrics = metrics
        self.noWrites = noWrites
        self.ownUID = ownUID
        state = Mutex(State(inputs: inputs))
    }

    var stateDirectory: String? { directory.path }

    /// Other files are in force.
    func reloaded(_ inputs: Inputs) {
        state.withLock { ($0.inputs, $0.refusal) = (inputs, nil) }
    }

    /// The files in force stay there.
    func reloadRefused(_ refusal: ReloadRefusal) {
        state.withLock { $0.refusal = refusal }
    }

    /// Ends what may take long, so that it is answered soon.
    func end() {
        let plans = state.withLock { state in
            state.isEnding = true
            return state.plans.values
        }
        for plan in plans { plan.post(.stopping) }
    }

    func answer(
        _ request: ControlRequest, from peer: ControlPeer, _ form: AnswerForm
    ) async throws(ControlRefusal) -> ControlAnswer {
        guard peer.may(request.right, ownUID: ownUID) else { throw .notAllowed(uid: peer.uid) }
        switch request {
        case .status:
            return await workedOut(form, StatusDocument.init(failedAt:error:)) {
                StatusAnswer(standpoint: try await standpoint(), form: form).make()
            }
        case .explain(let resource):
            return await workedOut(form, ExplainDocument.init(failedAt:error:)) {
                try await ExplainAnswer(standpoint: try await standpoint(), resource: resource, form: form).make()
            }
        case .history(let resource, let since, let ours):
            var from: WallTime?
            if let since { from = try OperatorCommand.Request.time(since) }
            let question = HistoryQuestion(resource: resource, since: from, showsOurs: ours)
            return await workedOut(form, HistoryDocument.init(failedAt:error:)) {
                try await HistoryAnswer(standpoint: try await standpoint(), question: question, form: form).make()
            }
        case .doctor:
            return await told(form, DoctorDocument.init(failedAt:error:)) { try await doctor(form) }
        case .plan(let order):
            return try await plan(order, form)
        case .now(let order):
            return await told(form, PassDocument.init(failedAt:error:)) { try await look(order, form) }
        case .pause, .resume, .waive, .release:
            return try await tell(request, peer.actor, form)
        case .rotate(let order):
            return await told(form, PassDocument.init(failedAt:error:)) { try await rotate(order, peer.actor, form) }
        case .prove(let order):
            return await told(form, ProofDocument.init(failedAt:error:)) { try await prove(order, peer.actor, form) }
        case .escrow:
            return await workedOut(form, EscrowListDocument.init(failedAt:error:)) {
                let escrow = EscrowDirectory(directory.escrow)
                return try await EscrowListAnswer(standpoint: try await standpoint(), directory: escrow, form: form)
                    .make()
            }
        case .metrics:
            return try await metrics.answer(form)
        }
    }

    private func told<Document: Encodable>(
        _ form: AnswerForm, _ document: (WallTime, String) -> Document, _ body: () async throws -> ControlAnswer
    ) async -> ControlAnswer {
        do {
            return try await body()
        } catch {
            return ControlAnswer(CommandFailure(error), form, document)
        }
    }

    /// As `told`, for what costs the processor more than it waits.
    private func workedOut<Document: Encodable>(
        _ form: AnswerForm, _ document: (WallTime, String) -> Document, _ body: () async throws -> ControlAnswer
    ) async -> ControlAnswer {
        await turnstile.pass { await told(form, document, body) }
    }

    private func standpoint() async throws -> Standpoint {
        let engine = try await desk.engine()
        let (inputs, refusal) = state.withLock { ($0.inputs, $0.refusal) }
        return Standpoint(engine, inputs, refused: refusal, facts, directory, at: SystemClock.now())
    }

    // MARK: Words

    private func tell(
        _ request: ControlRequest, _ actor: Actor, _ form: AnswerForm
    ) async throws(ControlRefusal) -> ControlAnswer {
        guard let word = try OperatorCommand.Request(request) else {
            preconditionFailure("\(#function): a question is no word")
        }
        return await told(form, OperatorDocument.init(failedAt:error:)) {
            let engine = try await desk.engine()
            let speaker = OperatorWord(engine: engine, actor: actor, now: SystemClock.now())
            if let said = try speaker.needless(word) { return ControlAnswer(said: said, form) }
            let outcome = try speaker.outcome(of: word)
            try await desk.tell(outcome.entry)
            return ControlAnswer(said: outcome.said, form)
        }
    }

    // MARK: Passwords

    /// Tells the engine, and waits until the account has its new password or something holds it.
    private func rotate(_ order: RotateOrder, _ actor: Actor, _ form: AnswerForm) async throws -> ControlAnswer {
        let engine = try await desk.engine()
        let wish = OperatorCommand.Request.rotate(
            resource: order.resource, reason: order.reason, supersede: order.supersede ?? false)
        let outcome = try OperatorWord(engine: engine, actor: actor, now: SystemClock.now()).outcome(of: wish)
        guard let id = outcome.entry.resource else { preconditionFailure("\(#function): a rotation is of one account") }
        let before = engine.report(at: SystemClock.now())
        try await desk.tell(outcome.entry)
        let end = SystemClock.now().boot + ControlLimits.lookTime
        var isUnderWay = true
        while isUnderWay, SystemClock.now().boot < end, !state.withLock(\.isEnding) {
            isUnderWay = try await desk.ask { engine, now in engine.isRotating(id, at: now) }
            if isUnderWay { try? await Task.sleep(for: Self.pollEvery) }
        }
        var report = try await standpoint().report
        report.resources.removeAll { $0.item.id != id }
        report.countOnly(from: before)
        return PassAnswer(report: report, form: form).make(.settled, isOrder: true)
    }

    private func prove(_ order: ProveOrder, _ actor: Actor, _ form: AnswerForm) async throws -> ControlAnswer {
        let proving = EscrowProving(try await desk.engine(), EscrowDirectory(directory.escrow))
        let step = try await proving.step(order.code, by: actor)
        if let entry = step.entry { try await desk.tell(entry) }
        return ControlAnswer(step, form)
    }

    // MARK: Looks

    private func look(_ order: LookOrder, _ form: AnswerForm) async throws -> ControlAnswer {
        let ids = try selected(by: order.selector, in: try await desk.engine())
        desk.look(at: ids, includingLists: order.selector == nil)
        let end = SystemClock.now().boot + ControlLimits.lookTime
        var (left, hold) = (ids.count, nil as Hold?)
        while left > 0, SystemClock.now().boot < end, !state.withLock(\.isEnding) {
            (left, hold) = try await desk.ask { engine, now in
                (engine.looksLeft(ids), engine.holdOnLooks(ids, at: now))
            }
            if left > 0 { try? await Task.sleep(for: Self.pollEvery) }
        }
        var report = try await standpoint().report
        let wanted = Set(ids)
        report.resources.removeAll { !wanted.contains($0.item.id) }
        return PassAnswer(report: report, form: form).make(looksLeft: left, hold)
    }

    /// The governed resources that an id, a name, a policy or a pattern of names means.
    private func selected(by selector: String?, in engine: Engine) throws -> [ResourceID] {
        let resources = engine.report(at: SystemClock.now()).resources
        guard let selector else { return resources.map(\.item.id) }
        let ofPolicy = resources.filter { $0.matching.contains(selector) }
        if !ofPolicy.isEmpty { return ofPolicy.map(\.item.id) }
        let names = ResourceNames(resources.map(\.item))
        return Glob(selector).isLiteral ? [try names.resolve(selector)] : try names.matching(selector)
    }

    // MARK: Plan

    /// Makes a plan beside the running engine: an engine of its own in the mode that writes nothing, whose reads go
    /// through the running one. What they show is not used there, so nothing is written because of a plan.
    private func plan(_ order: PlanOrder, _ form: AnswerForm) async throws(ControlRefusal) -> ControlAnswer {
        let policies = state.withLock(\.inputs.policies)
        guard policies.map(PlanOrder.PolicyText.init).sorted() == order.policies.sorted() else {
            throw .otherPolicies
        }
        let mailbox = Mailbox()
        let number = try begin(mailbox)
        defer { state.withLock { $0.plans[number] = nil } }
        return await told(form, PassDocument.init(failedAt:error:)) {
            let engine = try await desk.engine().forPlan(
                patience: PassCommand.planPatience, seed: .random(in: .min ... .max), at: SystemClock.now())
            var runner = EngineRunner(
                engine, api: API(errandsOf: desk), mailbox: mailbox, store: nil, noWrites: noWrites,
                observer: SilentObserver(), thread: nil)
            let (finish, report) = await runner.run()
            let answer = PassAnswer(report: report, form: form).make(finish, isPlan: true)
            guard case .stopped = finish else { return answer }
            throw CommandFailure.ending
        }
    }

    private func begin(_ plan: Mailbox) throws(ControlRefusal) -> Int {
        let number = state.withLock { state -> Int? in
            guard state.plans.count < ControlLimits.mostPlans, !state.isEnding else { return nil }
            state.lastPlan += 1
            state.plans[state.lastPlan] = plan
            return state.lastPlan
        }
        guard let number else { throw .tooMany("plans") }
        return number
    }

    // MARK: Doctor

    private func doctor(_ form: AnswerForm) async throws -> ControlAnswer {
        let standpoint = try await standpoint()
        let doctor = Doctor(standpoint: standpoint, directory: directory) { [desk] kind in
            await desk.run(.list(kind, cursor: nil, limit: 1))
        }
        return DoctorAnswer(checks: await doctor.checks(), form: form).make()
    }
}

/// For a pass that only its end tells of.
private struct SilentObserver: RunObserver {
    var nextDue: BootTime? { nil }

    func noticed(_ notice: Notice) {}
    func recorded(_ rows: [LedgerRow]) {}
    func stepped(_ now: Moment, report: () -> PassReport) {}
}

extension PassReport {
    /// Leaves out what the service did before somebody asked for more.
    fileprivate mutating func countOnly(from before: PassReport) {
        requestsSent -= before.requestsSent
        for index in resources.indices where resources[index].operation.map({ $0.at < before.at }) ?? false {
            resources[index].operation = nil
        }
    }
}
