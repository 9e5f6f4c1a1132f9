import HostUpAPI
import ReconcileCore

/// The way between the process and the API, and the API's side.
extension Simulation {
    /// A request leaves the process.
    func send(_ id: RequestID, _ request: Request) async {
        guard let process else { return }
        see(.sending(id, request))
        requestsSent += 1
        trace.mix(id.number)
        trace.mix(request.kind.rawValue)
        if let resource = request.resource { trace.mix(resource.text) }
        trace.say(clock, "  send \(id.number) \(request.summary)")
        if case .write(let write) = request {
            writes.append((write.resource, write.change, clock.now))
            trace.mix(write.change.mark)
        }
        let password: PasswordBody?
        do {
            password = try await self.password(for: request)
        } catch {
            return post(.answered(id, Reply(outcome: .unsent("\(error)"))))
        }
        let wire = await Wire.bytes(of: request, token: token, password: password)
        let call = Call(
            id, life: process.life, request, sentAt: clock.machine.boot, wire: wire,
            account: token == Self.otherToken ? 1 : 0)
        process.calls[id] = call
        if trace.isVerbose { process.askedFor[id] = request.resource }
        agenda.plan(.arrival(call), at: clock.now + transit(request))
        agenda.plan(.timeOut(call), at: clock.now + Self.timeout)
    }

    /// How long a request needs to the API where nothing holds it up.
    private static let usualTransit = Duration.milliseconds(2)

    private func transit(_ request: Request) -> Duration {
        guard request.kind == .write, !lateWrites.isEmpty else { return Self.usualTransit }
        marks.hit("late write")
        return lateWrites.removeFirst()
    }

    /// A request reaches the API.
    func arrive(_ call: Call) {
        if call.request.kind == .write, doubledWrites > 0, call.exchange == nil {
            doubledWrites -= 1
            marks.hit("doubled write")
            let twin = Call(
                call.id, life: -1, call.request, sentAt: call.sentAt, wire: call.wire, account: call.account)
            twin.isOver = true
            agenda.plan(.arrival(twin), at: clock.now + .milliseconds(300))
        }
        switch accounts[call.account].admit(call.wire, at: clock.provider) {
        case .answer(let answer):
            // What is turned away at the door uses nothing of the window.
            if !answer.isRateLimited { countShare(call) }
            call.exchange = answer.exchange
            let exchange = accounts[call.account].exchanges[answer.exchange]
            call.isApplied = exchange?.isApplied ?? false
            note(call, exchange?.fault)
            checkEscrow(call)
            agenda.plan(.answer(call, answer), at: clock.now + answer.latency)
        case .guest(let guest):
            countShare(call)
            call.exchange = guest.exchange
            let exchange = accounts[call.account].exchanges[guest.exchange]
            note(call, exchange?.fault)
            agenda.plan(.guestDone(call, guest), at: clock.now + (exchange?.latency ?? .zero) / 2)
        }
    }

    private func countShare(_ call: Call) {
        guard let limit = scenario.limit, limit.kind == .fixedWindow, scenario.headers == .all, call.account == 0,
            call.life == process?.life
        else { return }
        if let broken = share.arrives(under: limit, share: settings.pacing.share, at: clock.now) {
            inspector.note("Share", broken)
        }
    }

    private func note(_ call: Call, _ fault: Fault?) {
        guard let fault else { return }
        call.fault = fault
        marks.hit("fault \(fault.rawValue) on \(call.request.kind.rawValue)")
        trace.say(clock, "  fault \(fault.rawValue) on \(call.id.number)")
    }

    /// The command in the guest is done.
    func guestDone(_ call: Call, _ guest: GuestCall) {
        // A guest that was removed meanwhile cannot answer any more.
        let result: Result<SSHLogin, GuestFailure> =
            accounts[call.account].indexes[guest.guest] == nil
            ? .failure(GuestFailure(detail: "The guest is gone."))
            : .success(accounts[call.account].modelled(guest))
        let answer = accounts[call.account].complete(guest, with: result, at: clock.provider)
        if case .set = guest.operation { call.isApplied = true }
        agenda.plan(.answer(call, answer), at: clock.now + answer.latency / 2)
    }

    /// The answer, or the end of the connection, reaches whoever waits for it.
    func deliver(_ answer: SimulatedAnswer, of call: Call) async {
        accounts[call.account].delivered(answer, at: clock.provider)
        switch answer.delivery {
        case .response(let response):
            let wire = WireResponse(status: response.status, headers: response.headers, body: response.body)
            await conclude(call, .response(wire))
        case .dropped: await conclude(call, .lost(Loss(timedOut: false, detail: "connection reset by peer")))
        case .silence: break
        }
    }

    func timeOut(_ call: Call) async {
        if !call.isOver, call.request.kind == .write { marks.hit("time-out of a write") }
        if !call.isOver, call.isApplied { marks.hit("lost write that was applied") }
        await conclude(call, .lost(Loss(timedOut: true, detail: "no answer in time")))
    }

    private func conclude(_ call: Call, _ result: WireResult) async {
        guard !call.isOver, let process, process.life == call.life else { return }
        call.isOver = true
        process.calls[call.id] = nil
        let reply = await Wire.reply(to: call.request, result, at: clock.machine.wall)
        followConfirming(call, reply)
        if let limit = scenario.limit, reply.rate.limit == limit.limit {
            share.told(reply.rate.resetAfter, of: limit, at: clock.now)
        }
        see(.answered(call.id, call.request, result, reply, sentAt: call.sentAt))
        post(.answered(call.id, reply))
    }

    private func followConfirming(_ call: Call, _ reply: Reply) {
        guard let process else { return }
        switch call.request {
        case .write(let write):
            guard write.change.kind == .sshPasswordLogin else { return }
            if case .refused(let problem) = reply.outcome, problem.status < 500 { return }
            process.confirming.insert(write.resource)
        case .read(.state(_, let id)):
            guard case .observed = reply.outcome else { return }
            process.confirming.remove(id)
            lastReads[id.text] = clock.now
        case .read(.list): break
        }
    }

    // MARK: Others

    /// Somebody else sends a request with our key.
    func neighbour(_ left: Int, _ gap: Duration) {
        guard left > 0, !isCalm else { return }
        let request = SimulatedRequest(
            method: "GET", target: "/vps?limit=1",
            headers: [
                (name: "Authorization", value: "Bearer \(Self.goodToken)"), (name: "User-Agent", value: "neighbour"),
            ])
        let answer = accounts[0].handle(request, at: clock.provider)
        accounts[0].delivered(answer, at: clock.provider)
        agenda.plan(.neighbour(left: left - 1, gap: gap), at: clock.now + gap)
    }

    func rereadToken() {
        token = tokenInFile
        post(.tokenReplaced)
    }
}

extension SimulatedAnswer {
    fileprivate var isRateLimited: Bool {
        switch delivery {
        case .response(let response): response.status == 429
        case .dropped, .silence: false
        }
    }
}
