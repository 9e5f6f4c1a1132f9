import ReconcileCore

extension ConfigurationFragment {
    private static let keys = Section.Keys(
        known: ["api", "pacing", "inventory", "brake", "escrow", "control", "metrics", "log"])

    /// Reads one whole file.
    init(_ section: Section) {
        section.check(Self.keys)
        let api = section.section("api", keys: .init(known: ["baseURL", "tokenFile", "timeout"]))
        baseURL = api?.value("baseURL", .baseURL)?.value
        tokenFile = api?.value("tokenFile", .path(orWord: "none", longest: ConfigurationLimits.longestPath))?.value
        timeout = api?.value("timeout", .duration(ConfigurationLimits.timeout))?.value
        let pacing = section.section("pacing", keys: .init(known: ["share", "ceiling", "concurrency"]))
        share = pacing?.value("share", .percentage)?.value
        ceiling = pacing?.value("ceiling", .ceiling)?.value
        concurrency = pacing?.value("concurrency", .integer(ConfigurationLimits.concurrency))?.value
        inventoryEvery =
            section.section("inventory", keys: .init(known: ["every"]))?
            .value("every", .duration(ConfigurationLimits.inventoryEvery))?.value
        brake = section.section("brake", keys: .init(known: ["changesPerDay"]))?.value("changesPerDay", .brake)?.value
        let escrow = section.section("escrow", keys: .init(known: ["directory"]))?
            .value("directory", .path(orWord: "auto", longest: ConfigurationLimits.longestPath))
        escrowDirectory = escrow?.value
        escrowPlace = escrow.map {
            LoadedConfiguration.WrittenPlace(file: section.file, line: $0.place.line, column: $0.place.column)
        }
        controlSocket =
            section.section("control", keys: .init(known: ["socket"]))?
            .value("socket", .path(orWord: "auto", longest: ConfigurationLimits.longestSocketPath))?.value
        metricsListen = section.section("metrics", keys: .init(known: ["listen"]))?.value("listen", .listen)?.value
        logLevel = section.section("log", keys: .init(known: ["level"]))?.value("level", .logLevel)?.value
    }
}

private typealias Choice = ConfigurationFragment.Choice

extension Shape<APIBaseURL> {
    fileprivate static var baseURL: Self {
        Shape(wants: "an address such as \(APIBaseURL.standard)") { scalar throws(Mismatch) in
            do throws(InvalidBaseURL) {
                return try APIBaseURL(scalar.text)
            } catch {
                throw Mismatch(problem: error.reason, hint: error.hint)
            }
        }
    }
}

extension Shape<ConfigurationFragment.Choice<String>> {
    /// An absolute path, so that it means the same whoever starts the program from wherever, or a word for none.
    fileprivate static func path(orWord none: String, longest: Int) -> Self {
        .text("'\(none)' or an absolute path of at most \(longest) bytes") { text in
            if text == none { return Choice.none }
            let fits = text.hasPrefix("/") && text.utf8.count <= longest && escapingControls(in: text) == text
            return fits ? .some(text) : nil
        }
    }
}

extension Shape<ConfigurationFragment.Choice<RateCeiling>> {
    fileprivate static var ceiling: Self {
        .text("'none' or requests in a span of time such as 60/1m") { text in
            if text == "none" { return Choice.none }
            return RateCeiling(spelled: text).map(Choice.some)
        }
    }
}

extension Shape<ConfigurationFragment.Choice<Configuration.ListenAddress>> {
    fileprivate static var listen: Self {
        .text("'none' or host and port such as 127.0.0.1:9090 or [::1]:9090") { text in
            text == "none" ? Choice.none : Configuration.ListenAddress(written: text).map(Choice.some)
        }
    }
}

extension Shape<Configuration.LogLevel> {
    fileprivate static var logLevel: Self {
        .word(Configuration.LogLevel.allCases.map { ($0.rawValue, $0) })
    }
}

extension Configuration.ListenAddress {
    /// Reads `HOST:PORT`, where an IPv6 address stands in brackets.
    fileprivate init?(written text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = wholeNumber(String(text[text.index(after: colon)...])),
            (1...65535).contains(port)
        else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            guard address.contains(":"), IPAddress(address) != nil else { return nil }
            self.init(host: address, port: port)
        } else {
            let allowed = host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default:
                    false
                }
            }
            guard allowed, !host.isEmpty else { return nil }
            self.init(host: String(host), port: port)
        }
    }
}
