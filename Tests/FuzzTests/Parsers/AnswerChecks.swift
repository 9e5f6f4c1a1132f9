import ReconcileCore

@testable import HostUpAPI

/// Bodies of answers, as the API or something before it may send them.
enum AnswerChecks {
    private static let longest = String.longestForDisplay
    /// RFC 3986's unreserved characters and what our own targets add to them.
    private static let targetCharacters = Set("-._~/?=&%".utf8)

    static func checkPage(_ input: [UInt8]) throws(BrokenPromise) {
        let reply = reply(to: input, SSHPasswordLoginAPI.page)
        try promiseSound(reply)
        guard case .page(let page) = reply.outcome else {
            try promiseMalformed(reply)
            return
        }
        try promiseEqual(reply, self.reply(to: input, SSHPasswordLoginAPI.page), "the page")
        try promiseTarget(SSHPasswordLoginAPI.listTarget(cursor: page.nextCursor, limit: 100))
        for item in page.items {
            try promise((1...200).contains(item.id.text.utf8.count), "an id is 1 to 200 bytes long")
            try promiseShowable(item.id.text, atMost: 200, "an id")
            try promiseTarget(SSHPasswordLoginAPI.stateTarget(of: item.id))
            let texts = [
                item.name, item.address, item.serviceStatus?.rawValue, item.powerState?.rawValue, item.osFamily,
            ]
            for text in texts + (item.tags ?? []) { try promiseShowable(text, atMost: longest, "a row's text") }
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
