package import Logging

/// Carries what libraries log through swift-log into the same journal as our own entries.
///
/// The metadata is shown in the line, sorted by key: libraries put there what matters most, such as the error.
package struct JournalLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: any JournalSink

    /// - Parameters:
    ///   - label: the logger's name, as `LoggingSystem.bootstrap` hands it over.
    ///   - level: what is less urgent is dropped.
    package init(label: String, sink: any JournalSink, level: Logger.Level) {
        self.label = label
        self.sink = sink
        self.logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        sink.write(
            JournalEntry(
                priority: Self.priority(of: event.level),
                message: message(of: event),
                fields: [
                    JournalField(.logger, label),
                    JournalField("CODE_FILE", event.file),
                    JournalField("CODE_LINE", String(event.line)),
                    JournalField("CODE_FUNC", event.function),
                ]))
    }

    /// The text, the error, and all metadata; what the call itself brings wins over the rest.
    private func message(of event: LogEvent) -> String {
        let provided = metadata.merging(metadataProvider?.get() ?? [:]) { _, new in new }
        let all = provided.merging(event.metadata ?? [:]) { _, new in new }
        var message = event.message.description
        if let error = event.error {
            message += ": \(error)"
        }
        if !all.isEmpty {
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            message += " (\(pairs.joined(separator: ", ")))"
        }
        return message
    }

    static func priority(of level: Logger.Level) -> JournalEntry.Priority {
        switch level {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
