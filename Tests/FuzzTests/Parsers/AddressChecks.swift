import Foundation
import ReconcileCore

/// Addresses and blocks of them, as `ips` of a policy and the lists of the API have them.
enum AddressChecks {
    /// Two lines: a block, and an address to look for in it.
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parts = lines[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let block = IPRange(lines[0])
        let base = IPAddress(parts[0])
        try promiseSameAsSystem(base, parts[0])
        try promise(block == nil || base != nil, "a block begins with an address")
        guard lines.count == 2 else { return }
        let address = IPAddress(lines[1])
        try promiseSameAsSystem(address, lines[1])
        guard let block, let base else { return }
        try promise(block.contains(base), "'\(lines[0])' contains its own base")
        if let address {
            let length = parts.count == 2 ? Int(parts[1]) ?? 0 : base.bytes.count * 8
            let isIn =
                bits(base).count == bits(address).count && bits(base).prefix(length) == bits(address).prefix(length)
            try promise(block.contains(address) == isIn, "'\(lines[0])' contains what shares its first \(length) bits")
        }
    }

    private static func bits(_ address: IPAddress) -> [UInt8] {
        address.bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    }

    /// `inet_pton` (RFC 3493 section 6.3) reads the same notations.
    private static func promiseSameAsSystem(_ address: IPAddress?, _ text: String) throws(BrokenPromise) {
        guard !text.utf8.contains(0) else { return }
        var bytes = [UInt8](repeating: 0, count: 16)
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        let isAddress = inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1
        try promiseEqual(
            address?.bytes, isAddress ? Array(bytes.prefix(isIPv6 ? 16 : 4)) : nil, "'\(text)' as an address")
    }
}
