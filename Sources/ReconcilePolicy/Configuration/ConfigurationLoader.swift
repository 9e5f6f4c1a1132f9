/// A configuration with where it came from.
package struct LoadedConfiguration: Hashable, Sendable {
    package var configuration: Configuration
    /// The files that were read, in the order in which later ones win.
    package var files: [String]
    package var warnings: [PolicyDiagnostic]
    /// Where `escrow.directory` is written, if it is: whether the value can be used shows elsewhere.
    package var escrowPlace: WrittenPlace?

    /// The place of a value, as diagnostics name it.
    package struct WrittenPlace: Hashable, Sendable {
        package var file: String
        package var line: Int
        package var column: Int
    }
}

/// Where the configuration stands.
package struct ConfigurationSource: Hashable, Sendable {
    package var file: String
    /// True for a file that somebody named: then it has to be there.
    package var isNamed: Bool
    /// A directory of `*.yaml` files, each of which wins over those before it, key by key.
    package var dropIns: String?

    package init(file: String, isNamed: Bool, dropIns: String?) {
        self.file = file
        self.isNamed = isNamed
        self.dropIns = dropIns
    }

    /// Where it is when nobody says otherwise.
    package static let standard = ConfigurationSource(
        file: "/etc/reconciled/reconciled.yaml", isNamed: false, dropIns: "/etc/reconciled/reconciled.d")

    /// That file alone, without drop-ins.
    package static func only(_ file: String) -> ConfigurationSource {
        ConfigurationSource(file: file, isNamed: true, dropIns: nil)
    }
}

/// Reads the configuration: all files of it, or none.
package enum ConfigurationLoader {
    /// Reads the file and its drop-ins.
    ///
    /// One of them that is `/dev/null` counts as absent, unless somebody named it.
    ///
    /// - Returns: the configuration, with defaults where nothing is said, or every error of every file.
    package static func load(_ source: ConfigurationSource = .standard) -> Result<LoadedConfiguration, PolicyErrors> {
        let listing = FileProblems(file: source.dropIns ?? source.file)
        var files = YAMLFile.exists(source.file) && !YAMLFile.isNullDevice(source.file) ? [source.file] : []
        if source.isNamed { files = [source.file] }
        if let dropIns = source.dropIns {
            let directory = YAMLDirectory(path: dropIns, mustExist: false)
            files += directory.fileNames(problems: listing).map(directory.filePath)
                .filter { !YAMLFile.isNullDevice($0) }
        }
        let texts = files.map { file in
            let problems = FileProblems(file: file)
            return (text: YAMLFile.read(file, problems: problems), problems: problems)
        }
        return result(texts, listing: listing)
    }

    /// Reads `text` as if it were the only file.
    package static func parse(text: String, file: String) -> Result<LoadedConfiguration, PolicyErrors> {
        result([(text, FileProblems(file: file))], listing: FileProblems(file: file))
    }

    private static func result(
        _ texts: [(text: String?, problems: FileProblems)], listing: FileProblems
    ) -> Result<LoadedConfiguration, PolicyErrors> {
        var merged = ConfigurationFragment()
        for (text, problems) in texts {
            guard let text, let fragment = fragment(text, problems: problems) else { continue }
            merged = merged.merging(fragment)
        }
        let all = [listing] + texts.map(\.problems)
        let files = texts.map(\.problems.file)
        let diagnostics = all.flatMap(\.diagnostics)
        if all.contains(where: \.hasErrors) {
            return .failure(PolicyErrors(files: files, diagnostics: diagnostics))
        }
        return .success(
            LoadedConfiguration(
                configuration: Configuration(merged), files: files, warnings: diagnostics,
                escrowPlace: merged.escrowPlace))
    }

    /// A file of nothing but comments is a configuration that says nothing.
    private static func fragment(_ text: String, problems: FileProblems) -> ConfigurationFragment? {
        YAMLDocument.compose(text, problems: problems)
            .flatMap { Section($0, problems: problems) }
            .map(ConfigurationFragment.init)
    }
}
