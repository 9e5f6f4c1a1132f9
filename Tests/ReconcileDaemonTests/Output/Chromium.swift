import Foundation

/// A real browser, which is not ours and so a witness. It is large (Debian: `chromium`), so that a machine without it
/// skips the tests that need it.
enum Chromium {
    private static let browser = "/usr/bin/chromium"
    private static let python = "/usr/bin/python3"
    private static let paperTools = ["/usr/bin/pdfinfo", "/usr/bin/pdftotext"]

    static let isAvailable = [browser, python].allSatisfy(FileManager.default.isExecutableFile)
    static let canReadPaper = paperTools.allSatisfy(FileManager.default.isExecutableFile)

    struct Failure: Error {
        var what: String
    }

    /// Draws a page.
    ///
    /// - Returns: how many pixels there are of each colour, written as `rrggbb`.
    static func picture(of page: String, width: Int, height: Int, isDark: Bool) throws -> [String: Int] {
        let directory = try TemporaryDirectory()
        let source = try directory.write(page, to: "page.html")
        let picture = directory.path + "/page.png"
        var options = ["--window-size=\(width),\(height)", "--screenshot=\(picture)"]
        if isDark { options.append("--blink-settings=preferredColorScheme=0") }
        try browse(source, options, in: directory)
        keep(picture, as: isDark ? "report-dark.png" : "report.png")
        let script = RepositoryFiles.root.appendingPathComponent("Tests/ReconcileDaemonTests/pixels.py").path
        let counts = try run(python, [script, picture], in: directory)
        return try JSONDecoder().decode([String: Int].self, from: Data(counts.utf8))
    }

    /// Prints a page.
    static func printed(_ page: String) throws -> (text: String, size: String) {
        let directory = try TemporaryDirectory()
        let source = try directory.write(page, to: "page.html")
        let paper = directory.path + "/page.pdf"
        try browse(source, ["--print-to-pdf=\(paper)", "--no-pdf-header-footer"], in: directory)
        keep(paper, as: "report.pdf")
        let facts = try run(paperTools[0], [paper], in: directory)
        let size = facts.contains("(A4)") ? "A4" : facts
        return (try run(paperTools[1], ["-layout", paper, "-"], in: directory), size)
    }

    /// For a person who wants to see what the test saw: `RECONCILED_KEEP_PICTURES=DIRECTORY`.
    private static func keep(_ file: String, as name: String) {
        guard let place = ProcessInfo.processInfo.environment["RECONCILED_KEEP_PICTURES"] else { return }
        let kept = "\(place)/\(name)"
        try? FileManager.default.removeItem(atPath: kept)
        try? FileManager.default.copyItem(atPath: file, toPath: kept)
    }

    /// No sandbox, as tests may run as root, and the page is ours; a profile of its own.
    private static func browse(_ page: String, _ options: [String], in directory: TemporaryDirectory) throws {
        let common = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--force-color-profile=srgb", "--user-data-dir=\(directory.path)/profile",
        ]
        _ = try run(browser, common + options + ["file://\(page)"], in: directory)
    }

    private static func run(_ program: String, _ arguments: [String], in directory: TemporaryDirectory) throws -> String
    {
        let printed = try directory.write("", to: "output-\(UUID().uuidString)")
        let said = try directory.write("", to: "errors-\(UUID().uuidString)")
        let process = Process()
        // A browser that hangs must not hang the tests.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=5", "60", program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: printed))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: said))
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let errors = try String(contentsOfFile: said, encoding: .utf8)
            throw Failure(what: "'\(program)' ended with \(process.terminationStatus): \(errors.suffix(500))")
        }
        return try String(contentsOfFile: printed, encoding: .utf8)
    }
}
