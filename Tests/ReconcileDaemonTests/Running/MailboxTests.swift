import ReconcileCore
import Testing

@testable import ReconcileDaemon

@Suite("The mailbox")
struct MailboxTests {
    @Test("of many posters nothing is lost, and what one posts comes in its order")
    func manyPosters() async {
        let mailbox = Mailbox()
        let posters: UInt64 = 20
        let each: UInt64 = 500
        for poster in 0..<posters {
            Task { for index in 0..<each { mailbox.post(.recorded(count: poster * each + index)) } }
        }
        var counts: [UInt64: UInt64] = [:]
        var isInOrder = true
        var received: UInt64 = 0
        while received < posters * each {
            for event in await mailbox.take() {
                guard case .recorded(let count) = event else { continue }
                received += 1
                isInOrder = isInOrder && count % each == counts[count / each, default: 0]
                counts[count / each, default: 0] += 1
            }
        }
        #expect(isInOrder)
        #expect(counts == Dictionary(uniqueKeysWithValues: (0..<posters).map { ($0, each) }))
    }

    @Test("all that waits is taken at once")
    func batch() async {
        let mailbox = Mailbox()
        mailbox.post(.started)
        mailbox.post(.woke)
        #expect(await mailbox.take() == [.started, .woke])
    }
}
