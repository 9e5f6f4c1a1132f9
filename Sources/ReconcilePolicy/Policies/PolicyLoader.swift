package import ReconcileCore

/// A complete set of policies, all of them valid.
package struct LoadedPolicies: Hashable, Sendable {
    /// In the order of their files.
    package var policies: [Policy]
    /// The files that were read.
    package var files: [String]
    /// In the order of the files, then of the lines.
    package var warnings: [PolicyDiagnostic]
}

/// A place to look for policy files.
package struct PolicyDirectory: Hashable, Sendable {
    package var path: String
    /// True for one that somebody named: then it has to be there.
    package var isNamed: Bool

    package init(_ path: String, isNamed: Bool) {
        self.path = path
        self.isNamed = isNamed
    }

    /// Where policies are when nobody says otherwise; a file in a later one replaces its namesake in an earlier one.
    package static let searchPath = [
        PolicyDirectory("/usr/lib/reconciled/policies.d", isNamed: false),
        PolicyDirectory("/etc/reconciled/policies.d", isNamed: false),
        PolicyDirectory("/run/reconciled/policies.d", isNamed: false),
    ]
}

/// Reads policy files: all of them, or none.
package enum PolicyLoader {
    /// Reads the policies of `directories`.
    ///
    /// Of files with one base name the one in the latest directory counts; where that is `/dev/null`, none does.
    ///
    /// - Parameter now: the ends of waivers are measured from here.
    /// - Returns: every policy, or every error of every file; no policy file at all is an error too.
    package static func load(
        directories: [PolicyDirectory] = PolicyDirectory.searchPath, now: WallTime
    ) -> Result<LoadedPolicies, PolicyErrors> {
        var parsed: [ParsedPolicyFile] = []
        var listing: [FileProblems] = []
        let files = self.files(in: directories, listing: &listing)
        for file in files {
            let problems = FileProblems(file: file)
            let text = YAMLFile.read(file, problems: problems)
            parsed.append(ParsedPolicyFile(text: text, now: now, problems: problems))
        }
        if files.isEmpty, !listing.contains(where: \.hasErrors) {
            listing.append(noPolicies(in: directories))
        }
        return result(parsed, files: files, listing: listing)
    }

    /// Reads one policy from `text`, as if it stood in `file`.
    package static func parse(text: String, file: String, now: WallTime) -> Result<LoadedPolicies, PolicyErrors> {
        let parsed = ParsedPolicyFile(text: text, now: now, problems: FileProblems(file: file))
        return result([parsed], files: [file], listing: [])
    }

    /// The paths that count, by base name; what cannot be listed is reported in `listing`.
    private static func files(in directories: [PolicyDirectory], listing: inout [FileProblems]) -> [String] {
        var paths: [String: String] = [:]
        for directory in directories {
            let listed = YAMLDirectory(path: directory.path, mustExist: directory.isNamed)
            let problems = FileProblems(file: directory.path)
            for name in listed.fileNames(problems: problems) {
                paths[name] = listed.filePath(name)
            }
            listing.append(problems)
        }
        let sorted = paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return sorted.map(\.value).filter { !YAMLFile.isNullDevice($0) }
    }

    private static func noPolicies(in directories: [PolicyDirectory]) -> FileProblems {
        let problems = FileProblems(file: directories.first?.path ?? "")
        problems.error(
            "no policy file (*.yaml) in \(enumeration(directories.map(\.path), joinedBy: "or"))", at: .start,
            hint: "write one, or run `reconciled init`")
        return problems
    }

    private static func result(
        _ parsed: [ParsedPolicyFile], files: [String], listing: [FileProblems]
    ) -> Result<LoadedPolicies, PolicyErrors> {
        reportDuplicateNames(parsed)
        let all = listing + parsed.map(\.problems)
        let diagnostics = all.flatMap(\.diagnostics)
        if all.contains(where: \.hasErrors) {
            return .failure(PolicyErrors(files: files, diagnostics: diagnostics))
        }
        return .success(LoadedPolicies(policies: parsed.compactMap(\.policy), files: files, warnings: diagnostics))
    }

    /// The ledger and the brake know a policy by its name, so it has to be one policy's alone.
    private static func reportDuplicateNames(_ parsed: [ParsedPolicyFile]) {
        var first: [String: String] = [:]
        for file in parsed {
            guard let name = file.name else { continue }
            if let earlier = first[name.value] {
                file.problems.error(
                    "duplicate policy name \(quoted(name.value))", at: name.place,
                    hint: "\(earlier) has the same name")
            } else {
                first[name.value] = "\(file.problems.file):\(name.place.line):\(name.place.column)"
            }
        }
    }
}

/// What one policy file gave.
private struct ParsedPolicyFile {
    var problems: FileProblems
    /// Known even where other parts of the file are wrong.
    var name: Located<String>?
    /// `nil` where `problems` has errors.
    var policy: Policy?

    /// - Parameter text: `nil` where the file could not be read, which is reported already.
    init(text: String?, now: WallTime, problems: FileProblems) {
        self.problems = problems
        guard let text else { return }
        guard let document = YAMLDocument.compose(text, problems: problems) else {
            if !problems.hasErrors {
                problems.error("the file is empty: it holds nothing but comments", at: .start)
            }
            return
        }
        guard let section = Section(document, problems: problems) else { return }
        let fragment = PolicyFragment(section, problems: problems)
        name = fragment.name
        let source = PolicySource(file: problems.file, fingerprint: StableHash.fingerprint(of: text))
        policy = Policy(fragment, source: source, now: now, problems: problems)
    }
}
