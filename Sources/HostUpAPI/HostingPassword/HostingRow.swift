import ReconcileCore

/// One row of `GET /shared-hosting`
/// (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting). Only the id is needed.
struct HostingRow: ListRow {
    let item: InventoryItem

    init(_ object: JSONObject) throws(MalformedAnswer) {
        let primary = object["primaryDomain"]?.text?.cleanedForDisplay
        let domains = (object["domains"]?.texts ?? []).map(\.cleanedForDisplay)
        let name = (object["name"]?.text ?? object["customName"]?.text)?.cleanedForDisplay
        item = InventoryItem(
            id: try object.resourceID("id"),
            kind: .hostingPassword,
            name: name ?? primary,
            serviceStatus: object.toleratedText("serviceStatus").map { ServiceStatus(rawValue: $0.cleanedForDisplay) },
            tags: object["tags"]?.texts?.map(\.cleanedForDisplay),
            domains: [primary].compactMap { $0 } + domains.filter { $0 != primary },
            controlPanel: object.controlPanel)
    }
}

/// The 200 of `GET /shared-hosting/{accountId}`: of all that it says only the control panel is not in the list.
struct HostingAccount: JSONContent {
    let controlPanel: String?

    init(_ object: JSONObject) {
        controlPanel = object.controlPanel
    }
}

extension JSONObject {
    /// Only `cpanel` is documented; what accounts with another panel show is not.
    fileprivate var controlPanel: String? {
        self["controlPanel"]?.object?.toleratedText("type")?.cleanedForDisplay.lowercased()
    }
}
