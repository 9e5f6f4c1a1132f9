import ReconcileCore

/// One row of `GET /vps`; the fields are those of https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id, all of
/// which are optional there. Only the id is needed.
struct VPSRow: ListRow {
    let item: InventoryItem

    init(_ object: JSONObject) throws(MalformedAnswer) {
        item = InventoryItem(
            id: try object.resourceID("id"),
            kind: .sshPasswordLogin,
            name: object["name"]?.text?.cleanedForDisplay,
            address: object["primaryIp"]?.text?.cleanedForDisplay,
            serviceStatus: object.toleratedText("serviceStatus").map { ServiceStatus(rawValue: $0.cleanedForDisplay) },
            powerState: object.toleratedText("powerState").map { PowerState(rawValue: $0.cleanedForDisplay) },
            osFamily: object["operatingSystem"]?.object.flatMap(Self.family),
            tags: object["tags"]?.list.flatMap(Self.tags))
    }

    /// In lower case, without white space around it; `nil` where there is nothing else.
    private static func family(_ operatingSystem: JSONObject) -> String? {
        let text = operatingSystem.toleratedText("family") ?? ""
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ").cleanedForDisplay
    }

    /// A tag is a string, as on the older API, or an object with a name: the page of the list does not say which.
    private static func tags(_ elements: [JSONTree]) -> [String]? {
        let names = elements.compactMap { $0.text ?? $0.object?["name"]?.text }
        return names.count == elements.count ? names.map(\.cleanedForDisplay) : nil
    }
}
