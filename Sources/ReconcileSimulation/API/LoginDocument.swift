/// Why the provider would not change a guest now.
struct Barrier: Sendable {
    var text: String
    var code: String?
}

extension SimulatedGuest {
    /// What stands in the way of any change, whichever way it goes.
    var barrier: Barrier? {
        if !runs { return Barrier(text: "Start the VPS before checking SSH password login.", code: nil) }
        if !hasAgent { return Barrier(text: "The guest agent does not answer.", code: nil) }
        if hasPendingOrder { return Barrier(text: "A pending order blocks this change.", code: "pending_order") }
        return nil
    }

    /// The answer of a GET, in the order of the published fields.
    func document(_ login: SSHLogin) -> JSONValue {
        [
            "available": true,
            "enabled": .bool(login.enabled),
            "reason": nil,
            "passwordAuthentication": .string(login.passwordAuthentication),
            "permitRootLogin": .string(login.permitRootLogin),
            "source": .string(source),
            "sshKeysConfigured": .bool(!login.keys.isEmpty),
            "sshKeys": .array(login.keys.map(JSONValue.string)),
            "actions": [
                "canEnable": gate(closedBy: login.enabled ? "SSH password login is already enabled." : nil),
                // Other users may still log in with a password while root may not: then there is something to disable.
                "canDisable": gate(
                    closedBy: login.passwordAuthentication == "no" ? "SSH password login is already disabled." : nil),
            ],
        ]
    }

    /// The answer of a GET when no command can be run in the guest.
    var unavailableDocument: JSONValue {
        [
            "available": false,
            "enabled": nil,
            "reason": .text(barrier?.text),
            "passwordAuthentication": nil,
            "permitRootLogin": nil,
            "source": "unavailable",
            "sshKeysConfigured": false,
            "sshKeys": [],
            "actions": ["canEnable": gate(closedBy: nil), "canDisable": gate(closedBy: nil)],
        ]
    }

    private func gate(closedBy reason: String?) -> JSONValue {
        let closed = barrier ?? reason.map { Barrier(text: $0, code: nil) }
        var gate: JSONValue = ["allowed": .bool(closed == nil), "reason": .text(closed?.text)]
        if let code = closed?.code { gate["code"] = .string(code) }
        return gate
    }
}
