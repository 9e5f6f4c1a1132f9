import Testing

/// What libFuzzer does at length under `make fuzz`, in short, and the same in every run.
@Suite(.timeLimit(.minutes(2)))
struct FuzzTests {
    /// How many changed inputs each parser gets.
    private static let mutants = 400

    @Test(
        "every input that is kept, once found to break something among them, keeps all promises",
        arguments: FuzzedParser.allCases)
    func corpus(parser: FuzzedParser) throws {
        let corpus = try Corpus(of: parser)
        #expect(corpus.inputs.count >= 3)
        for (name, bytes) in corpus.inputs {
            #expect(bytes.count <= Corpus.longestInput, "\(parser.rawValue)/\(name)")
            #expect(throws: Never.self, "\(parser.rawValue)/\(name)") { try parser.check(bytes) }
        }
    }

    @Test("no changed input makes a parser crash or break a promise", arguments: FuzzedParser.allCases)
    func mutants(parser: FuzzedParser) throws {
        var mutator = Mutator(try Corpus(of: parser), seed: 1)
        for number in 0..<Self.mutants {
            let input = mutator.next()
            let shown = String(decoding: input, as: UTF8.self).debugDescription
            #expect(throws: Never.self, "input \(number): \(shown)") { try parser.check(input) }
        }
    }

    @Test("the same seed makes the same inputs, another one others")
    func seeds() throws {
        let corpus = try Corpus(of: .policy)
        var mutators = [1, 1, 2].map { Mutator(corpus, seed: $0) }
        let inputs = mutators.indices.map { index in (0..<20).map { _ in mutators[index].next() } }
        #expect(inputs[0] == inputs[1])
        #expect(inputs[0] != inputs[2])
    }
}
