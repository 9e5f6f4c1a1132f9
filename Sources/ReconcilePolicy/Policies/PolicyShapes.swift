import Foundation
import ReconcileCore

extension Shape<String> {
    /// The name of a policy.
    static var policyName: Self {
        .text("1 to \(PolicyLimits.longestName) letters, digits, dots, underscores or dashes") { text in
            let fits = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default:
                    false
                }
            }
            return fits && (1...PolicyLimits.longestName).contains(text.utf8.count) ? text : nil
        }
    }

    static func word(_ wants: String) -> Self {
        .line(wants, longest: PolicyLimits.longestWord)
    }

    /// An OpenSSH fingerprint: `SHA256:` and the unpadded Base64 of 32 bytes.
    static var keyFingerprint: Self {
        .text("a fingerprint such as `ssh-keygen -lf KEY.pub` prints, 'SHA256:' and 43 characters") { text in
            let prefix = "SHA256:"
            guard text.hasPrefix(prefix) else { return nil }
            let digits = text.dropFirst(prefix.count)
            // Encoding the bytes again tells apart what merely decodes to them.
            guard digits.utf8.count == 43, let hash = Data(base64Encoded: digits + "="), hash.count == 32,
                hash.base64EncodedString() == digits + "="
            else { return nil }
            return text
        }
    }
}

extension Shape<Glob> {
    static var glob: Self {
        let words = Shape<String>.word("a name or pattern such as web-*")
        return Shape(wants: words.wants) { scalar throws(Mismatch) in Glob(try words.read(scalar)) }
    }
}

extension Shape<IPRange> {
    static var addresses: Self {
        .text("addresses such as 192.0.2.0/24 or 2001:db8::/32", IPRange.init)
    }
}

extension Shape<WallTime> {
    static var time: Self {
        .text("an RFC 3339 time such as 2026-12-01T00:00:00Z", WallTime.init(rfc3339:))
    }
}

extension Shape<BrakeLimit> {
    /// A share of the matched resources or a bare number of them; 100% brakes nothing.
    static var brake: Self {
        Shape(wants: "a share from 1% to 100% or a number of resources") { scalar throws(Mismatch) in
            if let share = percent(scalar.text) { return share == 100 ? .off : .percent(share) }
            guard let count = wholeNumber(scalar.text), PolicyLimits.brakeResources.contains(count) else {
                throw Mismatch()
            }
            guard scalar.isPlain else { throw Mismatch(hint: "write it without quotes") }
            return .resources(count)
        }
    }
}

extension Shape<CalendarWindow> {
    static var window: Self {
        Shape(wants: CalendarWindow.wants) { scalar throws(Mismatch) in try CalendarWindow(scalar.text) }
    }
}

extension Shape<Waves.Batch> {
    /// A share of the matched resources or a bare number of them.
    static var batch: Self {
        Shape(wants: "a share from 1% to 100% or a number of resources") { scalar throws(Mismatch) in
            if let share = percent(scalar.text) { return .percent(share) }
            guard let count = wholeNumber(scalar.text), PolicyLimits.batchResources.contains(count) else {
                throw Mismatch()
            }
            guard scalar.isPlain else { throw Mismatch(hint: "write it without quotes") }
            return .resources(count)
        }
    }
}
