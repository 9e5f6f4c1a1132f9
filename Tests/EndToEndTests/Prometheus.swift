import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import Testing

/// The real Prometheus, which is not ours and so a witness.
struct Prometheus: Sendable {
    let child: ChildProcess
    private let port: Int

    /// Where its programs are: installed, or unpacked by `make prometheus`.
    private static let folder: URL? = {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let places = [URL(filePath: "/usr/bin"), root.appending(path: ".build-prometheus/usr/bin")]
        return places.first { Programs.canRun($0.appending(path: "prometheus")) }
    }()

    static let isThere = folder != nil
    static let whyNot: Comment = "no Prometheus on this machine; `make prometheus` gets one without installing it"

    static var promtool: URL { (folder ?? URL(filePath: "/usr/bin")).appending(path: "promtool") }
    private static var program: URL { (folder ?? URL(filePath: "/usr/bin")).appending(path: "prometheus") }

    struct Refused: Error {
        var query: String
        var answer: String
    }

    /// - Parameter target: the host and port that it is to scrape, every half second.
    static func start(scraping target: String, in sandbox: Sandbox) async throws -> Prometheus {
        let port = try freePort()
        let file = sandbox.directory.appending(path: "prometheus.yml")
        let configuration = """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms}
            scrape_configs:
              - job_name: reconciled
                static_configs: [{targets: ["\(target)"]}]

            """
        try sandbox.write(configuration, to: file)
        let child = try sandbox.start(
            program,
            [
                "--config.file=\(file.path)", "--web.listen-address=127.0.0.1:\(port)",
                "--storage.tsdb.path=\(sandbox.directory.path)/prometheus", "--log.level=warn",
            ])
        return Prometheus(child: child, port: port)
    }

    /// The values of all series that a query finds; none as long as nobody answers.
    func values(of query: String) async throws -> [Double] {
        struct Answer: Decodable {
            var data: Data

            struct Data: Decodable {
                var result: [Series]
            }
            struct Series: Decodable {
                var value: [Item]
            }
            /// A time as a number, a value as a string.
            struct Item: Decodable {
                var text: String

                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    text = try (try? container.decode(String.self)) ?? "\(container.decode(Double.self))"
                }
            }
        }
        let coded = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? query
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/query?query=\(coded)")
        guard let answer = try? await HTTPClient.shared.execute(request, timeout: .seconds(20)) else { return [] }
        let body = try await answer.body.collect(upTo: 1 << 20)
        // It is not ready yet.
        guard answer.status != .serviceUnavailable else { return [] }
        guard answer.status == .ok else { throw Refused(query: query, answer: String(buffer: body)) }
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)).data.result
            .compactMap { $0.value.last.flatMap { Double($0.text) } }
    }

    /// A TCP port of this machine that was free a moment ago.
    static func freePort() throws -> Int {
        struct NoPort: Error {}
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw NoPort() }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
