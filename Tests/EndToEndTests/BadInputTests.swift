import Foundation
import ReconcileSimulation
import Testing

@Suite("Bad input", .timeLimit(.minutes(15)))
struct BadInputTests {
    @Test("each mistake in a policy ends once and plan with 78, its place and its hint, and nothing is sent")
    func policies() async throws {
        try await World.with(Fleet(3)) { world in
            let file = world.sandbox.policies.appending(path: "10-login-off.yaml")
            for mistake in Mistake.all {
                try mistake.text.write(to: file)
                let expected = "\(file.path):\(mistake.error)"
                for command in ["once", "plan"] {
                    let outcome = try await world.run(command)
                    #expect(outcome.status == 78, "\(mistake.error)")
                    #expect(outcome.errors.contains(expected), "\(expected)\n\(outcome.errors)")
                    #expect(outcome.output == "")
                }
            }
            try await world.expectUntouched()
        }
    }

    @Test("two files with one policy name are an error that names both places")
    func duplicateName() async throws {
        try await World.with(Fleet(3)) { world in
            try world.sandbox.write(PolicyText(), to: "20-again.yaml")
            let outcome = try await world.run("once")
            let place = "\(world.sandbox.policies.path)/20-again.yaml:1:7: error: duplicate policy name 'login-off'\n"
            let hint = "  hint: \(world.sandbox.policies.path)/10-login-off.yaml:1:7 has the same name\n"
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains(place + hint), "\(outcome.errors)")
            try await world.expectUntouched()
        }
    }

    @Test("no policy at all, no directory of policies, no configuration file and no token are each 78 with a hint")
    func missing() async throws {
        try await World.with(Fleet(3)) { world in
            let sandbox = world.sandbox
            let nowhere = sandbox.directory.appending(path: "nowhere")
            let empty = sandbox.directory.appending(path: "empty")
            try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
            let tokenless = sandbox.directory.appending(path: "tokenless.yaml")
            try sandbox.write("log: {level: info}\n", to: tokenless)
            let cases: [(options: [String], error: String)] = [
                (["--policies", empty.path], "\(empty.path):1:1: error: no policy file (*.yaml) in '\(empty.path)'\n"),
                (["--policies", nowhere.path], "\(nowhere.path):1:1: error: cannot be listed: "),
                (["--policies", sandbox.policies.path, "--config", nowhere.path], "\(nowhere.path):1:1: error: "),
                (["--policies", sandbox.policies.path, "--config", tokenless.path], "error: there is no API token\n"),
            ]
            for (options, error) in cases {
                let configuration = options.contains("--config") ? [] : ["--config", sandbox.configuration.path]
                let outcome = try await sandbox.run(
                    Programs.reconciled,
                    ["once", "--output", "json", "--state", sandbox.state.path, "--api-url", world.simulator.apiURL]
                        + options + configuration)
                #expect(outcome.status == 78, "\(error)")
                #expect(outcome.errors.contains(error), "\(outcome.errors)")
                #expect(outcome.errors.contains("  hint: "), "\(outcome.errors)")
                #expect(try PassDocument(outcome.output).error != nil)
            }
            try await world.expectUntouched()
        }
    }

    @Test("a mistake in the configuration is 78 with its place, before the policies matter")
    func configuration() async throws {
        try await World.with(Fleet(3)) { world in
            try world.sandbox.write("api:\n  tokenfile: x\n", to: world.sandbox.configuration)
            let outcome = try await world.run("once")
            let place = "\(world.sandbox.configuration.path):2:3: error: unknown key 'tokenfile'\n"
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains(place + "  hint: did you mean 'tokenFile'?\n"), "\(outcome.errors)")
            try await world.expectUntouched()
        }
    }

    @Test("a command line that means nothing is 64, and nothing is sent")
    func usage() async throws {
        try await World.with(Fleet(3)) { world in
            for command in [
                ["once", "--bogus"], ["once", "--for", "soon"], ["waive", "web-1", "--until", "2h"],
                ["pause", "--reason", "why"], ["pause", "--reason", "why", "--forever", "--until", "1h"],
                ["release", PolicyText.usualName], ["resume"], ["explain"], ["bogus"], ["forecast", "--fleet", "0"],
                ["forecast", "--fleet", "many"], ["forecast", "--limit", "60"], ["forecast", "--drift", "2"],
                ["forecast", "--drift", "101%/day"], ["forecast", "--for", "1m"], ["forecast", "--seed", "-1"],
            ] {
                let outcome = try await world.sandbox.run(Programs.reconciled, world.arguments(command))
                #expect(outcome.status == 64, "\(command): \(outcome.errors)")
            }
            try await world.expectUntouched()
        }
    }
}

extension World {
    /// Neither the account nor the state knows that anybody was there.
    fileprivate func expectUntouched() async throws {
        #expect(try await simulator.report().requests == [:])
        #expect(sandbox.files(below: sandbox.state) == [])
    }
}

/// A policy file that is wrong, and what is to be said of it after the name of the file.
private struct Mistake {
    var text: Data
    var error: String

    private init(_ text: String, _ error: String) {
        self.init(Data(text.utf8), error)
    }

    private init(_ text: Data, _ error: String) {
        (self.text, self.error) = (text, error)
    }

    private static let good = PolicyText().yaml

    private static func replacing(_ part: String, by other: String) -> String {
        good.replacingOccurrences(of: part, with: other)
    }

    /// Ten levels of nine: more than three thousand million entries for one who follows them.
    private static let bomb =
        ["a: &a [x, x]"]
        + zip("bcdefghij", "abcdefghi").map { name, inner in
            "\(name): &\(name) [" + Array(repeating: "*\(inner)", count: 9).joined(separator: ", ") + "]"
        }

    static let all = [
        Mistake(good + "mdoe: x\n", "8:1: error: unknown key 'mdoe'\n  hint: did you mean 'mode'?\n"),
        Mistake(
            replacing("enforce", by: "[1]"), "3:7: error: 'mode' wants 'observe' or 'enforce', got a list\n"),
        Mistake(
            replacing("match: all\n", by: ""),
            "1:1: error: a policy needs 'match'\n  hint: write match: all, or conditions that must all hold\n"),
        Mistake(
            replacing("match: all", by: "match:"),
            "4:1: error: nothing stands under 'match'\n  hint: give it a value or remove it\n"),
        Mistake(
            replacing("match: all", by: "match: {names: []}"),
            "4:9: error: 'names' is an empty list\n  hint: give it an entry or remove it\n"),
        Mistake(good + "match: all\n", "8:1: error: duplicate key 'match'\n  hint: keep one of the two\n"),
        Mistake(
            bomb.joined(separator: "\n"),
            "1:4: error: anchors are not allowed\n  hint: text that begins with '&' stands in quotes\n"),
        Mistake(
            good + "guards: " + String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
            "8:40: error: nested deeper than 32 levels\n"),
        Mistake(
            Data(repeating: UInt8(ascii: "#"), count: 10 << 20),
            "1:1: error: larger than 1 MiB\n  hint: is this the right file?\n"),
        Mistake("", "1:1: error: the file is empty\n"),
        Mistake(Data("name: ".utf8) + [0xff, 0xfe, 0x0a], "1:7: error: not UTF-8\n  hint: save the file as UTF-8\n"),
    ]
}
