import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite(.serialized) struct EscrowCommandTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A shell's script whose `$1` is a file to write to. The shell is the operator's here, not ours.
    private func command(_ script: String) throws -> EscrowCommand {
        try EscrowCommand(["/bin/sh", "-c", script, "sh", directory.path("out")])
    }

    private func refusal(
        of command: EscrowCommand, limit: Duration = EscrowCommand.timeLimit,
        at location: SourceLocation = #_sourceLocation
    ) -> String {
        let error = #expect(throws: EscrowError.self, sourceLocation: location) {
            try command.run(input: EscrowRecord.sample().json(), limit: limit)
        }
        return error?.description ?? ""
    }

    @Test("a command gets the record on its standard input, whole and with an end")
    func input() throws {
        try command("cat > \"$1\"; echo out; echo err >&2").run(input: EscrowRecord.sample().json())
        #expect(try directory.read("out") == EscrowRecord.sample().json().bytes)
    }

    @Test("its environment is PATH and LANG alone, and its arguments are the policy's")
    func surroundings() throws {
        let variables = ["PATH": "/bin", "LANG": "C", "HOSTUP_API_KEY": "secret", "HOME": "/root"]
        let secret = EscrowRecord.sample(password: "Correct7Horse").json()
        try command("cat /proc/$$/environ /proc/$$/cmdline > \"$1\"; cat >> \"$1\"").run(
            input: secret, environment: variables)
        let words = String(decoding: try directory.read("out"), as: UTF8.self).split(separator: "\0")
        #expect(words.prefix(2) == ["LANG=C", "PATH=/bin"])
        #expect(words.dropFirst(2).prefix(2) == ["/bin/sh", "-c"])
        #expect(words.dropLast().allSatisfy { !$0.contains("Horse") })
        #expect(words.last?.utf8.elementsEqual(secret.bytes) == true)
    }

    @Test(
        "a command that reads nothing, or only a part, may succeed all the same",
        arguments: ["exit 0", "head -c 3 > \"$1\""])
    func unread(script: String) throws {
        for _ in 0..<20 { try command(script).run(input: EscrowRecord.sample().json()) }
    }

    @Test(
        "another exit code than 0 and a signal are failures",
        arguments: [("exit 3", "it exited with 3"), ("kill -9 $$", "it was ended by signal 9")])
    func failures(script: String, ending: String) throws {
        #expect(refusal(of: try command(script)) == "the escrow command '/bin/sh' failed: \(ending)")
    }

    @Test("a command that does not end in time is killed with all that it started")
    func overdue() throws {
        let pipe = directory.path("out")
        try #require(mkfifo(pipe, 0o600) == 0)
        let reading = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(reading >= 0)
        let started = ContinuousClock.now
        #expect(
            refusal(of: try command("exec 3> \"$1\"; echo on >&3; sleep 60 & wait"), limit: .seconds(3))
                == "the escrow command '/bin/sh' was killed: it did not end within 3 s")
        // The pipe ends once all who could write to it are gone, the shell's child among them.
        _ = fcntl(reading, F_SETFL, 0)
        #expect(try FileHandle(fileDescriptor: reading, closeOnDealloc: true).readToEnd() == Data("on\n".utf8))
        #expect(ContinuousClock.now - started < .seconds(50))
    }

    @Test("a program that is not there or may not be run is an error that says so")
    func missing() throws {
        #expect(
            refusal(of: try EscrowCommand([directory.path("none")]))
                == "cannot start the escrow command '\(directory.path("none"))': No such file or directory")
        try directory.write([], to: "plain")
        #expect(
            refusal(of: try EscrowCommand([directory.path("plain")]))
                == "cannot start the escrow command '\(directory.path("plain"))': Permission denied")
    }

    @Test(
        "a command is named by its whole path",
        arguments: [
            ([], "cannot use the escrow command: it is empty"), ([""], "cannot use the escrow command: it is empty"),
            (["vault", "put"], "cannot use the escrow command: 'vault' is not a whole path"),
            (["/bin/sh", "a\u{0}b"], "cannot use the escrow command: a byte of zero cannot be in an argument"),
        ])
    func words(words: [String], text: String) {
        let error = #expect(throws: EscrowError.self) { try EscrowCommand(words) }
        #expect(error?.description == text)
    }

    @Test("a record that a pipe might not hold is refused before anything is started")
    func large() throws {
        let cat = try command("cat > \"$1\"")
        let shorter = EscrowRecord.sample(name: "").json().byteCount
        let largest = EscrowRecord.sample(name: String(repeating: "n", count: 4096 - shorter))
        try cat.run(input: largest.json())
        #expect(try directory.read("out").count == 4096)
        let error = #expect(throws: EscrowError.self) {
            try cat.run(input: EscrowRecord.sample(name: largest.name + "n").json())
        }
        #expect(
            error?.description
                == "cannot hand the record to the escrow command: it has 4097 bytes and may have 4096")
    }

    @Test("no open file is left over")
    func leaks() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for program in Array(repeating: "/bin/true", count: 200) + Array(repeating: "/none", count: 200) {
            _ = try? EscrowCommand([program]).run(input: EscrowRecord.sample().json())
        }
        // Other tests open some of their own meanwhile.
        #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < before + 150)
    }
}
