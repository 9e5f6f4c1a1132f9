package import ReconcileCore

/// What the configuration files say, complete and valid.
package struct Configuration: Hashable, Sendable {
    package var baseURL: APIBaseURL
    /// A file with the API token, or `nil`.
    package var tokenFile: String?
    /// How long one request may take.
    package var timeout: Duration
    /// What the core needs to know.
    package var settings: Settings
    /// `nil`: beside the state directory.
    package var escrowDirectory: String?
    /// `nil`: where the service manager or the state directory says.
    package var controlSocket: String?
    /// `nil`: metrics are served on the control socket alone.
    package var metricsListen: ListenAddress?
    package var logLevel: LogLevel

    package init(
        baseURL: APIBaseURL = .standard,
        tokenFile: String? = nil,
        timeout: Duration = .seconds(30),
        settings: Settings = Settings(),
        escrowDirectory: String? = nil,
        controlSocket: String? = nil,
        metricsListen: ListenAddress? = nil,
        logLevel: LogLevel = .info
    ) {
        self.baseURL = baseURL
        self.tokenFile = tokenFile
        self.timeout = timeout
        self.settings = settings
        self.escrowDirectory = escrowDirectory
        self.controlSocket = controlSocket
        self.metricsListen = metricsListen
        self.logLevel = logLevel
    }

    /// The least urgent messages that are logged.
    package enum LogLevel: String, Hashable, CaseIterable, Codable, Sendable {
        case debug
        case info
        case notice
        case warning
        case error
    }

    /// A host, in IPv6 without brackets, and a TCP port.
    package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String {
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

/// Limits on what a configuration file may say.
enum ConfigurationLimits {
    /// The API itself gives up on a guest within a minute; ten leave room for a slow proxy.
    static let timeout: ClosedRange<Duration> = .seconds(1)...(.minutes(10))
    /// Each is a connection and a command inside a guest.
    static let concurrency = 1...64
    /// A list older than a day says nothing about a fleet.
    static let inventoryEvery: ClosedRange<Duration> = .seconds(10)...(.days(1))
    static let ceilingRequests = 1...1_000_000
    static let ceilingWindow: ClosedRange<Duration> = .seconds(1)...(.days(1))
    /// PATH_MAX of Linux, with the final NUL.
    static let longestPath = 4095
    /// What `sun_path` of a UNIX socket address holds beside its final NUL (unix(7)).
    static let longestSocketPath = 107
}
