import Foundation
import ReconcileSystemd
import Testing

@testable import ReconcileDaemon
@testable import ReconcileHTTP

@Suite("Where the token comes from")
struct TokenSourceTests {
    private let directory: TemporaryDirectory
    private let environment = ["HOSTUP_API_KEY": "from-environment"]

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func source(file: String?, environment: [String: String] = [:]) -> TokenSource {
        TokenSource(
            tokenFile: file, credentials: Credentials(directory: directory.path + "/credentials"),
            environment: environment)
    }

    /// The failure of reading, with the directory's path as `DIR`; an empty text where there is none.
    private func failure(_ source: TokenSource) -> String {
        do {
            _ = try source.read()
            return ""
        } catch {
            let failure = CommandFailure(error)
            #expect(failure.status == .invalid)
            return directory.named(failure.text)
        }
    }

    @Test("a credential goes before the file, and the file before the environment")
    func order() throws {
        let file = try directory.write("from-file\n", to: "token")
        #expect(try source(file: nil, environment: environment).read().read.secret == "from-environment")
        let fromFile = try source(file: file, environment: environment).read()
        #expect(fromFile.read.secret == "from-file")
        #expect(!fromFile.isSnapshot)
        #expect(fromFile.write == nil)
        try directory.write("from-credential", to: "credentials/hostup-token")
        let fromCredential = try source(file: file, environment: environment).read()
        #expect(fromCredential.read.secret == "from-credential")
        #expect(fromCredential.isSnapshot)
    }

    @Test("a second credential alone carries the write scope")
    func writeToken() throws {
        try directory.write("writer", to: "credentials/hostup-token-write")
        let tokens = try source(file: nil, environment: environment).read()
        #expect(tokens.read.secret == "from-environment")
        #expect(tokens.write?.secret == "writer")
    }

    @Test("a token that cannot be used is named by its place and never shown")
    func unusable() throws {
        let hint = "  hint: it must hold the key and nothing else; make one at https://cloud.hostup.se/api-management"
        let spaced = try directory.write("se cret", to: "token")
        #expect(
            failure(source(file: spaced, environment: environment)) == """
                error: cannot use the API token from 'DIR/token'
                  caused by: character 3 of the token cannot stand in a header: only printable ASCII without spaces can
                \(hint)
                """)
        #expect(
            failure(source(file: nil, environment: ["HOSTUP_API_KEY": "  "])) == """
                error: cannot use the API token from HOSTUP_API_KEY
                  caused by: the token is empty
                \(hint)
                """)
        try directory.write(String(repeating: "k", count: 5000), to: "credentials/hostup-token")
        #expect(
            failure(source(file: spaced)) == """
                error: cannot use the API token from the credential 'hostup-token'
                  caused by: the token is longer than 4096 characters
                \(hint)
                """)
    }

    @Test("a file that cannot be read is named, with the reason", arguments: ["missing", "."])
    func unreadable(name: String) {
        let cause = name == "." ? "it is not a file" : "No such file or directory"
        #expect(
            failure(source(file: "\(directory.path)/\(name)", environment: environment)) == """
                error: cannot read the API token from 'DIR/\(name)'
                  caused by: \(cause)
                  hint: the file must hold the key alone and be readable by this user
                """)
    }

    @Test("no token at all says where one may be", arguments: [[:], ["HOSTUP_API_KEY": ""]])
    func missing(environment: [String: String]) {
        #expect(
            failure(source(file: nil, environment: environment)) == """
                error: there is no API token
                  hint: set `api.tokenFile` in the configuration, HOSTUP_API_KEY in the environment, or the credential \
                'hostup-token' in the unit
                """)
    }
}
