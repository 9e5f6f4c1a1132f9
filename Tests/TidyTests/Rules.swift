/// What holds for every file, as functions from one file to its violations.
enum Rules {
    /// A function fits a screen.
    static let functionLineLimit = 70

    /// A file is one idea; one that is longer has two.
    static let fileLineLimit = 500

    /// What the core must not name: it is handed the time and its random numbers, and does no input or output.
    private static let forbiddenInCore: [(words: Set<String>, what: String)] = [
        (["Date", "UUID", "ProcessInfo", "FileManager", "URLSession", "Process"], "Foundation"),
        (["ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "gettimeofday"], "a clock"),
        (["Task", "TaskGroup", "Thread", "DispatchQueue"], "tasks of its own"),
        (["SystemRandomNumberGenerator", "getrandom"], "randomness of its own"),
        (["Hasher", "hashValue"], "hashes that differ from run to run"),
    ]

    static func imports(_ file: SourceFile) -> [String] {
        guard !file.isTest else { return [] }
        guard let allowed = ImportTable.allowed[file.target] else {
            return [file.violation(atLine: 0, "the target '\(file.target)' is not in the table of imports")]
        }
        return file.code.enumerated().compactMap { index, line in
            guard let module = ImportTable.importedModule(in: line), !allowed.contains(module) else { return nil }
            return file.violation(atLine: index, "'\(file.target)' may not import '\(module)'")
        }
    }

    static func functionLength(_ file: SourceFile) -> [String] {
        FunctionLengths.all(inCode: file.code).filter { $0.lineCount > functionLineLimit }.map {
            file.violation(atLine: $0.firstLine, "'\($0.name)' has \($0.lineCount) lines")
        }
    }

    static func fileLength(_ file: SourceFile) -> [String] {
        // The text ends in a line break, after which the last element is empty.
        let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        guard !file.isTest, count > fileLineLimit else { return [] }
        return [file.violation(atLine: fileLineLimit, "the file has \(count) lines")]
    }

    static func noLeftovers(_ file: SourceFile) -> [String] {
        // Put together, so that this line is none itself.
        let words = ["TO" + "DO", "FIX" + "ME"]
        return file.lines.enumerated().flatMap { index, line in
            words.filter(line.contains).map { file.violation(atLine: index, "'\($0)'") }
        }
    }

    static func noForcing(_ file: SourceFile) -> [String] {
        file.violations("a failure here ends the process; handle it") { $0.contains(/\b(?:try|as)!/) }
    }

    static func noPublic(_ file: SourceFile) -> [String] {
        guard !file.isTest else { return [] }
        return file.violations("nothing is 'public' here: use 'package'") {
            $0.contains(/\bpublic\s|\bopen\s+(?:class|func|var)\b/)
        }
    }

    static func pureCore(_ file: SourceFile) -> [String] {
        guard file.target == "ReconcileCore" else { return [] }
        let named = forbiddenInCore.flatMap { forbidden in
            file.violations("the core may not use \(forbidden.what)") { line in
                line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains {
                    forbidden.words.contains(String($0))
                }
            }
        }
        return named + unseededDraws(file)
    }

    /// Draws that take the system's generator because none is handed over by `using:`, also on a later line.
    private static func unseededDraws(_ file: SourceFile) -> [String] {
        let code = file.code.joined(separator: "\n")
        let pattern = /\.\s*(?:random|randomElement|shuffled|shuffle)\s*\((?![^)]*\busing\s*:)/
        return code.matches(of: pattern).map { match in
            let line = code[..<match.range.lowerBound].filter(\.isNewline).count
            return file.violation(atLine: line, "the core may not use randomness of its own")
        }
    }
}
