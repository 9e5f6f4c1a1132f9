extension SimulatedAccount: ListedResource {
    /// The row of the list endpoint, in the order of the published fields.
    func row(_ query: ListQuery) -> JSONValue {
        document(domains: query.includes.contains("domains") ? domains : mainDomain, controlPanel: controlPanel.inList)
    }

    static func bend(_ row: inout JSONValue, _ fault: Fault) {
        switch fault {
        case .novelStates: row["serviceStatus"] = "hibernated"
        default:
            row["name"] = 7
            row["serviceStatus"] = ["active"]
            row["domains"] = "example.com"
        }
    }

    /// The answer of a GET of the account itself: the row, and what only it has.
    var document: JSONValue {
        var document = document(domains: mainDomain, controlPanel: controlPanel.inAccount)
        document["pinned"] = false
        document["resources"] = .null
        document["billingCycleState"] = .null
        return document
    }

    /// The answer after the password was set.
    var resetDocument: JSONValue {
        [
            "accountId": .string(id), "username": .string(username),
            "affectedAccess": ["controlPanel", "ftp", "sftp", "ssh", "webmail"],
        ]
    }

    private var mainDomain: [String] { [primaryDomain].compactMap { $0 } }

    private func document(domains: [String], controlPanel: String?) -> JSONValue {
        var document: JSONValue = [
            "id": .string(id),
            "name": .string(name),
            "primaryDomain": .text(primaryDomain),
            "domains": .array(domains.map(JSONValue.string)),
            "customName": .text(customName),
            "serviceStatus": .string(serviceStatus),
            "billing": ["amount": 89, "currencyCode": "SEK", "billingCycle": "monthly"],
            "createdAt": "2024-01-15T09:00:00.000Z",
            "nextDueAt": "2026-12-15T00:00:00.000Z",
            "expiresAt": nil,
        ]
        if let controlPanel { document["controlPanel"] = ["type": .string(controlPanel)] }
        return document
    }
}
