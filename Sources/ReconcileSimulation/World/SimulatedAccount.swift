/// One shared-hosting account: its row in the list, what lies behind it, and which password is in force.
package struct SimulatedAccount: Hashable, Codable, Sendable {
    package var id: String
    package var name: String
    package var primaryDomain: String?
    /// All its sites, the main one among them.
    package var domains: [String]
    package var customName: String?
    package var serviceStatus: String
    package var controlPanel: ControlPanel
    /// The cPanel user, whose password it is.
    package var username: String
    /// True while its owner has paused it: no row of a list shows that.
    package var isPaused: Bool
    package var password = Password()

    package init(
        id: String,
        name: String,
        primaryDomain: String?,
        domains: [String] = [],
        customName: String? = nil,
        serviceStatus: String = "active",
        controlPanel: ControlPanel = .cPanel,
        username: String,
        isPaused: Bool = false
    ) {
        self.id = id
        self.name = name
        self.primaryDomain = primaryDomain
        self.domains = domains
        self.customName = customName
        self.serviceStatus = serviceStatus
        self.controlPanel = controlPanel
        self.username = username
        self.isPaused = isPaused
    }

    /// Which control panel an account has, and where the provider says so.
    package enum ControlPanel: String, CaseIterable, Codable, Sendable {
        /// The list and the account say `cpanel`.
        case cPanel
        /// The same, but only the account says it: the published list has no such field.
        case cPanelUnlisted
        /// The same, and nothing says it.
        case cPanelUnnamed
        /// The provider's older panel, whose passwords cannot be set; nothing says so but the refusal.
        case legacy
        /// The same, and the list and the account say `legacy`.
        case legacyNamed

        /// `controlPanel.type` of its row in the list; `nil`: the row has no such field.
        package var inList: String? {
            switch self {
            case .cPanel: "cpanel"
            case .legacyNamed: "legacy"
            case .cPanelUnlisted, .cPanelUnnamed, .legacy: nil
            }
        }

        /// The same of the account itself.
        package var inAccount: String? {
            switch self {
            case .cPanel, .cPanelUnlisted: "cpanel"
            case .legacyNamed: "legacy"
            case .cPanelUnnamed, .legacy: nil
            }
        }

        package var isCPanel: Bool {
            switch self {
            case .cPanel, .cPanelUnlisted, .cPanelUnnamed: true
            case .legacy, .legacyNamed: false
            }
        }
    }

    /// Which password is in force; the password itself is kept nowhere.
    package struct Password: Hashable, Codable, Sendable {
        /// In lower-case hexadecimal; `nil` for one that was not set through the API.
        package var sha256: String?
        /// How often one was set through the API.
        package var resets = 0

        package init() {}
    }
}
