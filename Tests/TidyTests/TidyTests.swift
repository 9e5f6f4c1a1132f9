import Testing

/// The rules, each over the whole repository.
@Suite struct TidyTests {
    /// One line for each violation, so that a failure is a list to work through.
    private func expectNone(_ rule: (SourceFile) -> [String], sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        let files = try Repository.swiftFiles.get()
        #expect(files.contains { $0.target == "ReconcileCore" }, "no sources found", sourceLocation: sourceLocation)
        let violations = files.flatMap(rule)
        #expect(violations.isEmpty, "\n\(violations.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    @Test("every target imports only what the table allows")
    func imports() throws {
        try expectNone(Rules.imports)
    }

    @Test("no function has more than 70 lines")
    func functionLength() throws {
        try expectNone(Rules.functionLength)
    }

    @Test("no source file has more than 500 lines")
    func fileLength() throws {
        try expectNone(Rules.fileLength)
    }

    @Test("no work is left over as a note in the code")
    func noLeftovers() throws {
        try expectNone(Rules.noLeftovers)
    }

    @Test("nothing is forced: no throwing call and no cast ends the process")
    func noForcing() throws {
        try expectNone(Rules.noForcing)
    }

    @Test("the core has no clock, no randomness of its own and no Foundation")
    func pureCore() throws {
        try expectNone(Rules.pureCore)
    }

    @Test("nothing is public: no library is shipped")
    func noPublic() throws {
        try expectNone(Rules.noPublic)
    }
}
