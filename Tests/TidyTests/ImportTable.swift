/// Who may import whom: arrows point inward, adapters never import each other. The same table is in the README.
enum ImportTable {
    /// What every target with input or output may use of the system.
    private static let system: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

    private static let nio: Set<String> = [
        "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOConcurrencyHelpers", "NIOFoundationCompat", "NIOExtras",
    ]

    /// Hummingbird speaks in the types of swift-http-types, and is handed a logger to be quiet.
    private static let hummingbird: Set<String> = ["Hummingbird", "HummingbirdCore", "HTTPTypes"]

    private static let adapters: Set<String> = [
        "ReconcilePolicy", "HostUpAPI", "ReconcileHTTP", "ReconcileStore", "ReconcileEscrow", "ReconcileSystemd",
        "ReconcileControl",
    ]

    static let allowed: [String: Set<String>] = [
        "ReconcileCore": ["HeapModule", "DequeModule", "OrderedCollections"],
        "ReconcilePolicy": system.union(["ReconcileCore", "Yams"]),
        "HostUpAPI": system.union(["ReconcileCore", "Crypto"]),
        "ReconcileHTTP": system.union(nio).union(["ReconcileCore", "HostUpAPI", "AsyncHTTPClient"]),
        "ReconcileStore": system.union(["ReconcileCore", "GRDB", "Crypto"]),
        "ReconcileEscrow": system.union(["ReconcileCore", "Crypto"]),
        "ReconcileSystemd": system.union(["CSystemd", "Logging"]),
        "ReconcileControl": system,
        "ReconcileDaemon": system.union(adapters).union(nio).union(hummingbird)
            .union(["ReconcileCore", "ServiceLifecycle", "UnixSignals", "Logging", "CoreMetrics"]),
        "ReconcileSimulation": system.union([
            "ReconcileCore", "HostUpAPI", "ReconcileStore", "ReconcileEscrow", "DequeModule",
        ]),
        "HostUpSimulator": system.union(nio).union(hummingbird).union(["ReconcileSimulation", "Logging"]),
        "reconciled": system.union(["ReconcileDaemon", "ReconcileSimulation", "HostUpSimulator", "ArgumentParser"]),
        "hostup-simulator": system.union(["HostUpSimulator", "ArgumentParser"]),
        "PacingBenchmark": ["ReconcileCore", "ReconcileSimulation", "HeapModule", "DequeModule", "Foundation"],
        "pacing-benchmark": ["PacingBenchmark", "ArgumentParser", "Foundation"],
        "reconcile-sim": system.union(["ReconcileSimulation", "ArgumentParser"]),
    ]

    /// The module that a line of code imports; `nil` where it imports none.
    static func importedModule(in line: String) -> String? {
        let pattern =
            /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
        return line.firstMatch(of: pattern).map { String($0.output.1) }
    }
}
