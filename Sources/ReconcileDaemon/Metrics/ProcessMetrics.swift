import Foundation
import Glibc
import ReconcileCore

/// What this process costs, as the kernel says. What it does not say is left out.
struct ProcessMetrics: Sendable {
    /// Fixed at the beginning: a clock that is set later does not move it.
    private let startedAt: WallTime?

    /// The places of `utime`, `stime` and `starttime` in `/proc/self/stat` after the name in parentheses (proc(5): fields
    /// 14, 15 and 22, the name is 2), all in clock ticks.
    private static let userField = 11
    private static let systemField = 12
    private static let startField = 19

    init(at now: Moment) {
        startedAt = Self.stat(Self.startField).map { ticks in
            let sinceBoot = Duration.milliseconds(ticks * 1000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
            return now.wall(at: BootTime(sinceBoot: sinceBoot))
        }
    }

    var samples: [MetricSample] {
        [
            processorSeconds.map { MetricCatalogue.processCPU.sample($0) },
            residentBytes.map { MetricCatalogue.processMemory.sample(Double($0)) },
            openFiles.map { MetricCatalogue.processOpenFiles.sample(Double($0)) },
            mostFiles.map { MetricCatalogue.processMostFiles.sample(Double($0)) },
            startedAt.map { MetricCatalogue.processStart.sample($0.secondsSince1970) },
        ].compactMap { $0 }
    }

    private var processorSeconds: Double? {
        guard let user = Self.stat(Self.userField), let system = Self.stat(Self.systemField) else { return nil }
        return Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The second number of `/proc/self/statm`, in pages.
    private var residentBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        return numbers.count > 1 ? numbers[1] * sysconf(Int32(_SC_PAGESIZE)) : nil
    }

    /// Without the one that reading the directory takes.
    private var openFiles: Int? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return names.map { max(0, $0.count - 1) }
    }

    private var mostFiles: UInt? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit.rlim_cur : nil
    }

    /// One number of `/proc/self/stat`.
    private static func stat(_ field: Int) -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        return fields.count > field ? Int64(fields[field]) : nil
    }
}
