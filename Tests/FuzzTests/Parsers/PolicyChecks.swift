import Foundation
import ReconcileCore

@testable import ReconcilePolicy

/// Whole policy files.
enum PolicyChecks {
    /// What the clock says: 2026-11-21T12:00:00Z.
    static let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)
    private static let file = "a.yaml"

    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        let problems = FileProblems(file: file)
        guard let text = YAMLFile.decode(input, problems: problems) else {
            try DiagnosticChecks.promiseUndecodable(problems.diagnostics, input)
            return
        }
        switch PolicyLoader.parse(text: text, file: file, now: noon) {
        case .failure(let errors):
            try DiagnosticChecks.promiseExplained(errors.diagnostics, text)
        case .success(let loaded):
            try DiagnosticChecks.promiseWarnings(loaded.warnings, text)
            try promise(loaded.policies.count == 1, "a file holds one policy")
            for policy in loaded.policies { try promiseSound(policy) }
            try promiseSame(loaded, text)
        }
    }

    private static func promiseSound(_ policy: Policy) throws(BrokenPromise) {
        try promise((1...64).contains(policy.name.utf8.count), "a policy has a name")
        try promiseShowable(policy.name, atMost: 64, "a policy's name")
        try promise((.seconds(10)...(.days(31))).contains(policy.every), "guests are read every 10 s to 31 days")
        switch policy.rules {
        case .sshPasswordLogin(let rules):
            try promise(rules.sshKeys.minimum >= 1, "at least one key has to remain")
            if rules.desired.enabled { try promise(names(policy.match) == .ids, "opening names each server") }
        case .hostingPassword(let rules):
            try promiseSound(rules)
            try promise(policy.waivers.allSatisfy { $0.enabled == nil }, "no password is wanted on or off")
        }
        if case .percent(let share) = policy.brake { try promise((1..<100).contains(share), "a share in percent") }
        for waiver in policy.waivers {
            try promise(waiver.until <= noon + .days(30), "a waiver ends within 30 days")
            try promiseShowable(waiver.reason, atMost: 256, "a waiver's reason")
            guard waiver.enabled == true else { continue }
            try promise(waiver.until <= noon + .hours(72), "an opening waiver ends within 72 hours")
            try promise(names(waiver.match) != .patterns, "an opening waiver names each server")
        }
    }

    private static func promiseSound(_ rules: HostingPasswordPolicy) throws(BrokenPromise) {
        let within = rules.desired.rotatedWithin
        try promise((.hours(1)...(.days(3650))).contains(within), "a password lasts an hour to ten years")
        try promise((8...128).contains(rules.length), "the provider takes 8 to 128 characters")
        switch rules.escrow {
        case .recipients(let recipients):
            try promise((1...20).contains(recipients.count), "1 to 20 people can open it")
            try promise(Set(recipients).count == recipients.count, "each of them stands there once")
            for recipient in recipients {
                try promise((try? AgeRecipientText(recipient))?.text == recipient, "a recipient is one")
            }
        case .command(let words):
            try promise((1...64).contains(words.count), "a command has 1 to 64 words")
            try promise(words.first?.hasPrefix("/") == true, "a command begins with an absolute path")
            for word in words { try promiseShowable(word, atMost: 4095, "a word of a command") }
        }
    }

    private enum Naming {
        case ids
        case wholeNames
        case patterns
    }

    private static func names(_ match: Match) -> Naming {
        guard case .conditions(let conditions) = match else { return .patterns }
        if conditions.ids?.isEmpty == false { return .ids }
        let names = conditions.names ?? []
        return !names.isEmpty && names.allSatisfy(\.isLiteral) ? .wholeNames : .patterns
    }

    /// Nothing that means nothing in YAML changes what a policy says, and it survives being stored.
    private static func promiseSame(_ loaded: LoadedPolicies, _ text: String) throws(BrokenPromise) {
        for variant in YAMLVariants.all(of: text) {
            switch PolicyLoader.parse(text: variant.text, file: file, now: noon) {
            case .failure(let errors):
                throw BrokenPromise("\(variant.name) change nothing: \(errors)")
            case .success(let again):
                try promiseEqual(
                    loaded.policies.map(withoutFingerprint), again.policies.map(withoutFingerprint), variant.name)
                try promiseEqual(loaded.warnings, again.warnings, "what is said, given \(variant.name)")
            }
        }
        let stored = try? JSONDecoder().decode([Policy].self, from: JSONEncoder().encode(loaded.policies))
        try promiseEqual(loaded.policies, stored, "a stored policy")
    }

    private static func withoutFingerprint(_ policy: Policy) -> Policy {
        var policy = policy
        policy.source.fingerprint = ""
        return policy
    }
}

/// Texts that say the same in YAML.
enum YAMLVariants {
    static func all(of text: String) -> [(name: String, text: String)] {
        var variants = [(name: "a comment at the end", text: "\(text)\n# end\n")]
        if !text.unicodeScalars.contains("\r") {
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            variants.append((name: "line ends of Windows", text: lines.map { String($0) }.joined(separator: "\r\n")))
        }
        if text.unicodeScalars.first != "\u{feff}" {
            variants.append((name: "a byte order mark", text: "\u{feff}\(text)"))
        }
        return variants
    }
}
