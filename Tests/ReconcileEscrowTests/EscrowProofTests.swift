import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct EscrowProofTests {
    private let proof: EscrowProof
    private let code: String

    init() throws {
        var generator = SplitMix64(seed: 1)
        proof = EscrowProof(using: &generator)
        let object = try JSONSerialization.jsonObject(with: Data(proof.json().bytes)) as? [String: String]
        code = try #require(object?["code"])
    }

    @Test("a code is seven groups of four letters and digits that cannot be taken for one another")
    func form() {
        #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}/) != nil)
        #expect(proof.json().bytes == Array("{\"code\": \"\(code)\"}\n".utf8))
    }

    @Test("a code is known again however a person types it")
    func typing() {
        let look = code.replacingOccurrences(of: "0", with: "o").replacingOccurrences(of: "1", with: "l")
        for typed in [code, code.lowercased(), code.replacingOccurrences(of: "-", with: " "), " \(look)\n"] {
            #expect(EscrowProof.matches(typed, digest: proof.digest), "\(typed)")
        }
        #expect(EscrowProof.matches(code.replacingOccurrences(of: "-", with: ""), digest: proof.digest))
    }

    @Test("any other code is none")
    func others() {
        var generator = SplitMix64(seed: 2)
        let other = EscrowProof(using: &generator)
        #expect(other.digest != proof.digest && proof.digest.count == 64)
        for typed in ["", "-", String(code.dropLast()), code + "0", proof.digest] {
            #expect(!EscrowProof.matches(typed, digest: proof.digest), "\(typed)")
        }
    }

    @Test("a proof is written into the escrow for its recipients, and a second takes its place")
    func file() throws {
        let directory = try TemporaryDirectory()
        let people = try People()
        var generator = SplitMix64(seed: 3)
        let escrow = EscrowDirectory(directory.path("escrow"))
        let path = try escrow.write(proof, for: people.recipients, using: &generator)
        #expect(path == directory.path("escrow/prove.age"))
        #expect(try AgeFile.decrypt(directory.read("escrow/prove.age"), with: [people.bo]) == proof.json().bytes)
        let second = EscrowProof(using: &generator)
        #expect(try escrow.write(second, for: [people.anna.recipient], using: &generator) == path)
        #expect(try AgeFile.decrypt(directory.read("escrow/prove.age"), with: [people.anna]) == second.json().bytes)
        #expect(try directory.tree("escrow") == ["prove.age"])
        #expect(try escrow.list() == EscrowListing())
    }
}
