/// The options that every command takes.
package struct Invocation: Sendable {
    /// That configuration file alone, without drop-ins.
    package var configurationFile: String?
    /// Replaces the search path of the policies.
    package var policyDirectories: [String]
    package var stateDirectory: String?
    package var apiURL: String?
    package var format: OutputFormat
    /// Where the files lie whose presence forbids every write.
    package var noWritesFiles: [String]

    package init(
        configurationFile: String? = nil, policyDirectories: [String] = [], stateDirectory: String? = nil,
        apiURL: String? = nil, format: OutputFormat = .text, noWritesFiles: [String] = NoWritesFile.standardPaths
    ) {
        self.configurationFile = configurationFile
        self.policyDirectories = policyDirectories
        self.stateDirectory = stateDirectory
        self.apiURL = apiURL
        self.format = format
        self.noWritesFiles = noWritesFiles
    }
}

package enum OutputFormat: String, CaseIterable, Sendable {
    case text
    case json
}
