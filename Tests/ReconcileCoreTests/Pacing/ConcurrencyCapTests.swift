import Testing

@testable import ReconcileCore

@Suite("an API that handles only so many at once")
struct ConcurrencyCapTests {
    private let moment = RateHeaders(retryAfter: .seconds(1))

    /// A lane that sent seven at once, of which `letIn` were let in and the others refused for `wait`.
    private func crowded(letIn: Int, wait: Duration = .seconds(1)) -> Lane {
        var lane = Lane()
        let ids = (1...7).map { _ in lane.send() }
        lane.pass(.milliseconds(50))
        for id in ids[letIn...] { lane.answer(id, 429, RateHeaders(retryAfter: wait)) }
        lane.pass(.milliseconds(200))
        for id in ids[..<letIn] { lane.answer(id) }
        lane.pass(wait + .milliseconds(60))
        return lane
    }

    /// Fills every place that is free for writes, and returns how many there were.
    private func fill(_ lane: inout Lane) -> [RequestID] {
        var ids: [RequestID] = []
        while ids.count < 20, lane.admits(.write) == .now { ids.append(lane.send(.write)) }
        return ids
    }

    @Test("what was let in of the first crowd is how many are under way from then on, reads and writes alike")
    func learned() {
        var lane = crowded(letIn: 4)
        #expect(lane.pacer.budget(at: lane.now).limit == nil, "it is no window")
        for count in 1...4 {
            #expect(lane.admits() == .now, "the \(count)th")
            _ = lane.send()
        }
        #expect(RequestClass.allCases.allSatisfy { lane.admits($0) == .whenAnswered })
    }

    @Test("each answer makes room for one more, and no second crowd is refused")
    func steady() {
        var lane = crowded(letIn: 3)
        var ids = fill(&lane)
        for _ in 1...100 {
            lane.pass(.milliseconds(90))
            lane.answer(ids.removeFirst())
            ids += fill(&lane)
            #expect(ids.count == 3)
        }
    }

    @Test("the next process goes on with as many at once, and asks whether the cap has risen as this one would")
    func restart() {
        let known = crowded(letIn: 4)
        let moment = dawn + (known.now - dawn.boot)
        var next = Lane(seed: 2)
        next.now = moment.boot
        next.pacer.restore(known.pacer.record(at: moment), at: moment)
        let ids = fill(&next)
        #expect(ids.count == 4)
        for id in ids { next.answer(id) }
        next.pass(.seconds(40))
        #expect(fill(&next).count == 5)
    }

    @Test("now and then one more asks whether the cap has risen; refused, it asks later the next time")
    func probe() {
        var lane = crowded(letIn: 4)
        lane.pass(.seconds(40))
        var ids = fill(&lane)
        #expect(ids.count == 5)
        lane.answer(ids.removeLast(), 429, moment)
        for id in ids { lane.answer(id) }
        lane.pass(.seconds(41))
        ids = fill(&lane)
        #expect(ids.count == 4)
        for id in ids { lane.answer(id) }
        lane.pass(.seconds(20))
        #expect(fill(&lane).count == 5)
    }

    @Test("a try that was let in by luck is taken back by the refusal that follows it")
    func luck() {
        var lane = crowded(letIn: 4)
        lane.pass(.seconds(40))
        var ids = fill(&lane)
        for id in ids { lane.answer(id) }
        ids = fill(&lane)
        #expect(ids.count == 5)
        lane.answer(ids.removeLast(), 429, moment)
        for id in ids { lane.answer(id) }
        lane.pass(.seconds(2))
        #expect(fill(&lane).count == 4)
    }

    @Test("where it has risen one more is let in each ten seconds")
    func rise() {
        var lane = crowded(letIn: 4)
        lane.pass(.seconds(40))
        for count in 5...8 {
            let ids = fill(&lane)
            #expect(ids.count == count)
            for id in ids { lane.answer(id) }
            lane.pass(.seconds(11))
        }
    }

    @Test("it is no cap that asks for a long wait, or refuses all of a crowd, or one of a crowd once let in whole")
    func windows() {
        #expect(crowded(letIn: 4, wait: .seconds(30)).pacer.budget(at: dawn.boot).limit == 4)
        var proven = Lane()
        for _ in 1...2 {
            let ids = (1...7).map { _ in proven.send() }
            for id in ids { proven.answer(id) }
        }
        var ids = (1...7).map { _ in proven.send() }
        proven.answer(ids.removeLast(), 429, moment)
        for id in ids { proven.answer(id) }
        #expect(proven.pacer.budget(at: proven.now).source == .learned)
        #expect(crowded(letIn: 0).pacer.budget(at: dawn.boot).source == .learned, "nobody was let in at all")
    }
}
