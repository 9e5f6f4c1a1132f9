import ReconcileCore

extension HostingPasswordPolicy {
    /// - Returns: `nil` where something is missing, which is reported.
    init?(_ fragment: PolicyFragment.Password) {
        guard let rotatedWithin = fragment.rotatedWithin?.value, let firstRotation = fragment.firstRotation,
            let escrow = fragment.escrow
        else { return nil }
        self.init(
            desired: .init(rotatedWithin: rotatedWithin, firstRotation: firstRotation),
            length: fragment.length ?? Self.usualLength, escrow: escrow)
    }
}

extension PolicyFragment.Password {
    fileprivate var escrow: EscrowTarget? {
        if let recipients { return .recipients(recipients.value.map(\.value.text)) }
        guard let command else { return nil }
        return .command(command.value.map(\.value))
    }

    /// Judges who can open a new password, and how often there is one.
    func check(problems: FileProblems) {
        checkEscrow(problems: problems)
        if let rotatedWithin, rotatedWithin.value < PolicyLimits.restfulRotatedWithin {
            problems.warning(
                "'rotatedWithin' is under \(PolicyLimits.restfulRotatedWithin.spelled)", at: rotatedWithin.place,
                hint: "each new password cuts off whoever uses the one before")
        }
    }

    private func checkEscrow(problems: FileProblems) {
        if let recipients { check(recipients, problems: problems) }
        guard let command else { return }
        if recipients != nil {
            problems.error(
                "'escrow' has 'recipients' and 'command'", at: command.place,
                hint: "one of the two says who can open a new password: remove the other")
        }
        check(count: command.value.count, of: "command", PolicyLimits.commandWords, at: command.place, problems)
        guard let program = command.value.first, !program.value.hasPrefix("/") else { return }
        problems.error(
            "'command' begins with \(quoted(program.value)), which is no absolute path", at: program.place,
            hint: "it means the same whoever starts the program from wherever, as in /usr/local/bin/take-password")
    }

    private func check(_ recipients: Located<[Located<AgeRecipientText>]>, problems: FileProblems) {
        var seen: Set<String> = []
        for recipient in recipients.value where !seen.insert(recipient.value.text).inserted {
            problems.error(
                "duplicate recipient \(quoted(recipient.value.text))", at: recipient.place, hint: "keep one of the two")
        }
        check(count: recipients.value.count, of: "recipients", PolicyLimits.recipients, at: recipients.place, problems)
        if recipients.value.count == 1 {
            problems.warning(
                "'recipients' has one entry: whoever loses that key loses every password", at: recipients.place,
                hint: "name a second one, whose key is kept elsewhere")
        }
    }

    private func check(
        count: Int, of key: String, _ range: ClosedRange<Int>, at place: Place, _ problems: FileProblems
    ) {
        guard !range.contains(count), count > 0 else { return }
        problems.error("'\(key)' has \(count) entries, at most \(range.upperBound) are allowed", at: place)
    }
}
