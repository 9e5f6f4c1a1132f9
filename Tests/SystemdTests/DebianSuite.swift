import Foundation
import Testing

/// A release of Debian that boxes stand on, with the systemd that it brings.
enum DebianSuite: String, CaseIterable, CustomTestStringConvertible {
    /// systemd 252: this machine's own root.
    case bookworm
    /// systemd 257: a root that `make test` gets from Debian's mirror.
    case trixie

    var testDescription: String { rawValue }

    /// What a box stands on.
    var root: URL {
        switch self {
        case .bookworm: URL(fileURLWithPath: "/")
        case .trixie: SystemdBox.repository.appending(path: ".build-systemd/trixie")
        }
    }

    /// Why there can be no box of this suite; `nil` where there can.
    var whyUnavailable: String? {
        switch self {
        case .bookworm: SystemdBox.whyUnavailable
        case .trixie:
            FileManager.default.fileExists(atPath: root.appending(path: ".complete").path)
                ? SystemdBox.whyUnavailable : "no root of Debian 13: `make debian-13` tells why"
        }
    }

    static let available = allCases.filter { $0.whyUnavailable == nil }
}

/// Counts what cannot be tested as skipped.
@Suite struct DebianSuiteTests {
    @Test(
        "on Debian 13's systemd 257 everything is tested too",
        .enabled(
            if: DebianSuite.trixie.whyUnavailable == nil,
            Comment(rawValue: DebianSuite.trixie.whyUnavailable ?? "")))
    func trixie() async throws {
        let outcome = try await SystemdBox.run(on: .trixie, script: "systemctl --version | head -1 | cut -d ' ' -f 1-2")
        #expect(outcome == .init(exitStatus: 0, output: "systemd 257\n", diagnostics: ""))
    }
}
