import ReconcileCore
import ReconcileStore

extension EvidencePage {
    var changesSection: HTML {
        let rows = report.changes.map { change -> HTML in
            """
            <tr><th scope="row">\(time(change.source.at))<br/><span class="faint">row \(Int(change.source.sequence)), \
            intent \(String(change.intent.intent.number))</span></th><td>\(resource(change.intent.resource))</td>\
            <td>\(EvidenceWords.change(change.intent.change))<br/><span class="faint">\(change.intent.policy)\
            \(change.intent.underWaiver ? ", under a waiver" : "")</span></td>\
            <td>\(EvidenceWords.seen(change.intent.before))</td><td>\(answer(change))</td>\
            <td>\(confirmation(change))</td></tr>

            """
        }
        return section(
            "changes", "Changes", "Every write of the span, with what it rested on and what became of it.",
            ["Sent", "Resource", "Change", "State before", "Claimed by the provider", "Confirmed by our own read"],
            rows,
            none: "Nothing was changed.")
    }

    private func answer(_ change: EvidenceChange) -> HTML {
        guard let outcome = change.outcome else { return "<strong>no outcome yet</strong>" }
        let answer = outcome.answer
        let word: HTML = answer.claimed == true ? "claimed" : "\(answer.result.rawValue), not claimed"
        let said: HTML = answer.message.map { "<br/>“\($0)”" } ?? ""
        let facts = [answer.status.map(String.init), answer.code, answer.requestId].compactMap { $0 }
        let line: HTML = facts.isEmpty ? "" : "<br/><code>\(facts.joined(separator: " "))</code>"
        return "\(word) \(time(outcome.source.at))\(said)\(line)"
    }

    private func confirmation(_ change: EvidenceChange) -> HTML {
        guard let confirmation = change.confirmation else { return "no" }
        guard let seen = confirmation.seen else {
            return "<strong>no read showed it in time</strong>, \(time(confirmation.source.at))"
        }
        let answer: HTML =
            switch seen {
            case .sshPasswordLogin: ""
            case .hostingPassword: "by the provider's answer, as it cannot be read: "
            }
        return "\(time(confirmation.source.at))<br/>\(answer)\(EvidenceWords.seen(seen))"
    }

    var waiversSection: HTML {
        let rows = report.waivers.map { waiver -> HTML in
            let kind = waiver.enabled.map { "wants enabled: \($0)" } ?? "left alone"
            let ended: HTML = waiver.ended.map { "<br/>ended before that, \(time($0))" } ?? ""
            return """
                <tr><th scope="row">\(resource(waiver.resource))</th><td>\(kind)</td><td>\(waiver.reason)</td>\
                <td>\(EvidenceWords.owner(waiver.owner))</td><td>\(waiver.since.map { time($0) } ?? "not recorded")</td>\
                <td>\(time(waiver.until))\(ended)</td></tr>

                """
        }
        return section(
            "waivers", "Waivers", "Every exception that held at some time of the span.",
            ["Resource", "Effect", "Reason", "Owner", "Since", "Until"], rows, none: "Nobody made an exception.")
    }

    var pausesSection: HTML {
        let rows = report.pauses.map { pause -> HTML in
            let scope: HTML = pause.resource.map { resource($0) } ?? "\(pause.policy ?? "everything")"
            let until: HTML = pause.until.map { time($0) } ?? "somebody resumes"
            let resumed: HTML =
                pause.resumed.map {
                    "<br/>resumed \(time($0.at)) by \(EvidenceWords.actor($0.by)): \($0.reason)"
                } ?? ""
            return """
                <tr><th scope="row">\(scope)</th><td>\(pause.reason)</td><td>\(EvidenceWords.actor(pause.by))</td>\
                <td>\(time(pause.since))</td><td>\(until)\(resumed)</td></tr>

                """
        }
        return section(
            "pauses", "Pauses", "While one holds nothing is written, and looking goes on.",
            ["Of", "Reason", "Owner", "Since", "Until"], rows, none: "Nobody paused anything.")
    }

    var remarksSection: HTML {
        let rows = report.remarks.map { remark -> HTML in
            """
            <tr><th scope="row">\(time(remark.source.at))<br/><span class="faint">row \(Int(remark.source.sequence))\
            </span></th><td>\(remark.policy ?? "")</td><td>\(remark.text)</td>\
            <td>\(remark.by.map(EvidenceWords.actor) ?? "the program")</td></tr>

            """
        }
        return section(
            "remarks", "Remarks", "What people let pass, and what is odd about the account or the ledger.",
            ["When", "Policy", "What", "By"], rows, none: "None.")
    }

    var ledgerSection: HTML {
        let head: HTML =
            if let head = report.ledger.head {
                """
                <p>\(Int(head.rows).of("row")), each chained to the one before by SHA-256. The newest hash:</p>
                <p><code class="hash">\(head.hash)</code></p>

                """
            } else {
                "<p>There is no ledger yet.</p>\n"
            }
        let trust: HTML =
            if let fault = report.ledger.fault {
                """
                <p class="bad"><strong>Not verified:</strong> \(fault). What follows the fault is not in this report.</p>
                """
            } else if report.ledger.head == nil {
                ""
            } else {
                "<p>Every row was verified while this report was made.</p>"
            }
        return """
            <section aria-labelledby="ledger">
            <h2 id="ledger">Ledger</h2>
            \(head)\(trust)
            </section>
            """
    }

    private func section(
        _ id: String, _ title: String, _ caption: String, _ columns: [String], _ rows: [HTML], none: String
    ) -> HTML {
        let body: HTML =
            rows.isEmpty
            ? "<p>\(none)</p>"
            : """
            <table>
            <caption>\(caption)</caption>
            <thead><tr>\(columns.map { "<th scope=\"col\">\($0)</th>" })</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            """
        return """
            <section aria-labelledby="\(id)">
            <h2 id="\(id)">\(title)</h2>
            \(body)
            </section>
            """
    }
}
