/// Everything that reads text which came from outside, by the name of its folder in `Corpus/FAMILY`.
///
/// Each takes any bytes at all, and checks more than that nothing crashes: what its parser gives back has to keep what
/// the parser promises.
enum FuzzedParser: String, CaseIterable, Sendable {
    case address
    case ageFile = "age-file"
    case baseURL = "base-url"
    case cachedPacing = "cached-pacing"
    case cachedResource = "cached-resource"
    case configuration
    case duration
    case glob
    case headers
    case hostingAccount = "hosting-account"
    case hostingPage = "hosting-page"
    case httpDate = "http-date"
    case json
    case keyLine = "key-line"
    case ledgerChain = "ledger-chain"
    case ledgerHead = "ledger-head"
    case ledgerRow = "ledger-row"
    case loginState = "login-state"
    case policy
    case problem
    case recipient
    case resetAnswer = "reset-answer"
    case time
    case vpsPage = "vps-page"
    case writeAnswer = "write-answer"
    case yaml

    /// Gives the parser one input.
    ///
    /// - Throws: `BrokenPromise`, and only that.
    func check(_ input: [UInt8]) throws(BrokenPromise) {
        switch self {
        case .address: try AddressChecks.check(input)
        case .ageFile: try AgeChecks.checkFile(input)
        case .baseURL: try BaseURLChecks.check(input)
        case .cachedPacing: try CacheChecks.checkPacing(input)
        case .cachedResource: try CacheChecks.checkResource(input)
        case .configuration: try ConfigurationChecks.check(input)
        case .duration: try TimeChecks.checkDuration(input)
        case .glob: try GlobChecks.check(input)
        case .headers: try HeaderChecks.check(input)
        case .hostingAccount: try AnswerChecks.checkAccount(input)
        case .hostingPage: try AnswerChecks.checkAccountPage(input)
        case .httpDate: try TimeChecks.checkHTTPDate(input)
        case .json: try AnswerChecks.checkGrammar(input)
        case .keyLine: try KeyLineChecks.check(input)
        case .ledgerChain: try LedgerChecks.checkChain(input)
        case .ledgerHead: try LedgerChecks.checkHead(input)
        case .ledgerRow: try LedgerChecks.checkRow(input)
        case .loginState: try AnswerChecks.checkState(input)
        case .policy: try PolicyChecks.check(input)
        case .problem: try AnswerChecks.checkProblem(input)
        case .recipient: try AgeChecks.checkRecipient(input)
        case .resetAnswer: try AnswerChecks.checkReset(input)
        case .time: try TimeChecks.checkTime(input)
        case .vpsPage: try AnswerChecks.checkServerPage(input)
        case .writeAnswer: try AnswerChecks.checkWriteAnswer(input)
        case .yaml: try YAMLChecks.check(input)
        }
    }

    /// The folder of `Corpus` in which its own stands. Parsers of one family share the words of a dictionary, which bring
    /// an input further than chance would.
    var family: String {
        switch self {
        case .policy, .configuration, .yaml: "yaml"
        case .ageFile, .cachedPacing, .cachedResource, .ledgerChain, .ledgerHead, .ledgerRow: "stored"
        case .hostingAccount, .hostingPage, .json, .loginState, .problem, .resetAnswer, .vpsPage, .writeAnswer:
            "answers"
        case .headers, .httpDate: "headers"
        case .address, .baseURL, .duration, .glob, .keyLine, .recipient, .time: "notations"
        }
    }
}
