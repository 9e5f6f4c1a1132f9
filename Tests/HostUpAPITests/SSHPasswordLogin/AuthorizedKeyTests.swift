import Foundation
import ReconcileCore
import Testing

@testable import HostUpAPI

@Suite("lines of authorized_keys")
struct AuthorizedKeyTests {
    @Test("fingerprints are those that ssh-keygen prints", arguments: KnownKey.all)
    func fingerprints(key: KnownKey) {
        let withoutComment = key.line.split(separator: " ").prefix(2).joined(separator: " \t ")
        for line in [key.line, withoutComment, "  \t\(key.line)\n", key.line + " with several words"] {
            #expect(reading(line) == .usable(fingerprint: key.fingerprint), "\(line)")
        }
    }

    @Test("the ssh-keygen of this machine agrees", arguments: KnownKey.all)
    func installedTool(key: KnownKey) throws {
        let tool = "/usr/bin/ssh-keygen"
        guard FileManager.default.isExecutableFile(atPath: tool) else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = ["-l", "-E", "sha256", "-f", "-"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data((key.line + "\n").utf8))
        try input.fileHandleForWriting.close()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let fingerprint = String(decoding: printed, as: UTF8.self).split(separator: " ").dropFirst().first
        #expect(fingerprint.map(String.init) == key.fingerprint)
    }

    @Test(
        "options under which a person still gets a session change nothing",
        arguments: [
            "restrict", "no-pty", "NO-PTY,No-Agent-Forwarding", #"environment="A=a b, c""#, "verify-required",
            #"environment="A=say \"from=x\" ",permitopen="*:*""#, #"tunnel="0",restrict,pty"#,
            #"tunnel="any",permitlisten="22",permitlisten="[::1]:*",permitopen="[2001:db8::1]:443""#,
        ])
    func harmlessOptions(options: String) {
        #expect(reading("\(options) \(KnownKey.ed25519.line)") == .usable(fingerprint: KnownKey.ed25519.fingerprint))
    }

    @Test(
        "an option that may keep people out restricts the key",
        arguments: [
            (#"from="192.0.2.*""#, "from"),
            (#"command="/bin/true""#, "command"),
            (#"command="echo \"a b\", c",no-pty"#, "command"),
            (#"no-pty,FROM="a,b""#, "from"),
            (#"expiry-time="20300101""#, "expiry-time"),
            (#"Expiry-Time="20300101Z""#, "expiry-time"),
            ("cert-authority", "cert-authority"),
            (#"CERT-AUTHORITY,principals="root""#, "cert-authority"),
            // sshd refuses a line with an option that it does not know or cannot read.
            ("no-such-option", "no-such-option"),
            ("environment=A", "environment"),
            (#"environment="A""#, "environment"),
            (#"environment="A B=c""#, "environment"),
            (#"environment="A=b"c"d""#, "environment"),
            ("environment=\"A=b\"\u{301}\" \"", "environment"),
            (#"permitopen="22""#, "permitopen"),
            (#"permitopen="h:0""#, "permitopen"),
            (#"permitopen="a:b:22""#, "permitopen"),
            (#"permitlisten="h:x""#, "permitlisten"),
            (#"tunnel="-1""#, "tunnel"),
            (#"tunnel="2147483646""#, "tunnel"),
            (#"no-pty="x""#, "no-pty"),
            ("from", "from"),
            ("\u{1b}[31m", "\u{fffd}[31m"),
        ])
    func restrictingOptions(options: String, option: String) {
        for key in [KnownKey.ed25519, .rsa] {
            #expect(reading("\(options) \(key.line)") == .restricted(option: option))
        }
    }

    @Test(
        "what is no key is not taken for one",
        arguments: [
            "", " ", "string", "# ssh-ed25519 AAAA", "#" + KnownKey.ed25519.line, "ssh-ed25519", "ssh-ed25519 ",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA... michael@example",
            KnownKey.dss,
            // A type that is not the one inside, a key cut short, a key with something behind it.
            KnownKey.ed25519.line.replacingOccurrences(of: "ssh-ed25519 ", with: "ssh-rsa "),
            KnownKey.ed25519.line.replacingOccurrences(of: "ssh-ed25519 ", with: "SSH-ED25519 "),
            KnownKey.ed25519.line.replacingOccurrences(of: "ZDI1NTE5", with: "ZDI1NTE4"),
            KnownKey.ed25519.line.replacingOccurrences(of: "GydX ", with: " "),
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEHjBmhCpyNO6EDG9HTw7MXi5wX6Cfd8i3Dbr+luGydXAAAA",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA==", "ssh-ed25519 /////w==",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=",
            // Two lines are not one.
            "# comment\n" + KnownKey.ed25519.line, KnownKey.ed25519.line + "\n" + KnownKey.rsa.line,
            // Options that do not end, or with no key behind them.
            #"from="192.0.2.1 "# + KnownKey.ed25519.line, "no-pty", "no-pty string", ", " + KnownKey.ed25519.line,
            "no-pty,,restrict " + KnownKey.ed25519.line, "=x " + KnownKey.ed25519.line,
            #"environment="A=\\" "# + KnownKey.ed25519.line,
            // White space of Unicode is none to sshd.
            "\u{a0}" + KnownKey.ed25519.line, "\u{2003}" + KnownKey.ed25519.line,
        ])
    func noKeys(line: String) {
        #expect(reading(line) == .unparsable)
    }

    @Test("the text that is kept is the entry's, without what could steer a terminal")
    func keptText() {
        #expect(AuthorizedKey(line: KnownKey.rsa.line).text == KnownKey.rsa.line)
        #expect(AuthorizedKey(line: "a\u{1b}[2Jb").text == "a\u{fffd}[2Jb")
        #expect(AuthorizedKey(line: String(repeating: "x", count: 100_000)).text.count == 8192)
    }

    private func reading(_ line: String) -> AuthorizedKey.Reading {
        AuthorizedKey(line: line).reading
    }
}
