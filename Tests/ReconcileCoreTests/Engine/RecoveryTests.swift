import Testing

@testable import ReconcileCore

/// What was trouble and was said is said to be over, too.
@Suite("The end of trouble is said")
struct RecoveryTests {
    private let subject = Notice.Subject(
        resource: "vps_001", kind: .sshPasswordLogin, name: "name-vps_001", policy: "off")

    private func tooMany(_ span: Duration) -> Trouble {
        .refused(429, rate: RateHeaders(retryAfter: span))
    }

    @Test("a limit is said once, however often the API refuses for it, and its end after ten minutes without")
    func limits() {
        var world = World(3, drifted: false, policies: [.sample(every: .minutes(1))])
        world.start()
        world.run(for: .hours(1))
        let begun = world.now.wall
        world.trouble(.anyRead, tooMany(.minutes(2)), times: 4)
        world.run(for: .minutes(9))
        let said = world.notices.filter(\.isAboutLimit)
        #expect(said.count == 1)
        guard case .rateLimited(let until) = said.first else { return }
        #expect(until > begun && until < begun + .minutes(4))
        world.run(for: .minutes(20))
        #expect(world.notices.filter(\.isAboutLimit) == said + [.limitEased(after: .minutes(10))])
    }

    @Test("the end of a limit is said by the process after the one that said its beginning")
    func limitOutlivesRestart() {
        var world = World(2)
        world.trouble(.anyRead, tooMany(.minutes(10)))
        world.start()
        world.run(for: .seconds(30))
        #expect(world.notices.filter(\.isAboutLimit).count == 1)
        world.notices = []
        world.restart()
        world.run(for: .hours(1))
        #expect(world.notices.filter(\.isAboutLimit) == [.limitEased(after: .minutes(10))])
    }

    @Test("root login that was weaker after a write is said to be restored when a read shows it, and not before")
    func rootLogin() {
        var world = World(1, policies: [.sample(every: .minutes(30))])
        world.servers["vps_001"]?.seen.permitRootLogin = "prohibit-password"
        world.start()
        while world.writes().isEmpty, world.step(before: world.now.boot + .minutes(1)) {}
        world.servers["vps_001"]?.seen.permitRootLogin = "yes"
        world.run(for: .hours(1))
        world.servers["vps_001"]?.seen.permitRootLogin = nil
        world.run(for: .hours(1))
        let weaker = Notice.rootLoginWeaker(subject, before: "prohibit-password", after: "yes")
        #expect(world.notices.filter(\.isAboutRootLogin) == [weaker])
        world.servers["vps_001"]?.seen.permitRootLogin = "no"
        world.run(for: .hours(2))
        #expect(world.notices.filter(\.isAboutRootLogin) == [weaker, .rootLoginRestored(subject, now: "no")])
    }

    @Test("a policy of which a part matched nothing is said to match once a list shows it, or its text is mended")
    func matches() {
        let named = Policy.sample("named", match: .conditions(.init(ids: ["vps_001", "vps_002"])))
        let idle = Policy.sample("idle", match: .named("nobody"), text: "text-2")
        var world = World(1, policies: [named, idle])
        world.start()
        world.run(for: .hours(1))
        let ended = { (policy: String) in Notice.matchesAgain(policy: policy) }
        #expect(world.notices.filter(\.isRecoveryOfMatch) == [])
        world.add("vps_002", address: "192.0.2.2", enabled: false)
        world.run(for: .hours(1))
        #expect(world.notices.filter(\.isRecoveryOfMatch) == [ended("named")])
        world.reload([named, .sample("idle", match: .named("name-vps_001"), text: "text-3")])
        world.run(for: .hours(1))
        #expect(world.notices.filter(\.isRecoveryOfMatch) == [ended("named"), ended("idle")])
    }

    @Test("a policy that enforced and is gone is said at each start and reload, and so is its return, once")
    func vanishes() {
        let off = Policy.sample()
        let other = Policy.sample("other", match: .named("name-vps_001"), text: "text-2")
        var world = World(1, policies: [off, other])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.notices.filter(\.isAboutVanishing) == [])
        world.reload([other])
        world.reload([other])
        let gone = Notice.policyVanished(policy: "off")
        #expect(world.notices.filter(\.isAboutVanishing) == [gone, gone])
        world.run(for: .minutes(5))
        world.restart()
        world.reload([off, other])
        world.reload([off, other])
        #expect(
            world.notices.filter(\.isAboutVanishing) == [gone, gone, gone, .policyReturned(policy: "off")])
    }

    @Test("drift that no policy wants mended any more is said to be none")
    func dropped() {
        var world = World(1, policies: [.sample(mode: .observe)])
        world.start()
        world.run(for: .minutes(5))
        world.reload([.sample("none", match: .named("nobody"), text: "text-2")])
        world.run(for: .hours(8))
        var nobodys = subject
        nobodys.policy = nil
        #expect(world.notices.filter(\.isDropped) == [.driftDropped(nobodys, isReplaced: false)])
    }

    @Test("drift of a machine that another one has replaced is said to be none")
    func replaced() {
        var world = World(1, policies: [.sample(mode: .observe)])
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_001"]?.item.address = "192.0.2.77"
        world.run(for: .hours(1))
        #expect(world.notices.filter(\.isDropped) == [.driftDropped(subject, isReplaced: true)])
    }
}

extension Notice {
    fileprivate var isAboutLimit: Bool {
        switch self {
        case .rateLimited, .limitEased: true
        default: false
        }
    }

    fileprivate var isAboutRootLogin: Bool {
        switch self {
        case .rootLoginWeaker, .rootLoginRestored: true
        default: false
        }
    }

    fileprivate var isRecoveryOfMatch: Bool {
        if case .matchesAgain = self { true } else { false }
    }

    fileprivate var isAboutVanishing: Bool {
        switch self {
        case .policyVanished, .policyReturned: true
        default: false
        }
    }

    fileprivate var isDropped: Bool {
        if case .driftDropped = self { true } else { false }
    }
}
