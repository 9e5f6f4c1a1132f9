import ReconcileCore

extension PolicyFragment.Password {
    /// The keys of a policy that only this kind has.
    static let keys = ["generate", "escrow"]
    static let desiredKeys = ["rotatedWithin", "firstRotation"]

    init(_ section: Section) {
        let desired = section.section(
            "desired",
            keys: .init(
                known: Self.desiredKeys,
                required: [
                    .init(
                        key: "rotatedWithin", owner: "'desired'",
                        hint: "write the age that no password may reach, such as 90d"),
                    .init(
                        key: "firstRotation", owner: "'desired'",
                        hint: "write spread, now or manual: when accounts that we never gave a password get theirs"),
                ],
                misplaced: .of(.sshPasswordLogin, PolicyFragment.Login.desiredKeys, in: .hostingPassword)))
        rotatedWithin = desired?.value("rotatedWithin", .duration(PolicyLimits.rotatedWithin))
        firstRotation = desired?.value("firstRotation", .word)?.value
        length =
            section.section("generate", keys: .init(known: ["length"]))?
            .value("length", .integer(HostingPasswordPolicy.lengths))?.value
        guard let escrow = section.section("escrow", keys: .init(known: ["recipients", "command"])) else { return }
        recipients = escrow.locatedList("recipients", of: .recipient).map {
            Located(value: $0, place: escrow.placeOfKey("recipients"))
        }
        command = escrow.locatedList("command", of: .commandWord).map {
            Located(value: $0, place: escrow.placeOfKey("command"))
        }
    }
}

extension Shape<AgeRecipientText> {
    /// Whatever is wrong with it, the text is not repeated where it may be a secret.
    fileprivate static var recipient: Self {
        Shape(wants: "age recipients such as `age-keygen` prints, 'age1' and 58 characters") {
            scalar throws(Mismatch) in
            do throws(AgeRecipientText.Flaw) {
                return try AgeRecipientText(scalar.text)
            } catch {
                throw Mismatch(error, of: scalar.text)
            }
        }
    }
}

extension Mismatch {
    fileprivate init(_ flaw: AgeRecipientText.Flaw, of text: String) {
        let again = "copy it again, whole: 'age1' and 58 characters"
        switch flaw {
        case .secretKey:
            self.init(
                problem: "has a secret key where a recipient must stand",
                hint:
                    "whoever can read this file could open the escrow: make a new key with `age-keygen`, keep it away "
                    + "from this machine, and write its public key here, 'age1…'")
        case .sshKey:
            self.init(
                problem: "has an SSH key, which is not supported",
                hint: "`age-keygen` makes a key of age's own; write its public key, 'age1…'")
        case .otherKind:
            self.init(
                problem: "has \(quoted(text)), a recipient of a plugin or of a kind that is not supported",
                hint: "write an X25519 recipient, 'age1…', as `age-keygen` makes them")
        case .noRecipient: self.init()
        case .mixedCase:
            self.init(problem: "has \(quoted(text)), in upper and lower case at once", hint: "write it in lower case")
        case .strangeCharacter:
            self.init(problem: "has \(quoted(text)), with a character that no recipient has", hint: again)
        case .wrongLength: self.init(problem: "has \(quoted(text)), which is too short or too long", hint: again)
        case .wrongChecksum:
            self.init(problem: "has \(quoted(text)), whose checksum does not fit: it was mistyped", hint: again)
        }
    }
}

extension Shape<String> {
    /// One word of a command, as it is handed over: nothing is expanded in it.
    fileprivate static var commandWord: Self {
        .text("words of at most \(PolicyLimits.longestCommandWord) bytes without control characters") { text in
            let fits = (1...PolicyLimits.longestCommandWord).contains(text.utf8.count)
            return fits && escapingControls(in: text) == text ? text : nil
        }
    }
}
