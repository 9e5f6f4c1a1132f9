import ReconcileCore

/// More than a client should take in: 1 MiB and a little.
private let hugeBodySize = 1_048_576 + 4096

extension SimulatedAPI {
    /// A state document with what a fault does to its content.
    func bent(_ draft: Draft, _ exchange: Exchange) -> Draft {
        guard let fault = exchange.fault, case .document(var document) = draft.body else { return draft }
        switch fault {
        case .enabledNull: document["enabled"] = .null
        case .agentSilent: makeUnavailable(&document)
        case .sourceConfigFiles: document["source"] = "config_files"
        case .sourceUnavailable: document["source"] = "unavailable"
        case .sourceUnknown: document["source"] = "unknown"
        case .sourceNovel: document["source"] = "crystal_ball"
        case .gateCodeWhileAllowed: addGateCodes(&document)
        case .gateWithoutCode: removeGateCodes(&document)
        case .contradiction:
            document["enabled"] = true
            document["passwordAuthentication"] = "no"
            document["source"] = "effective_sshd_config"
        case .missingActions: document["actions"] = nil
        case .wrongTypes:
            document["enabled"] = "no"
            document["sshKeys"] = "none"
        default: return draft
        }
        return .document(document)
    }

    private func makeUnavailable(_ document: inout JSONValue) {
        document["available"] = false
        document["enabled"] = .null
        document["reason"] = "The guest agent does not answer."
        document["passwordAuthentication"] = .null
        document["permitRootLogin"] = .null
        document["source"] = "unavailable"
    }

    private func addGateCodes(_ document: inout JSONValue) {
        for name in ["canEnable", "canDisable"] where document["actions"]?[name]?["allowed"] == true {
            document["actions"]?[name]?["code"] = "pending_order"
        }
    }

    private func removeGateCodes(_ document: inout JSONValue) {
        for name in ["canEnable", "canDisable"] where document["actions"]?[name]?["allowed"] == false {
            document["actions"]?[name]?["code"] = .null
        }
    }

    /// A 200 with what a fault does to its bytes.
    func garbled(_ draft: Draft, _ exchange: Exchange) -> Draft {
        guard let fault = exchange.fault, case .document(let document) = draft.body else { return draft }
        var garbled = draft
        let type = Self.documentType
        switch fault {
        case .truncatedJSON:
            let bytes = document.bytes
            garbled.body = .bytes(Array(bytes.prefix(bytes.count / 2)), type: type)
        case .htmlBody: return .html(status: 200, title: "Just a moment...")
        case .emptyBody: garbled.body = .empty
        case .hugeBody:
            // White space after a document is still JSON.
            let padding = [UInt8](repeating: UInt8(ascii: " "), count: hugeBodySize)
            garbled.body = .bytes(document.bytes + padding, type: type)
        default: return draft
        }
        return garbled
    }
}
