import Foundation
import ReconcileCore
import ReconcilePolicy
import Testing

/// A policy that is valid, by the name given.
private func policy(_ name: String, mode: String = "observe") -> String {
    "name: \(name)\nresource: vps.sshPasswordLogin\nmode: \(mode)\nmatch: all\ndesired: {enabled: false}\n"
}

@Suite("loading policy files")
struct PolicyLoaderTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func load(_ names: String...) -> Result<LoadedPolicies, PolicyErrors> {
        PolicyLoader.load(
            directories: names.map { PolicyDirectory("\(directory.path)/\($0)", isNamed: false) }, now: noon)
    }

    /// All that is said, with the directory's path written as `DIR`.
    private func said(_ names: String...) -> String {
        let directories = names.map { PolicyDirectory("\(directory.path)/\($0)", isNamed: false) }
        return directory.named(diagnostics(of: PolicyLoader.load(directories: directories, now: noon)))
    }

    @Test("policies come in the order of their base names, whatever directory they are in")
    func order() throws {
        try directory.write(policy("second"), to: "usr/20-b.yaml")
        try directory.write(policy("first"), to: "etc/10-a.yaml")
        try directory.write(policy("third"), to: "run/30-c.yaml")
        let loaded = try load("usr", "etc", "run").get()
        #expect(loaded.policies.map(\.name) == ["first", "second", "third"])
        #expect(loaded.files.map(directory.named) == ["DIR/etc/10-a.yaml", "DIR/usr/20-b.yaml", "DIR/run/30-c.yaml"])
        #expect(loaded.warnings == [])
    }

    @Test("a file replaces its namesake in an earlier directory")
    func precedence() throws {
        try directory.write(policy("shipped"), to: "usr/10-a.yaml")
        try directory.write(policy("own"), to: "etc/10-a.yaml")
        #expect(try load("usr", "etc").get().policies.map(\.name) == ["own"])
        #expect(try load("etc", "usr").get().policies.map(\.name) == ["shipped"])
    }

    @Test("a file that is replaced is not read, so its errors do not count")
    func replacedFileIsNotRead() throws {
        try directory.write("nonsense", to: "usr/10-a.yaml")
        try directory.write(policy("own"), to: "etc/10-a.yaml")
        #expect(try load("usr", "etc").get().policies.map(\.name) == ["own"])
    }

    @Test("a link to /dev/null masks its namesake in earlier directories, not in later ones")
    func masking() throws {
        try directory.write(policy("masked"), to: "usr/10-a.yaml")
        try directory.write(policy("other"), to: "usr/20-b.yaml")
        try directory.makeDirectory("etc")
        try directory.link("etc/10-a.yaml", to: "/dev/null")
        #expect(try load("usr", "etc").get().policies.map(\.name) == ["other"])
        try directory.write(policy("back"), to: "run/10-a.yaml")
        #expect(try load("usr", "etc", "run").get().policies.map(\.name) == ["back", "other"])
    }

    @Test("with every file masked there is no policy")
    func allMasked() throws {
        try directory.makeDirectory("etc")
        try directory.link("etc/10-a.yaml", to: "/dev/null")
        #expect(
            said("etc") == """
                DIR/etc:1:1: error: no policy file (*.yaml) in 'DIR/etc'
                  hint: write one, or run `reconciled init`
                """)
    }

    @Test("without any policy file the error says where was looked")
    func noPolicy() throws {
        #expect(
            said("usr", "etc", "run") == """
                DIR/usr:1:1: error: no policy file (*.yaml) in 'DIR/usr', 'DIR/etc' or 'DIR/run'
                  hint: write one, or run `reconciled init`
                """)
    }

    @Test("only files that end in .yaml count, and hidden ones do not")
    func otherFiles() throws {
        try directory.write(policy("a"), to: "etc/10-a.yaml")
        try directory.write("nonsense", to: "etc/10-a.yml")
        try directory.write("nonsense", to: "etc/10-a.yaml~")
        try directory.write("nonsense", to: "etc/.#10-a.yaml")
        #expect(try load("etc").get().policies.map(\.name) == ["a"])
    }

    @Test("a policy knows its file and the fingerprint of its text")
    func source() throws {
        let text = policy("a")
        try directory.write(text, to: "etc/10-a.yaml")
        let source = try load("etc").get().policies.first?.source
        #expect(
            source
                == PolicySource(file: "\(directory.path)/etc/10-a.yaml", fingerprint: StableHash.fingerprint(of: text)))
    }

    @Test("a directory that somebody named has to be there")
    func namedDirectoryIsMissing() {
        let result = PolicyLoader.load(
            directories: [PolicyDirectory("\(directory.path)/nowhere", isNamed: true)], now: noon)
        #expect(
            directory.named(diagnostics(of: result)) == """
                DIR/nowhere:1:1: error: cannot be listed: no such file or directory
                  hint: is it spelled right?
                """)
    }

    @Test("a file is no directory")
    func namedDirectoryIsAFile() throws {
        try directory.write(policy("a"), to: "a.yaml")
        let result = PolicyLoader.load(
            directories: [PolicyDirectory("\(directory.path)/a.yaml", isNamed: true)], now: noon)
        #expect(
            directory.named(diagnostics(of: result)) == """
                DIR/a.yaml:1:1: error: cannot be listed: not a directory
                  hint: it has to be a directory that this user can read
                """)
    }

    @Test(
        "a directory that may not be read is an error, named or not",
        .disabled(if: getuid() == 0, "root may read every directory"))
    func unreadableDirectory() throws {
        try directory.write(policy("a"), to: "etc/10-a.yaml")
        chmod("\(directory.path)/etc", 0)
        defer { chmod("\(directory.path)/etc", 0o700) }
        #expect(
            said("etc") == """
                DIR/etc:1:1: error: cannot be listed: permission denied
                  hint: it has to be a directory that this user can read
                """)
    }

    @Test("a file that may not be read is an error", .disabled(if: getuid() == 0, "root may read every file"))
    func unreadableFile() throws {
        chmod(try directory.write(policy("a"), to: "etc/10-a.yaml"), 0)
        #expect(said("etc") == "DIR/etc/10-a.yaml:1:1: error: cannot be read: permission denied")
    }

    @Test("what is no file of text is an error for each, and none of it is waited for")
    func noFilesOfText() throws {
        try directory.makeDirectory("etc/10-directory.yaml")
        try directory.link("etc/20-broken.yaml", to: "nowhere")
        mkfifo("\(directory.path)/etc/30-pipe.yaml", 0o600)
        try directory.write(Data("name: a\nmode: \u{e5}".utf8) + [0x20, 0xff], to: "etc/40-latin.yaml")
        try directory.write(Data(repeating: 0x23, count: 10_000_000), to: "etc/50-large.yaml")
        try directory.write("", to: "etc/60-empty.yaml")
        #expect(
            said("etc") == """
                DIR/etc/10-directory.yaml:1:1: error: is a directory, not a file
                DIR/etc/20-broken.yaml:1:1: error: cannot be read: no such file or directory
                  hint: is it spelled right, and is it no broken link?
                DIR/etc/30-pipe.yaml:1:1: error: is not a regular file
                DIR/etc/40-latin.yaml:2:9: error: not UTF-8
                  hint: save the file as UTF-8
                DIR/etc/50-large.yaml:1:1: error: larger than 1 MiB
                  hint: is this the right file?
                DIR/etc/60-empty.yaml:1:1: error: the file is empty
                """)
    }

    @Test("a name belongs to one policy alone, even where the other file has more errors")
    func duplicateNames() throws {
        try directory.write(policy("same"), to: "etc/10-a.yaml")
        try directory.write(policy("same", mode: "enforced"), to: "etc/20-b.yaml")
        try directory.write("# the third\n" + policy("same"), to: "run/30-c.yaml")
        #expect(
            said("etc", "run") == """
                DIR/etc/20-b.yaml:1:7: error: duplicate policy name 'same'
                  hint: DIR/etc/10-a.yaml:1:7 has the same name
                DIR/etc/20-b.yaml:3:7: error: 'mode' wants 'observe' or 'enforce', got 'enforced'
                  hint: did you mean 'enforce'?
                DIR/run/30-c.yaml:2:7: error: duplicate policy name 'same'
                  hint: DIR/etc/10-a.yaml:1:7 has the same name
                """)
    }

    @Test("one bad file refuses the whole set, and the warnings of the others are still said")
    func allOrNothing() throws {
        try directory.write(policy("good", mode: "enforce"), to: "etc/10-a.yaml")
        try directory.write(policy("bad").replacingOccurrences(of: "all", with: "al"), to: "etc/20-b.yaml")
        guard case .failure(let errors) = load("etc") else {
            Issue.record("the set was accepted")
            return
        }
        #expect(errors.files.map(directory.named) == ["DIR/etc/10-a.yaml", "DIR/etc/20-b.yaml"])
        #expect(
            directory.named(errors.description) == """
                DIR/etc/10-a.yaml:3:7: warning: no 'guards.sshKeys.fingerprints': any key on a guest counts as a way in
                  hint: name keys you hold, as `ssh-keygen -lf KEY.pub` prints them
                DIR/etc/20-b.yaml:4:8: error: 'match' wants 'all' or conditions such as names and tags, got 'al'
                """)
    }
}
