import Testing

@testable import ReconcileEscrow

@Suite struct AgeFormatTests {
    @Test("a file that breaks any one rule of the header is refused for that rule", arguments: AgeSample.headers)
    func header(sample: AgeSample) throws {
        try expectOutcome(of: sample)
    }

    @Test("a payload that is cut, swapped or goes on is refused whole", arguments: AgeSample.payloads)
    func payload(sample: AgeSample) throws {
        try expectOutcome(of: sample)
    }

    private func expectOutcome(of sample: AgeSample) throws {
        let identity = try AgeIdentity(AgeSample.secretKey)
        let outcome: Result<[UInt8], AgeError>
        do {
            outcome = .success(try AgeFile.decrypt(sample.file, with: [identity]))
        } catch {
            outcome = .failure(error)
        }
        #expect(outcome == sample.expected)
    }

    @Test(
        "the stock age opens and refuses the same files",
        .enabled(if: AgeTool.isAvailable, Comment(rawValue: AgeTool.whyNot)),
        arguments: AgeSample.headers + AgeSample.payloads)
    func stockAgrees(sample: AgeSample) throws {
        let content = try? AgeTool.decrypt(sample.file, with: AgeSample.secretKey)
        #expect(content == (try? sample.expected.get()))
    }

    @Test("a header that was read and written again is the same")
    func rewritten() throws {
        for sample in AgeSample.headers {
            guard let read = try? AgeHeaderReader.read(sample.file) else { continue }
            #expect(read.header.authenticatedBytes == Array(read.authenticated))
        }
    }

    @Test("stanzas that are for nobody are not counted as recipients")
    func count() throws {
        let file = AgeSample.stanzas(["-> grease"] + ["", "-> x-grease a", "QUFB"] + AgeSample.lines)
        #expect(try AgeFile.recipientCount(of: file) == 2)
    }
}
