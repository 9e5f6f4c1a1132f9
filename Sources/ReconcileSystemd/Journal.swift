import CSystemd
import Foundation
import Glibc

/// Takes entries and never fails: what cannot be logged is not worth ending the service for.
package protocol JournalSink: Sendable {
    func write(_ entry: JournalEntry)
}

/// Chooses where entries go.
package enum Journal {
    /// The journal with every field if standard error is connected to it, else plain lines on standard error.
    ///
    /// - Parameters:
    ///   - standardError: the open file that would carry the plain lines.
    ///   - journalStream: `$JOURNAL_STREAM`, `DEVICE:INODE` of the journal's socket as systemd made it. The variable is
    ///     inherited by children whose output goes elsewhere, hence the comparison with the file itself.
    package static func sink(
        standardError: Int32 = STDERR_FILENO,
        journalStream: String? = ProcessInfo.processInfo.environment["JOURNAL_STREAM"]
    ) -> any JournalSink {
        let plain = PlainTextJournal(descriptor: standardError)
        return isConnected(standardError, to: journalStream) ? NativeJournal(fallback: plain) : plain
    }

    /// True where the journal is at the other end of standard error, so that it gets entries and not lines.
    ///
    /// - Parameters: as of `sink`.
    package static func isConnected(
        _ descriptor: Int32 = STDERR_FILENO,
        to journalStream: String? = ProcessInfo.processInfo.environment["JOURNAL_STREAM"]
    ) -> Bool {
        var status = stat()
        guard let journalStream, fstat(descriptor, &status) == 0 else { return false }
        return journalStream == "\(status.st_dev):\(status.st_ino)"
    }
}

/// Writes entries by journald's native protocol.
struct NativeJournal: JournalSink {
    /// What `journalctl -t` looks for.
    static let identifier = "reconciled"

    /// Takes what the journal refused.
    let fallback: PlainTextJournal

    func write(_ entry: JournalEntry) {
        if send(Self.assignments(of: entry)) < 0 {
            fallback.write(entry)
        }
    }

    /// The entry as the list of `NAME=value` that goes over the wire, in order.
    static func assignments(of entry: JournalEntry) -> [String] {
        var fields = [
            JournalField("MESSAGE", entry.message),
            JournalField("PRIORITY", String(entry.priority.rawValue)),
        ]
        if let messageID = entry.messageID {
            fields.append(JournalField("MESSAGE_ID", messageID))
        }
        fields.append(JournalField("SYSLOG_IDENTIFIER", identifier))
        return (fields + entry.fields).map { "\($0.name.text)=\($0.value)" }
    }

    /// - Returns: a negative number where libsystemd could not send. No journald at all counts as sent.
    private func send(_ assignments: [String]) -> Int32 {
        // One buffer for all of them, so that every address stays good until the call returns.
        var bytes = assignments.flatMap { Array($0.utf8) }
        return bytes.withUnsafeMutableBytes { buffer in
            var offset = 0
            let vectors = assignments.map { assignment in
                let length = assignment.utf8.count
                defer { offset += length }
                return iovec(iov_base: buffer.baseAddress?.advanced(by: offset), iov_len: length)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count))
        }
    }
}

/// Writes each entry as one line of plain text.
struct PlainTextJournal: JournalSink {
    /// A pipe takes as much as this in one piece, so that two writers' lines do not mix (`PIPE_BUF`).
    static let lineByteLimit = 4096

    let descriptor: Int32

    func write(_ entry: JournalEntry) {
        var bytes = Array(Self.line(of: entry).utf8)
        bytes.append(UInt8(ascii: "\n"))
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // A closed or full standard error: there is nowhere left to say so.
            guard count > 0 else { return }
            written += count
        }
    }

    /// The line without its end.
    static func line(of entry: JournalEntry) -> String {
        let level =
            switch entry.priority {
            case .emergency, .alert, .critical, .error: "error: "
            case .warning: "warning: "
            case .notice, .info, .debug: ""
            }
        return (level + entry.message.onOneLine).prefix(fittingBytes: lineByteLimit - 1)
    }
}
