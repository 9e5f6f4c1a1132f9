import Foundation
import Testing

@testable import ReconcileSystemd

@Suite struct CredentialsTests {
    @Test("a credential is read anew each time, byte for byte")
    func readsAnew() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let credentials = Credentials(directory: directory.path)
        #expect(try credentials.read("hostup-token") == nil)
        try directory.write([104, 105, 10], to: "hostup-token")
        #expect(try credentials.read("hostup-token")?.bytes == [104, 105, 10])
        try directory.write([], to: "hostup-token")
        #expect(try credentials.read("hostup-token")?.bytes == [])
    }

    @Test("without a directory from systemd, or with one that is gone, there are no credentials")
    func noDirectory() throws {
        #expect(try Credentials(directory: nil).read("hostup-token") == nil)
        #expect(try Credentials(directory: "/nonexistent").read("hostup-token") == nil)
    }

    @Test("a credential of 64 KiB is read, one byte more is refused")
    func sizeLimit() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let credentials = Credentials(directory: directory.path)
        try directory.write([UInt8](repeating: 65, count: 65536), to: "key")
        #expect(try credentials.read("key")?.bytes.count == 65536)
        try directory.write([UInt8](repeating: 65, count: 65537), to: "key")
        #expect(throws: CredentialError.tooLarge(name: "key")) { try credentials.read("key") }
    }

    @Test("a credential that is there and cannot be read is an error that says why and what to do")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try FileManager.default.createDirectory(
            atPath: directory.path(of: "hostup-token"), withIntermediateDirectories: false)
        let error = #expect(throws: CredentialError.self) {
            try Credentials(directory: directory.path).read("hostup-token")
        }
        #expect(error?.code == "credential_unreadable")
        #expect(error?.description == "cannot read the credential 'hostup-token': Is a directory")
        #expect(error?.hint == "does `LoadCredential=hostup-token:…` of the unit name the right file?")
    }

    @Test("no way of printing a credential shows it")
    func hidden() {
        let credential = Credential(bytes: Array("secret".utf8))
        var dumped = ""
        dump(credential, to: &dumped)
        let texts = [
            "\(credential)", String(reflecting: credential), "\(Optional(credential) as Any)", "\([credential])",
        ]
        #expect(texts == ["(hidden)", "(hidden)", "Optional((hidden))", "[(hidden)]"])
        #expect(dumped == "- (hidden)\n")
    }
}
