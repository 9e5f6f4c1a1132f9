@testable import ReconcileEscrow

extension AgeSample {
    private static func malformed(_ name: String, _ rule: String, _ header: [UInt8]) -> AgeSample {
        AgeSample(name: name, file: header + rightPayload, expected: .failure(.malformedHeader(rule)))
    }

    private static func opened(_ name: String, _ lines: [String]) -> AgeSample {
        AgeSample(name: name, file: stanzas(lines) + rightPayload, expected: .success(content))
    }

    private static let firstLine = "it does not begin with 'age-encryption.org/v1'"
    private static let arguments = "a recipient's first line is not as it has to be"
    private static let body = "a recipient's body is not as it has to be"
    private static let end = "its last line is missing"
    private static let key = "a recipient's key is not as it has to be"
    private static let code = "its code is not one"

    /// A body line of 64 columns, and one that continues it to 49 bytes.
    private static let fullLine = String(repeating: "QUFB", count: 16)

    static let headers: [AgeSample] = framing + stanzaForms + keys

    private static let framing: [AgeSample] = [
        opened("all is right", lines),
        AgeSample(name: "empty", file: [], expected: .failure(.malformedHeader("it is cut short"))),
        malformed(
            "version_unsupported", firstLine,
            header("age-encryption.org/v1234\n" + lines.joined(separator: "\n") + "\n")),
        malformed(
            "header_crlf", firstLine, header("age-encryption.org/v1\r\n" + lines.map { $0 + "\r\n" }.joined())),
        malformed("no_stanzas", "it names no recipient", header("age-encryption.org/v1\n")),
        AgeSample(
            name: "hmac_bad",
            file: header(text) { _ in " \(AgeBase64.text(noise(32)))\n" } + rightPayload, expected: .failure(.headerMAC)
        ),
        malformed("hmac_extra_space", code, header(text) { "  \($0)\n" }),
        malformed("hmac_garbage", code, header(text) { " \($0)A\n" }),
        malformed("hmac_missing", end, header(text) { _ in "\n" }),
        malformed("hmac_no_space", end, header(text) { "\($0)\n" }),
        malformed("hmac_not_canonical", code, header(text) { " \(notCanonical($0))\n" }),
        malformed("hmac_trailing_space", code, header(text) { " \($0) \n" }),
        malformed("hmac_truncated", code, header(text) { " \($0.dropLast())\n" }),
    ]

    private static let stanzaForms: [AgeSample] = [
        opened("x25519_grease", ["-> grease"] + ["", "-> a-grease b c", "QUFB"] + lines),
        opened("stanza_valid_characters", ["-> !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", ""] + lines),
        opened("stanza_empty_last_line", lines + ["-> stanza", fullLine, ""]),
        opened("stanza_long_body", lines + ["-> stanza", fullLine, fullLine, "QUFB"]),
        malformed("stanza_bad_start", end, stanzas(lines + ["- stanza", ""])),
        malformed("stanza_empty_argument", arguments, stanzas(["-> a  b", ""] + lines)),
        malformed("stanza_trailing_space", arguments, stanzas(["-> a ", ""] + lines)),
        malformed("stanza_no_arguments", arguments, stanzas(["->", ""] + lines)),
        malformed("stanza_no_argument", arguments, stanzas(["-> ", ""] + lines)),
        malformed("stanza_invalid_character", arguments, stanzas(["-> ruﬀ", ""] + lines)),
        malformed("stanza_base64_padding", body, stanzas(lines + ["-> stanza", fullLine, "QUE="])),
        malformed("stanza_not_canonical", body, stanzas(lines + ["-> stanza", fullLine, "QUF"])),
        malformed("stanza_long_line", body, stanzas(lines + ["-> stanza", fullLine + "QUFB", ""])),
        malformed("stanza_missing_body", body, stanzas(["-> stanza"] + lines)),
        malformed("stanza_missing_final_line", body, stanzas(lines + ["-> stanza", fullLine])),
        malformed("stanza_multiple_short_lines", end, stanzas(lines + ["-> stanza", "QUFB", "QUFB"])),
        malformed("stanza_spurious_cr", body, stanzas([lines[0], lines[1] + "\r"])),
        malformed("stanza_bad_base64", body, stanzas(lines + ["-> stanza", "QU*B"])),
    ]

    private static let keys: [AgeSample] = [
        opened("x25519_multiple_recipients", other + lines + other),
        AgeSample(name: "x25519_no_match", file: stanzas(other) + rightPayload, expected: .failure(.noMatch)),
        AgeSample(
            name: "x25519_lowercase", file: stanzas(["-> x25519 \(share)", lines[1]]) + rightPayload,
            expected: .failure(.noMatch)),
        AgeSample(
            name: "x25519_bad_tag", file: stanzas([lines[0], AgeBase64.text(noise(32))]) + rightPayload,
            expected: .failure(.noMatch)),
        malformed("x25519_extra_argument", key, stanzas([lines[0] + " 1234", lines[1]])),
        malformed("x25519_no_share", key, stanzas(["-> X25519", lines[1]])),
        malformed("x25519_long_share", key, stanzas(["-> X25519 \(AgeBase64.text(noise(33)))", lines[1]])),
        malformed("x25519_short_share", key, stanzas(["-> X25519 \(AgeBase64.text(noise(31)))", lines[1]])),
        malformed("x25519_long_file_key", key, stanzas([lines[0], AgeBase64.text(noise(33))])),
        malformed("x25519_short_body", key, stanzas([lines[0], AgeBase64.text(noise(31))])),
        malformed("x25519_not_canonical_share", key, stanzas(["-> X25519 \(notCanonical(share))", lines[1]])),
        malformed("x25519_not_canonical_body", body, stanzas([lines[0], notCanonical(lines[1])])),
        malformed(
            "x25519_low_order", "a recipient's key protects nothing",
            stanzas(["-> X25519 \(AgeBase64.text([UInt8](repeating: 0, count: 32)))", lines[1]])),
    ]

    private static let text = "age-encryption.org/v1\n" + lines.joined(separator: "\n") + "\n"

    /// A right stanza for somebody else.
    private static let other = ["-> X25519 \(AgeBase64.text(noise(32, seed: 8)))", AgeBase64.text(noise(32, seed: 9))]

    /// The same 32 bytes written with the spare bits of the last character set.
    private static func notCanonical(_ encoded: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let last = encoded.last.flatMap { alphabet.firstIndex(of: $0) } ?? 0
        return encoded.dropLast() + String(alphabet[last | 1])
    }
}
