/// The characters of a YAML text, all of which YAML allows.
struct YAMLText {
    let scalars: [Unicode.Scalar]

    /// A key that is to be given another name before composing.
    struct Rename {
        /// Of the key's characters, quotes included.
        var range: Range<Int>
        var place: Place
    }

    /// Where duplicate keys stand whose names were changed; nothing is to be read from them.
    private(set) var renamed: Set<Place> = []

    private init(scalars: [Unicode.Scalar], renamed: Set<Place> = []) {
        self.scalars = scalars
        self.renamed = renamed
    }

    /// Takes the text without a byte order mark at its start; reports the first character that may not stand there.
    init?(_ text: String, problems: FileProblems) {
        var scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{feff}" { scalars.removeFirst() }
        if let index = scalars.firstIndex(where: { !$0.isAllowedInYAML }) {
            var cursor = YAMLCursor(scalars)
            cursor.advance(to: index)
            let name = scalars[index] == "\0" ? "NUL" : "U+\(hexadecimal(scalars[index]))"
            problems.error("the character \(name) is not allowed", at: cursor.place)
            return nil
        }
        self.init(scalars: scalars)
    }

    /// The place after the last character.
    var end: Place {
        var cursor = YAMLCursor(scalars)
        cursor.advance(to: scalars.count)
        return cursor.place
    }

    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The same text, with each of the keys replaced by as many characters that appear in no other of them, so that
    /// every place in it stays what it is.
    func renaming(_ renames: [Rename]) -> YAMLText {
        // A private use area: no file has these for keys, and YAML allows them.
        let first: UInt32 = 0xe000
        let count: UInt32 = 0x1900
        var changed = scalars
        for (number, rename) in renames.enumerated() {
            guard let mark = Unicode.Scalar(first + UInt32(number) % count) else { continue }
            changed.replaceSubrange(rename.range, with: Array(repeating: mark, count: rename.range.count))
        }
        return YAMLText(scalars: changed, renamed: Set(renames.map(\.place)))
    }
}

private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

extension Unicode.Scalar {
    /// What libyaml accepts (YAML 1.1, section 5.1), byte order marks aside.
    fileprivate var isAllowedInYAML: Bool {
        switch value {
        case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff:
            true
        default:
            false
        }
    }
}
