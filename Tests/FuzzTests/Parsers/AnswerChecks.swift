import Foundation
import ReconcileCore

@testable import HostUpAPI

/// Bodies of answers, as the API or something before it may send them.
enum AnswerChecks {
    private static let longest = String.longestForDisplay
    /// RFC 3986's unreserved characters and what our own targets add to them.
    private static let targetCharacters = Set("-._~/?=&%".utf8)

    static func checkServerPage(_ input: [UInt8]) throws(BrokenPromise) {
        try checkPage(
            input, SSHPasswordLoginAPI.page, list: SSHPasswordLoginAPI.listTarget, one: SSHPasswordLoginAPI.stateTarget)
    }

    static func checkAccountPage(_ input: [UInt8]) throws(BrokenPromise) {
        try checkPage(
            input, HostingPasswordAPI.page, list: HostingPasswordAPI.listTarget, one: HostingPasswordAPI.resetTarget)
    }

    private static func checkPage(
        _ input: [UInt8], _ decode: ([UInt8]) -> DecodedAnswer, list: (String?, Int) -> String,
        one: (ResourceID) -> String
    ) throws(BrokenPromise) {
        let reply = reply(to: input, decode)
        try promiseSound(reply)
        guard case .page(let page) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promiseEqual(reply, self.reply(to: input, decode), "the page")
        try promiseTarget(list(page.nextCursor, 100))
        for item in page.items {
            try promise((1...200).contains(item.id.text.utf8.count), "an id is 1 to 200 bytes long")
            try promiseShowable(item.id.text, atMost: 200, "an id")
            try promiseTarget(one(item.id))
            let texts = [
                item.name, item.address, item.serviceStatus?.rawValue, item.powerState?.rawValue, item.osFamily,
                item.controlPanel,
            ]
            for text in texts + (item.tags ?? []) + (item.domains ?? []) {
                try promiseShowable(text, atMost: longest, "a row's text")
            }
            try promise(
                item.serviceStatus?.rawValue != "" && item.powerState?.rawValue != "", "an empty status is none")
        }
        for (item, next) in zip(page.items, page.items.dropFirst()) {
            let isSame = item.id.text.utf8.elementsEqual(next.id.text.utf8)
            try promise((item.id == next.id) == isSame, "ids are compared byte for byte")
        }
        if let first = page.items.first { try CacheChecks.promiseStored(ResourceRecord(item: first)) }
    }

    static func checkState(_ input: [UInt8]) throws(BrokenPromise) {
        let reply = reply(to: input, SSHPasswordLoginAPI.observation)
        try promiseSound(reply)
        guard case .observed(let observation) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promiseEqual(reply, self.reply(to: input, SSHPasswordLoginAPI.observation), "the state")
        try promiseSound(observation)
        let drift = LedgerEntry.Drift(
            resource: ResourceID("vps_1"), policy: "a", cause: .change, seen: observation, code: nil, lastCompliant: nil
        )
        try LedgerChecks.promiseStored(.drift(drift))
    }

    static func checkWriteAnswer(_ input: [UInt8]) throws(BrokenPromise) {
        let reply = reply(to: input, SSHPasswordLoginAPI.writeAnswer)
        try promiseSound(reply)
        guard case .written(let answer) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promiseEqual(reply, self.reply(to: input, SSHPasswordLoginAPI.writeAnswer), "the answer")
        try promiseShowable(answer.message, atMost: longest, "the provider's message")
        try promiseSound(answer.observation)
        guard case .observed(let state) = self.reply(to: input, SSHPasswordLoginAPI.observation).outcome else {
            throw BrokenPromise("an answer to a write holds a whole state")
        }
        try promiseEqual(state, answer.observation, "the state beside 'lastOperation'")
    }

    static func checkAccount(_ input: [UInt8]) throws(BrokenPromise) {
        let reply = reply(to: input) { HostingPasswordAPI.observation(from: $0, at: PolicyChecks.noon) }
        try promiseSound(reply)
        guard case .observed(let observation) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promiseSound(observation)
    }

    static func checkReset(_ input: [UInt8]) throws(BrokenPromise) {
        let reply = reply(to: input, HostingPasswordAPI.rotationAnswer)
        try promiseSound(reply)
        guard case .rotated(let answer) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promise((1...200).contains(answer.account.text.utf8.count), "an id is 1 to 200 bytes long")
        for text in [answer.account.text, answer.username] + answer.affectedAccess {
            try promiseShowable(text, atMost: longest, "what the answer says")
        }
    }

    /// Whether a text is JSON at all, beside another reader's word for it.
    static func checkGrammar(_ input: [UInt8]) throws(BrokenPromise) {
        let flaw = flaw(in: input)
        let isRead = (try? JSONSerialization.jsonObject(with: Data(input), options: .fragmentsAllowed)) != nil
        switch flaw {
        case nil:
            // The other one refuses escapes for half a character, too, and numbers that it cannot hold: those have an
            // exponent or hundreds of digits.
            let isPlain = !input.contains(UInt8(ascii: "\\")) && !input.contains { $0 | 0x20 == UInt8(ascii: "e") }
            try promise(isRead || !isPlain || input.count > 200, "what is taken for JSON is JSON")
        case .broken:
            // The other one reads UTF-16 and UTF-32 as well, which have zero bytes, and lists that end with a comma.
            let dense = input.filter { $0 > 0x20 }
            let hasLateComma = zip(dense, dense.dropFirst()).contains { first, second in
                first == UInt8(ascii: ",") && [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(second)
            }
            let isOther = input.contains(0) || input.first ?? 0 > 0x7F
            try promise(!isRead || hasLateComma || isOther, "what is JSON is not taken for damaged")
        case .deep: break
        }
    }

    private static func flaw(in input: [UInt8]) -> JSONParser.Flaw? {
        do throws(JSONParser.Flaw) {
            _ = try JSONParser.tree(of: input, deepest: JSONParser.deepestAnswer)
            return nil
        } catch {
            return error
        }
    }

    /// The same body as a refusal with and without a documented body, and as a broken server's.
    static func checkProblem(_ input: [UInt8]) throws(BrokenPromise) {
        for status in [302, 409, 429, 500] {
            let response = WireResponse(status: status, body: input)
            let reply = Reply(.response(response), clock: { PolicyChecks.noon }, decode: SSHPasswordLoginAPI.page)
            try promiseSound(reply)
            guard case .refused(let problem) = reply.outcome else { throw BrokenPromise("\(status) is a refusal") }
            try promise(problem.status == status, "the status is the answer's")
            try promiseShowable(problem.code, atMost: longest, "the code")
            try promiseShowable(problem.detail, atMost: longest, "the detail")
            try promise(problem.isFromAPI || (problem.code, problem.detail) == (nil, nil), "only the API's words count")
        }
    }

    // MARK: Parts

    private static func reply(to body: [UInt8], _ decode: ([UInt8]) -> DecodedAnswer) -> Reply {
        Reply(.response(WireResponse(status: 200, body: body)), clock: { PolicyChecks.noon }, decode: decode)
    }

    private static func promiseSound(_ reply: Reply) throws(BrokenPromise) {
        try promiseShowable(reply.requestID, atMost: longest, "the request id")
        try promise(reply.requestID != "", "an empty request id is none")
    }

    private static func promiseMalformed(_ reply: Reply) throws(BrokenPromise) {
        guard case .malformed(let reason) = reply.outcome else { throw BrokenPromise("a 200 is read or malformed") }
        try promiseShowable(reason, atMost: 2 * longest, "why it is malformed")
        try promise(!reason.isEmpty, "what is malformed is explained")
    }

    private static func promiseSound(_ observation: Observation) throws(BrokenPromise) {
        switch observation {
        case .sshPasswordLogin(let seen):
            let texts = [
                seen.reason, seen.passwordAuthentication, seen.permitRootLogin, seen.source.rawValue,
                seen.canEnable.reason, seen.canEnable.code, seen.canDisable.reason, seen.canDisable.code,
            ]
            for text in texts { try promiseShowable(text, atMost: longest, "a state's text") }
            for key in seen.sshKeys { try KeyLineChecks.promiseSound(key) }
        case .hostingPassword(let seen):
            try promiseShowable(seen.controlPanel, atMost: longest, "a control panel")
        }
    }

    private static func promiseTarget(_ target: String) throws(BrokenPromise) {
        let isPlain = target.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber) || targetCharacters.contains(byte)
        }
        let hasDots = target.split { "/?".contains($0) }.contains { $0 == "." || $0 == ".." }
        try promise(isPlain && !hasDots, "'\(target)' asks for what was meant")
    }
}
