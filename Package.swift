// swift-tools-version: 6.2
import PackageDescription

// The table of targets and of who may import whom is in README.md; `TidyTests` reads the imports and enforces it.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// For what lives through many simulated days: debug builds optimize it too, so that tests live through them in minutes.
let quick = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The fuzzed parsers' checks are a test, and under `make fuzz` a program, for which libFuzzer brings the `main`.
let fuzzed: [Target.Dependency] = [
    "ReconcilePolicy", "HostUpAPI", "ReconcileStore", "ReconcileEscrow", "ReconcileCore",
    .product(name: "Yams", package: "Yams"),
]
let fuzzing =
    Context.environment["RECONCILED_FUZZING"] == nil
    ? Target.testTarget(
        name: "FuzzTests",
        dependencies: fuzzed,
        exclude: ["Corpus", "Fuzzer.swift"],
        swiftSettings: strict)
    : .executableTarget(
        name: "reconcile-fuzz",
        dependencies: fuzzed,
        path: "Tests/FuzzTests",
        exclude: ["Corpus", "Mutation", "FuzzTests.swift"],
        swiftSettings: strict)

let package = Package(
    name: "reconciled",
    products: [
        .executable(name: "reconciled", targets: ["reconciled"]),
        .executable(name: "hostup-simulator", targets: ["hostup-simulator"]),
        .executable(name: "pacing-benchmark", targets: ["pacing-benchmark"]),
        .executable(name: "reconcile-sim", targets: ["reconcile-sim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "ReconcileCore", dependencies: [heap, deque], swiftSettings: quick),
        .target(
            name: "ReconcilePolicy",
            dependencies: ["ReconcileCore", .product(name: "Yams", package: "Yams")],
            exclude: ["Schemas"],
            swiftSettings: strict),
        .target(name: "HostUpAPI", dependencies: ["ReconcileCore", crypto], swiftSettings: quick),
        .target(
            name: "ReconcileHTTP",
            dependencies: ["ReconcileCore", "HostUpAPI", httpClient, nioCore, nioHTTP1],
            swiftSettings: strict),
        .target(name: "ReconcileStore", dependencies: ["ReconcileCore", grdb, crypto], swiftSettings: quick),
        .target(name: "ReconcileEscrow", dependencies: ["ReconcileCore", crypto], swiftSettings: strict),
        .systemLibrary(name: "CSystemd"),
        .target(name: "ReconcileSystemd", dependencies: ["CSystemd", logging], swiftSettings: strict),
        .target(name: "ReconcileControl", swiftSettings: strict),
        .target(
            name: "ReconcileDaemon",
            dependencies: [
                "ReconcileCore", "ReconcilePolicy", "HostUpAPI", "ReconcileHTTP", "ReconcileStore", "ReconcileEscrow",
                "ReconcileSystemd", "ReconcileControl", nioCore, nioPosix, nioHTTP1, hummingbird, httpTypes, logging,
                metrics, signals,
            ],
            exclude: ["Schemas"],
            swiftSettings: strict),
        .target(
            name: "ReconcileSimulation",
            dependencies: ["ReconcileCore", "HostUpAPI", "ReconcileStore", "ReconcileEscrow", deque],
            swiftSettings: quick),
        .target(
            name: "HostUpSimulator",
            dependencies: ["ReconcileSimulation", hummingbird, httpTypes, nioCore, logging],
            swiftSettings: strict),
        .executableTarget(
            name: "reconciled",
            dependencies: ["ReconcileDaemon", "HostUpSimulator", "ReconcileSimulation", arguments],
            swiftSettings: strict),
        .executableTarget(
            name: "hostup-simulator", dependencies: ["HostUpSimulator", arguments], swiftSettings: strict),
        .target(
            name: "PacingBenchmark",
            dependencies: ["ReconcileCore", "ReconcileSimulation", heap, deque],
            path: "Benchmarks/PacingBenchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "pacing-benchmark",
            dependencies: ["PacingBenchmark", arguments],
            path: "Benchmarks/pacing-benchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "reconcile-sim", dependencies: ["ReconcileSimulation", arguments], swiftSettings: strict),
        .testTarget(name: "ReconcileCoreTests", dependencies: ["ReconcileCore"], swiftSettings: strict),
        .testTarget(
            name: "ReconcilePolicyTests",
            dependencies: ["ReconcilePolicy", "ReconcileCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .testTarget(name: "HostUpAPITests", dependencies: ["HostUpAPI", "ReconcileCore"], swiftSettings: strict),
        .testTarget(
            name: "ReconcileHTTPTests",
            dependencies: ["ReconcileHTTP", "HostUpAPI", "ReconcileCore"],
            swiftSettings: strict),
        .testTarget(
            name: "ReconcileStoreTests", dependencies: ["ReconcileStore", "ReconcileCore", grdb], swiftSettings: strict),
        .testTarget(
            name: "ReconcileEscrowTests",
            dependencies: ["ReconcileEscrow", "ReconcileCore", crypto],
            exclude: ["guesses.py"],
            swiftSettings: strict),
        .testTarget(
            name: "ReconcileControlTests", dependencies: ["ReconcileControl"], swiftSettings: strict),
        .testTarget(
            name: "ReconcileDaemonTests",
            dependencies: [
                "ReconcileDaemon", "ReconcileCore", "ReconcilePolicy", "HostUpAPI", "ReconcileHTTP", "ReconcileStore",
                "ReconcileSystemd", "ReconcileSimulation", "ReconcileControl", grdb, metrics,
            ],
            exclude: ["Expectations", "page.py", "pixels.py", "validate.py"],
            swiftSettings: strict),
        .testTarget(
            name: "ReconcileSystemdTests",
            dependencies: ["ReconcileSystemd", "CSystemd", logging],
            swiftSettings: strict),
        .testTarget(
            name: "ReconcileSimulationTests",
            dependencies: ["ReconcileSimulation", "ReconcileCore", "HostUpAPI"],
            swiftSettings: strict),
        .testTarget(
            name: "HostUpSimulatorTests",
            dependencies: ["HostUpSimulator", "ReconcileSimulation", "ReconcileCore", "HostUpAPI"],
            swiftSettings: strict),
        .testTarget(
            name: "PacingBenchmarkTests",
            dependencies: ["PacingBenchmark", "ReconcileCore", "ReconcileSimulation"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "reconciled", "hostup-simulator", "ReconcileSimulation", "ReconcileCore", crypto, httpClient, nioCore,
                nioHTTP1,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["reconciled", "hostup-simulator"],
            exclude: ["systemd-in-box.sh", "debian-root.sh", "packages.sh", "scenario.sh", "stand-in.py"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["ReconcileSimulation"],
            exclude: ["failed-seeds.txt", "Mutations", "mutants.py"],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        fuzzing,
    ],
    swiftLanguageModes: [.v6]
)
