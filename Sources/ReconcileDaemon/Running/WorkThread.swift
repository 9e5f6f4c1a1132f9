import NIOCore
import NIOPosix

/// The one thread on which requests leave, answers arrive and decisions are made.
///
/// A request costs a few tens of microseconds of work on its way in and out, and waking another thread costs as much
/// again: with one thread for all of it nothing is handed over. Work that blocks never runs here.
final class WorkThread: TaskExecutor {
    /// For the connections, so that their answers arrive where they are looked at.
    let eventLoop: any EventLoop

    static let shared = WorkThread(MultiThreadedEventLoopGroup.singleton.any())

    private init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs something short there later; a task that sleeps would wake three other threads for it.
    @discardableResult
    func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void) -> Alarm {
        Alarm(scheduled: eventLoop.scheduleTask(in: TimeAmount(delay), work))
    }

    /// What is to run later, unless it is cancelled before.
    struct Alarm: Sendable {
        fileprivate let scheduled: Scheduled<Void>

        func cancel() {
            scheduled.cancel()
        }
    }
}
