@testable import ReconcilePolicy

/// Where requests, and the token with them, will go.
enum BaseURLChecks {
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        switch Result(catching: { () throws(InvalidBaseURL) in try APIBaseURL(text) }) {
        case .success(let url):
            try promiseSound(url)
        case .failure(let refusal):
            try promiseShowable(refusal.reason, atMost: 1000, "why it is refused")
            try promiseShowable(refusal.hint, atMost: 1000, "what to do about it")
        }
    }

    static func promiseSound(_ url: APIBaseURL) throws(BrokenPromise) {
        let text = url.text
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"?#\\\"<>".utf8.contains($0) }
        try promise(isPlain, "'\(text)' needs no further encoding and holds no query or fragment")
        try promise(!text.hasSuffix("/"), "'\(text)' takes a path that begins with a slash")
        try promiseEqual(url, try? APIBaseURL(text), "'\(text)'")
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        try promise(parts.count == 3 && parts[1].isEmpty, "'\(text)' has a host")
        let host = parts[2].prefix { $0 != "/" }.lowercased()
        try promise(!host.isEmpty && !host.contains("@"), "'\(text)' has a host and no user")
        let afterAddress = host.lastIndex(of: "]").map { host[$0...] } ?? host[...]
        let port = afterAddress.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last ?? ""
        try promise(port.isEmpty || (1...65535).contains(Int(port) ?? 0), "'\(text)' has a port that there is, or none")
        guard parts[0].lowercased() == "http:" else {
            try promise(parts[0].lowercased() == "https:", "'\(text)' is https")
            return
        }
        let isLoopback =
            host.hasPrefix("[") || host.hasPrefix("127.") || host == "localhost" || host.hasPrefix("localhost:")
        try promise(isLoopback, "'\(text)' stays on this machine")
        let outside = host.utf8.first { !"0123456789abcdef.:[]".utf8.contains($0) }
        try promise(outside == nil || host.hasPrefix("localhost"), "'\(text)' names an address")
    }
}
