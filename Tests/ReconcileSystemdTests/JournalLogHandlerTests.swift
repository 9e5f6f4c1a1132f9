import Logging
import Synchronization
import Testing

@testable import ReconcileSystemd

@Suite struct JournalLogHandlerTests {
    private final class Recorder: JournalSink {
        private let written = Mutex<[JournalEntry]>([])

        var entries: [JournalEntry] { written.withLock { $0 } }

        func write(_ entry: JournalEntry) {
            written.withLock { $0.append(entry) }
        }
    }

    private struct Refused: Error, CustomStringConvertible {
        let description = "connection refused"
    }

    private func logger(to recorder: Recorder, level: Logger.Level = .trace) -> Logger {
        Logger(label: "http") { JournalLogHandler(label: $0, sink: recorder, level: level) }
    }

    @Test("a library's line has its text, its error, all metadata by key, and says where it comes from")
    func line() {
        let recorder = Recorder()
        var logger = logger(to: recorder)
        logger[metadataKey: "peer"] = "api"
        logger[metadataKey: "attempt"] = "1"
        logger.log(
            level: .warning, "retrying", error: Refused(), metadata: ["attempt": "2"],
            file: "Client.swift", function: "send()", line: 7)
        #expect(
            recorder.entries == [
                JournalEntry(
                    priority: .warning,
                    message: "retrying: connection refused (attempt=2, peer=api)",
                    fields: [
                        JournalField(.logger, "http"),
                        JournalField("CODE_FILE", "Client.swift"),
                        JournalField("CODE_LINE", "7"),
                        JournalField("CODE_FUNC", "send()"),
                    ])
            ])
    }

    @Test("what is less urgent than the level is dropped")
    func level() {
        let recorder = Recorder()
        var logger = logger(to: recorder, level: .warning)
        for level in Logger.Level.allCases {
            logger.log(level: level, "\(level)")
        }
        #expect(recorder.entries.map(\.message) == ["warning", "error", "critical"])
        logger.logLevel = .critical
        logger.error("dropped")
        #expect(recorder.entries.count == 3)
    }

    @Test("each level of swift-log has its priority")
    func priorities() {
        #expect(
            Logger.Level.allCases.map(JournalLogHandler.priority(of:))
                == [.debug, .debug, .info, .notice, .warning, .error, .critical])
    }

    @Test("metadata of a provider is shown, the line's own wins")
    func provider() {
        let recorder = Recorder()
        var logger = logger(to: recorder)
        logger.handler.metadataProvider = Logger.MetadataProvider { ["a": "provided", "b": "provided"] }
        logger.info("x", metadata: ["b": "own"])
        #expect(recorder.entries.map(\.message) == ["x (a=provided, b=own)"])
    }
}
