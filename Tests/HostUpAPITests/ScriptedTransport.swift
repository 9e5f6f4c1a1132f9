import HostUpAPI
import ReconcileCore

/// Gives one answer to everything and keeps what was asked.
actor ScriptedTransport: ReadTransport, WriteTransport {
    private let result: WireResult
    private(set) var requests: [String] = []

    init(_ result: WireResult) {
        self.result = result
    }

    func get(_ target: String) -> WireResult {
        requests.append("GET \(target)")
        return result
    }

    func patch(_ target: String, body: [UInt8]) -> WireResult {
        requests.append("PATCH \(target) \(String(decoding: body, as: UTF8.self))")
        return result
    }

    func post(_ target: String, body: [UInt8]) -> WireResult {
        requests.append("POST \(target) \(String(decoding: body, as: UTF8.self))")
        return result
    }
}

/// What the clock says in these tests: 2026-11-21T12:00:00Z, as every `Date` below.
let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)

func answer(_ status: Int = 200, _ headers: [(name: String, value: String)] = [], _ body: String = "") -> WireResult {
    .response(WireResponse(status: status, headers: headers, body: Array(body.utf8)))
}

func list(_ result: WireResult) async -> Reply {
    await APIReader(transport: ScriptedTransport(result), clock: { noon })
        .perform(.list(.sshPasswordLogin, cursor: nil, limit: 100))
}

func state(_ result: WireResult) async -> Reply {
    await APIReader(transport: ScriptedTransport(result), clock: { noon })
        .perform(.state(.sshPasswordLogin, ResourceID("vps_1")))
}

func write(_ result: WireResult) async -> Reply {
    await APIWriter(transport: ScriptedTransport(result), clock: { noon })
        .perform(WriteRequest(resource: ResourceID("vps_1"), change: .sshPasswordLogin(enabled: false)))
}
