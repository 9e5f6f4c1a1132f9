import Crypto
import Foundation

/// A public key in OpenSSH's notation, checked as far as sshd checks it before it looks at the mathematics.
struct PublicKey {
    /// As `ssh-keygen -lf` prints it: `SHA256:` and the hash of the decoded key in base64 without padding.
    let fingerprint: String

    /// Reads `TYPE BASE64 [COMMENT]`.
    ///
    /// The types are those that a current sshd accepts by default; `ssh-dss` is not among them (OpenSSH 7.0 turned it
    /// off, 10.0 removed it), so such an entry is no key. The decoded key must repeat the type and hold exactly the
    /// fields that RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4 and OpenSSH's PROTOCOL.u2f name.
    init?(_ text: ArraySlice<UInt8>) {
        let parts = text.split(maxSplits: 2, whereSeparator: KeyLine.isBlank)
        guard parts.count >= 2, let kind = Kind(rawValue: String(decoding: parts[0], as: UTF8.self)),
            let blob = Data(base64Encoded: Data(parts[1])),
            let fields = Self.fields(of: Array(blob)),
            fields.first == Array(kind.rawValue.utf8),
            kind.accepts(Array(fields.dropFirst()))
        else { return nil }
        let hash = Data(SHA256.hash(data: blob)).base64EncodedString()
        fingerprint = "SHA256:" + String(decoding: hash.utf8.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    }

    /// Splits a key into its strings, each after its length in four bytes (RFC 4251 section 5).
    private static func fields(of blob: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = []
        var rest = blob[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return nil }
            fields.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return fields
    }
}

extension PublicKey {
    fileprivate enum Kind: String {
        case ed25519 = "ssh-ed25519"
        case rsa = "ssh-rsa"
        case nistp256 = "ecdsa-sha2-nistp256"
        case nistp384 = "ecdsa-sha2-nistp384"
        case nistp521 = "ecdsa-sha2-nistp521"
        case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
        case securityKeyNistp256 = "sk-ecdsa-sha2-nistp256@openssh.com"

        /// OpenSSH refuses RSA keys below 1024 bits (SSH_RSA_MINIMUM_MODULUS_SIZE).
        private static let leastModulusBytes = 128
        private static let ed25519Bytes = 32

        /// Whether these are the fields that follow the type.
        func accepts(_ fields: [[UInt8]]) -> Bool {
            switch self {
            case .ed25519:
                return fields.count == 1 && fields[0].count == Self.ed25519Bytes
            case .rsa:
                return fields.count == 2 && !fields[0].isEmpty
                    && fields[1].drop { $0 == 0 }.count >= Self.leastModulusBytes
            case .nistp256:
                return fields.count == 2 && isPoint(fields[1], on: fields[0], curve: "nistp256", bytes: 65)
            case .nistp384:
                return fields.count == 2 && isPoint(fields[1], on: fields[0], curve: "nistp384", bytes: 97)
            case .nistp521:
                return fields.count == 2 && isPoint(fields[1], on: fields[0], curve: "nistp521", bytes: 133)
            case .securityKeyEd25519:
                return fields.count == 2 && fields[0].count == Self.ed25519Bytes && !fields[1].isEmpty
            case .securityKeyNistp256:
                return fields.count == 3 && isPoint(fields[1], on: fields[0], curve: "nistp256", bytes: 65)
                    && !fields[2].isEmpty
            }
        }

        /// Only uncompressed points, which begin with 4 (SEC 1 section 2.3.3), are in use.
        private func isPoint(_ point: [UInt8], on name: [UInt8], curve: String, bytes: Int) -> Bool {
            name == Array(curve.utf8) && point.count == bytes && point[0] == 4
        }
    }
}
