import Foundation
import Testing

@testable import ReconcileSystemd

@Suite struct JournalTests {
    private let entry = JournalEntry(
        messageID: MessageID.changeConfirmed.rawValue,
        priority: .notice,
        message: "Password login is off at web-3, confirmed",
        fields: [
            JournalField(.resource, "vps_1"),
            JournalField(.hold, "gate"),
            JournalField(.hold, "sshKeys"),
        ])

    @Test("an entry goes out in order, with class, urgency and name, and may repeat a field")
    func assignments() {
        #expect(
            NativeJournal.assignments(of: entry) == [
                "MESSAGE=Password login is off at web-3, confirmed",
                "PRIORITY=5",
                "MESSAGE_ID=\(MessageID.changeConfirmed.rawValue)",
                "SYSLOG_IDENTIFIER=reconciled",
                "RECONCILED_RESOURCE=vps_1",
                "RECONCILED_HOLD=gate",
                "RECONCILED_HOLD=sshKeys",
            ])
    }

    @Test("an entry without a class has no MESSAGE_ID")
    func noMessageID() {
        let plain = JournalEntry(priority: .debug, message: "x")
        #expect(NativeJournal.assignments(of: plain) == ["MESSAGE=x", "PRIORITY=7", "SYSLOG_IDENTIFIER=reconciled"])
    }

    @Test("the native protocol takes every entry, and never ends the process")
    func nativeWrite() {
        let journal = NativeJournal(fallback: PlainTextJournal(descriptor: -1))
        for message in ["", "two\nlines", "\0", "ü"] {
            journal.write(JournalEntry(priority: .debug, message: message, fields: entry.fields))
        }
    }

    @Test(
        "a field's name is upper-case letters, digits and underscores, begins with a letter and has at most 64 bytes",
        arguments: [
            ("A", true), ("RECONCILED_HTTP_STATUS", true), ("A1_", true), (String(repeating: "A", count: 64), true),
            ("", false), ("_PID", false), ("1A", false), ("a", false), ("A-B", false), ("A B", false), ("Ä", false),
            ("A=B", false), ("A.", false), (String(repeating: "A", count: 65), false),
        ])
    func fieldName(text: String, isValid: Bool) {
        #expect((JournalField.Name(text) != nil) == isValid)
    }

    @Test("a name in the source that journald would drop stops the program at once")
    func wrongLiteral() async {
        await #expect(processExitsWith: .failure) {
            _ = JournalField("_PID", "1")
        }
    }

    @Test("a value has no NUL and an end")
    func fieldValue() {
        #expect(JournalField(.policy, "a\0b\nc").value == "ab\nc")
        let long = String(repeating: "x", count: JournalField.valueByteLimit + 1)
        #expect(JournalField(.policy, long).value.utf8.count == JournalField.valueByteLimit)
    }

    @Test(
        "in plain text only warnings and errors carry a word for their urgency",
        arguments: zip(
            JournalEntry.Priority.allCases,
            ["error: x", "error: x", "error: x", "error: x", "warning: x", "x", "x", "x"]))
    func plainText(priority: JournalEntry.Priority, line: String) {
        #expect(PlainTextJournal.line(of: JournalEntry(priority: priority, message: "x")) == line)
    }

    @Test("in plain text an entry is one line, whatever is in it")
    func plainTextIsOneLine() {
        let text = JournalEntry(
            priority: .info, message: "a\nerror: b\u{1B}[31m\t" + String(repeating: "x", count: 9000))
        let line = PlainTextJournal.line(of: text)
        #expect(line.hasPrefix("a error: b [31m xxx"))
        #expect(line.utf8.count == PlainTextJournal.lineByteLimit - 1)
    }

    @Test("entries go to the journal only if standard error is the very socket that systemd named")
    func chosenSink() throws {
        let file = try TemporaryDirectory()
        defer { file.remove() }
        let output = try file.openFile(named: "stderr")
        defer { close(output) }
        var status = stat()
        try #require(fstat(output, &status) == 0)
        let named = "\(status.st_dev):\(status.st_ino)"
        #expect(Journal.sink(standardError: output, journalStream: named) is NativeJournal)
        for other in [nil, "", "\(status.st_dev)", "\(status.st_dev):\(status.st_ino + 1)"] {
            #expect(Journal.sink(standardError: output, journalStream: other) is PlainTextJournal)
        }
        #expect(Journal.sink(standardError: -1, journalStream: named) is PlainTextJournal)
    }

    @Test("plain lines arrive in the file, whole and in order")
    func plainWrite() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let output = try directory.openFile(named: "stderr")
        defer { close(output) }
        let journal = Journal.sink(standardError: output, journalStream: nil)
        journal.write(entry)
        journal.write(JournalEntry(priority: .warning, message: "two\nlines"))
        #expect(
            try String(contentsOfFile: directory.path(of: "stderr"), encoding: .utf8)
                == "Password login is off at web-3, confirmed\nwarning: two lines\n")
    }
}
