import Foundation
import Testing

@testable import ReconcileCore

@Suite("what the pacer keeps over a restart")
struct PacingRecordTests {
    private func restored(_ record: PacingRecord, at now: Moment) -> Lane {
        var lane = Lane(seed: 2)
        lane.now = now.boot
        lane.pacer.restore(record, at: now)
        return lane
    }

    @Test("a closed gate stays closed, and a learned limit is not learned again")
    func learned() throws {
        var server = WindowServer(limit: 40, window: .seconds(60), tells: false)
        var lane = Lane()
        lane.work(&server, requests: 150)
        lane.exchange(429, RateHeaders(retryAfter: .seconds(20)))
        let moment = dawn + (lane.now - dawn.boot)
        let text = try JSONEncoder().encode(lane.pacer.record(at: moment))
        var next = restored(try JSONDecoder().decode(PacingRecord.self, from: text), at: moment + .seconds(2))
        let closed = try #require(next.pacer.closed(at: next.now))
        #expect(closed > lane.now + .seconds(20) && closed < lane.now + .milliseconds(20_060))
        let refusals = server.refusals
        next.work(&server, requests: 150)
        #expect(server.refusals - refusals <= 2)
        #expect(next.pacer.budget(at: next.now).window == .seconds(60))
    }

    @Test("what was used of the window counts on")
    func accepted() {
        var lane = Lane(PacingSettings(share: 50))
        lane.pacer.restore(PacingRecord(neighbourRate: 0), at: dawn)
        for left in (90...99).reversed() {
            lane.exchange(200, RateHeaders(limit: 100, remaining: left, resetAfter: .seconds(60)))
        }
        let next = restored(lane.pacer.record(at: dawn), at: dawn + .seconds(2))
        #expect(next.pacer.budget(at: next.now) == lane.pacer.budget(at: lane.now))
        #expect(next.pacer.accepts.count == 10)
    }

    @Test("a record of an earlier program is read, and what another wrote in another form counts as missing")
    func versions() throws {
        let old = #"{"closedUntil":"2026-11-21T12:00:00Z","limit":60,"remaining":3}"#
        let record = try JSONDecoder().decode(PacingRecord.self, from: Data(old.utf8))
        #expect(record.limit == 60 && record.remaining == 3 && record.closedUntil != nil && record.learned == nil)
        let odd = #"{"limit":"many","learned":{"a":1},"accepted":[1.5],"remaining":4,"recordedAt":7,"new":true}"#
        #expect(try JSONDecoder().decode(PacingRecord.self, from: Data(odd.utf8)) == PacingRecord(remaining: 4))
    }

    @Test("nothing is believed that lies more than a day ahead, or that no API can mean", arguments: [0, -3, .max])
    func absurd(count: Int) throws {
        var record = PacingRecord(
            closedUntil: dawn.wall + .days(30), limit: .max, remaining: -7, resetAt: dawn.wall + .days(3000),
            window: .days(-4))
        record.learned = [
            PacingRecord.Window(
                span: .days(700), limit: -1, isProven: true, probeDue: dawn.wall + .days(9000), probeGap: .days(-1))
        ]
        record.accepted = [.max, -5, .min]
        record.recordedAt = dawn.wall + .days(500)
        record.neighbourRate = .infinity
        record.concurrency = count
        let lane = restored(record, at: dawn)
        #expect(lane.pacer.closed(at: lane.now) == dawn.boot + .hours(24))
        #expect(lane.pacer.learning.windows.isEmpty && lane.pacer.neighbour.rate == 0)
        #expect(lane.admits(.write) == .at(dawn.boot + .hours(24)), "later, and not never")
    }

    @Test("a wait that is over is not kept, and a clock that was set back makes none longer than it was")
    func clockSetBack() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 100, remaining: 0, resetAfter: .seconds(60)))
        lane.exchange(429, RateHeaders(retryAfter: .seconds(20)))
        let (closed, setBack) = (lane.pacer.record(at: dawn), dawn.wall - .hours(1))
        let next = restored(closed, at: Moment(boot: dawn.boot, wall: setBack))
        #expect(next.pacer.closed(at: next.now).map { $0 <= dawn.boot + .seconds(21) } == true)
        let over = dawn + .seconds(90)
        let later = restored(lane.pacer.record(at: over), at: Moment(boot: over.boot, wall: over.wall - .hours(1)))
        #expect(later.pacer.closed(at: later.now) == nil)
        #expect(later.admits() == .now)
    }

    @Test("a wall clock that jumped by a year makes no wait longer than a day", arguments: [-365, 365])
    func wallJump(days: Int) throws {
        var server = WindowServer(limit: 40, window: .seconds(60), tells: false)
        var lane = Lane()
        lane.work(&server, requests: 150)
        let before = dawn + (lane.now - dawn.boot)
        let record = lane.pacer.record(at: before)
        let next = restored(record, at: Moment(boot: before.boot, wall: before.wall + .days(days)))
        switch next.admits() {
        case .now, .whenAnswered: break
        case .at(let time): #expect(time - next.now <= .hours(24))
        }
        #expect(next.pacer.budget(at: next.now).limit == 40)
    }

    @Test("how long a window is outlives the process, also where none is under way as it ends")
    func outlives() {
        var lane = Lane(PacingSettings(share: 50))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(60)))
        let later = dawn + .minutes(5)
        let record = lane.pacer.record(at: later)
        lane = Lane(PacingSettings(share: 50))
        lane.now = later.boot
        lane.pacer.restore(record, at: later)
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(2)))
        #expect(lane.pacer.budget(at: lane.now).window == .seconds(60))
    }
}
