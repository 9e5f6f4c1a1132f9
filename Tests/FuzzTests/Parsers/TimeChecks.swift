import ReconcileCore

@testable import HostUpAPI
@testable import ReconcilePolicy

/// Times and spans of time.
enum TimeChecks {
    static func checkTime(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self), let time = WallTime(rfc3339: text) else { return }
        let printed = time.rfc3339
        try promise([20, 24].contains(printed.utf8.count), "'\(printed)' has the usual length")
        try promiseEqual(time, WallTime(rfc3339: printed), "'\(text)' printed as '\(printed)'")
    }

    static func checkHTTPDate(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self), let date = WallTime(httpDate: text) else { return }
        let printed = date.rfc3339
        try promiseEqual(date, WallTime(rfc3339: printed), "'\(text)' printed as '\(printed)'")
        try promiseEqual(date, WallTime(httpDate: inHTTP(printed)), "'\(text)' as '\(inHTTP(printed))'")
    }

    static func checkDuration(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self), let duration = Duration(spelled: text) else {
            return
        }
        try promise(duration >= .zero, "'\(text)' is not negative")
        // Days of seven digits cannot be read again; only limits of ours are ever spelled.
        guard duration < .days(1_000_000) else { return }
        try promiseEqual(duration, Duration(spelled: duration.spelled), "'\(text)' spelled '\(duration.spelled)'")
    }

    /// `2026-11-21T12:00:00Z` as `Sat, 21 Nov 2026 12:00:00 GMT`; the name of the day is not looked at.
    private static func inHTTP(_ printed: String) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = printed.split { "-TZ".contains($0) }
        guard parts.count == 4, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        return "Sat, \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
