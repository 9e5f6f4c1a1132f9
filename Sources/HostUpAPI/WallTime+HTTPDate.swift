import ReconcileCore

extension WallTime {
    /// Two-digit years below this are taken for 20xx, as POSIX does; only obsolete dates have them.
    private static let pivotYear = 70

    /// Reads a date as HTTP headers carry it: `Sun, 06 Nov 1994 08:49:37 GMT`, or one of the two obsolete forms that
    /// RFC 9110 section 5.6.7 asks recipients to accept. The name of the day is not checked against the date.
    init?(httpDate text: String) {
        let parts = text.utf8.split(whereSeparator: { " ,-".utf8.contains($0) }).map { String(Substring($0)) }
        switch parts.count {
        case 6 where parts[5] == "GMT":
            // Sun, 06 Nov 1994 08:49:37 GMT, and Sunday, 06-Nov-94 08:49:37 GMT
            self.init(day: parts[1], month: parts[2], year: parts[3], time: parts[4])
        case 5:
            // Sun Nov  6 08:49:37 1994
            self.init(day: parts[2], month: parts[1], year: parts[4], time: parts[3])
        default:
            return nil
        }
    }

    private init?(day: String, month: String, year: String, time: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let index = months.firstIndex(of: month), let fullYear = Self.fullYear(year) else { return nil }
        self.init(rfc3339: "\(fullYear)-\(twoDigits("\(index + 1)"))-\(twoDigits(day))T\(time)Z")
    }

    private static func fullYear(_ text: String) -> String? {
        guard text.count == 2 else { return text }
        guard let year = Int(text) else { return nil }
        return year < pivotYear ? "20\(text)" : "19\(text)"
    }
}

private func twoDigits(_ text: String) -> String {
    text.count == 1 ? "0\(text)" : text
}
