import ReconcileCore

/// One configuration file as written, or several merged: what is `nil` was not said.
struct ConfigurationFragment {
    var baseURL: APIBaseURL?
    var tokenFile: Choice<String>?
    var timeout: Duration?
    var share: Int?
    var ceiling: Choice<RateCeiling>?
    var concurrency: Int?
    var inventoryEvery: Duration?
    var brake: BrakeLimit?
    var escrowDirectory: Choice<String>?
    /// Where that is written.
    var escrowPlace: LoadedConfiguration.WrittenPlace?
    var controlSocket: Choice<String>?
    var metricsListen: Choice<Configuration.ListenAddress>?
    var logLevel: Configuration.LogLevel?

    /// A value, or the word that stands for having none.
    enum Choice<Value> {
        case some(Value)
        case none

        var value: Value? {
            switch self {
            case .some(let value): value
            case .none: nil
            }
        }
    }

    /// The same with each key of `later` in place of its own.
    func merging(_ later: ConfigurationFragment) -> ConfigurationFragment {
        ConfigurationFragment(
            baseURL: later.baseURL ?? baseURL,
            tokenFile: later.tokenFile ?? tokenFile,
            timeout: later.timeout ?? timeout,
            share: later.share ?? share,
            ceiling: later.ceiling ?? ceiling,
            concurrency: later.concurrency ?? concurrency,
            inventoryEvery: later.inventoryEvery ?? inventoryEvery,
            brake: later.brake ?? brake,
            escrowDirectory: later.escrowDirectory ?? escrowDirectory,
            escrowPlace: later.escrowPlace ?? escrowPlace,
            controlSocket: later.controlSocket ?? controlSocket,
            metricsListen: later.metricsListen ?? metricsListen,
            logLevel: later.logLevel ?? logLevel)
    }
}

extension Configuration {
    /// Puts the defaults where nothing was said.
    init(_ merged: ConfigurationFragment) {
        let standard = Configuration()
        let pacing = PacingSettings(
            share: merged.share ?? standard.settings.pacing.share,
            ceiling: merged.ceiling?.value,
            concurrency: merged.concurrency ?? standard.settings.pacing.concurrency)
        self.init(
            baseURL: merged.baseURL ?? standard.baseURL,
            tokenFile: merged.tokenFile?.value,
            timeout: merged.timeout ?? standard.timeout,
            settings: Settings(
                pacing: pacing,
                inventoryEvery: merged.inventoryEvery ?? standard.settings.inventoryEvery,
                brake: merged.brake ?? standard.settings.brake),
            escrowDirectory: merged.escrowDirectory?.value,
            controlSocket: merged.controlSocket?.value,
            metricsListen: merged.metricsListen?.value,
            logLevel: merged.logLevel ?? standard.logLevel)
    }
}
