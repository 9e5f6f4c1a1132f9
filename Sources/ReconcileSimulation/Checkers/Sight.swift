import Foundation

/// What one answered read said, taken from its bytes apart from the code under test.
struct Sight {
    var available: Bool
    var enabled: Bool?
    var source: String
    var passwordAuthentication: String?
    var permitRootLogin: String?
    var hasKeys: Bool
    var keys: [String]
    var canEnable: Bool
    var canDisable: Bool

    /// - Returns: `nil` where the bytes are not what the API documents, so that they say nothing.
    init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else { return nil }
        available = document.available
        enabled = document.enabled
        source = document.source
        passwordAuthentication = document.passwordAuthentication?.lowercased()
        permitRootLogin = document.permitRootLogin?.lowercased()
        hasKeys = document.sshKeysConfigured
        keys = document.sshKeys
        canEnable = document.actions.canEnable.allowed
        canDisable = document.actions.canDisable.allowed
    }

    private struct Document: Decodable {
        var available: Bool
        var enabled: Bool?
        var source: String
        var passwordAuthentication: String?
        var permitRootLogin: String?
        var sshKeysConfigured: Bool
        var sshKeys: [String]
        var actions: Actions
    }

    private struct Actions: Decodable {
        var canEnable: Gate
        var canDisable: Gate
    }

    private struct Gate: Decodable {
        var allowed: Bool
    }

    /// True where it shows the state for sure.
    var isKnown: Bool {
        let isContradiction = enabled == true && passwordAuthentication == "no" && source == "effective_sshd_config"
        let isSourced = source == "effective_sshd_config" || source == "config_files"
        return available && enabled != nil && isSourced && !isContradiction
    }

    /// True where a write of `wanted` would change something that a policy of this scope cares for.
    func differs(from wanted: Bool, everyone: Bool) -> Bool {
        enabled != wanted || (!wanted && everyone && passwordAuthentication == "yes")
    }

    /// How many different keys let root in. The simulated fleet's are plain ed25519 keys; any other line does not.
    var usableKeys: Int {
        Set(keys.filter { $0.hasPrefix("ssh-ed25519 ") }.map { $0.split(separator: " ").dropFirst().first }).count
    }

    /// True where root can come in with a key once passwords are off.
    func letsRootIn(minimum: Int) -> Bool {
        hasKeys && usableKeys >= minimum && ["yes", "prohibit-password", "without-password"].contains(permitRootLogin)
    }
}
