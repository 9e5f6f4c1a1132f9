import ReconcileCore

@testable import ReconcilePolicy

/// Whole configuration files.
enum ConfigurationChecks {
    private static let file = "a.yaml"

    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        let problems = FileProblems(file: file)
        guard let text = YAMLFile.decode(input, problems: problems) else {
            try DiagnosticChecks.promiseUndecodable(problems.diagnostics, input)
            return
        }
        switch ConfigurationLoader.parse(text: text, file: file) {
        case .failure(let errors):
            try DiagnosticChecks.promiseExplained(errors.diagnostics, text)
        case .success(let loaded):
            try DiagnosticChecks.promiseWarnings(loaded.warnings, text)
            try promiseSound(loaded.configuration)
            for variant in YAMLVariants.all(of: text) {
                let again = try? ConfigurationLoader.parse(text: variant.text, file: file).get()
                try promiseEqual(loaded, again, variant.name)
            }
        }
    }

    private static func promiseSound(_ configuration: Configuration) throws(BrokenPromise) {
        try BaseURLChecks.promiseSound(configuration.baseURL)
        try promise((.seconds(1)...(.minutes(10))).contains(configuration.timeout), "a request takes 1 s to 10 min")
        let settings = configuration.settings
        try promise((1...100).contains(settings.pacing.share), "our share is 1 to 100 percent")
        try promise((1...64).contains(settings.pacing.concurrency), "1 to 64 requests are under way")
        try promise((.seconds(10)...(.days(1))).contains(settings.inventoryEvery), "lists are read every 10 s to 1 day")
        if let ceiling = settings.pacing.ceiling {
            try promise((1...1_000_000).contains(ceiling.requests), "a ceiling lets something through")
            try promise((.seconds(1)...(.days(1))).contains(ceiling.window), "a ceiling's window is 1 s to 1 day")
        }
        let paths = [configuration.tokenFile, configuration.escrowDirectory, configuration.controlSocket]
        for path in paths.compactMap(\.self) {
            try promiseShowable(path, atMost: 4095, "a path")
            try promise(path.hasPrefix("/"), "'\(path)' is absolute")
        }
        if let address = configuration.metricsListen {
            try promise((1...65535).contains(address.port) && !address.host.isEmpty, "\(address) can be listened on")
            try promiseShowable(address.host, atMost: 1000, "a host")
        }
    }
}
