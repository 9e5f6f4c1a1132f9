import Foundation

// `make fuzz` builds this and the parsers' checks into a program for libFuzzer (https://llvm.org/docs/LibFuzzer.html),
// which brings its own `main`. The tests leave this file out.

/// The variable that names the parser to feed; libFuzzer keeps the arguments for itself.
private let variable = "FUZZED_PARSER"

private let parser: FuzzedParser = {
    let name = ProcessInfo.processInfo.environment[variable] ?? ""
    guard let parser = FuzzedParser(rawValue: name) else {
        let known = FuzzedParser.allCases.map(\.rawValue).joined(separator: ", ")
        complain("\(variable) has to name one of \(known), got '\(name)'")
        exit(EX_USAGE)
    }
    return parser
}()

/// Called by libFuzzer with each input; ends the process where a promise is broken, so that the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(BrokenPromise) {
        try parser.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        complain("'\(parser.rawValue)' breaks a promise: \(error)")
        abort()
    }
    return 0
}

private func complain(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}
