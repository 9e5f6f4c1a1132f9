import ReconcileCore

/// `report --format html`: one file that needs no other, without a script, to be read on a screen, on paper or aloud.
struct EvidencePage {
    let report: EvidenceReport
    /// Where each resource stands on the page, for links to it.
    let places: [ResourceID: Int]
    /// What was open or not observed at some time comes first, the worst on top.
    let troubled: [EvidenceReport.Resource]
    let steady: [EvidenceReport.Resource]

    init(_ report: EvidenceReport) {
        self.report = report
        let numbered = report.resources.enumerated().map { ($1.id, $0 + 1) }
        places = Dictionary(numbered) { first, _ in first }
        steady = report.resources.filter(\.isSteady)
        troubled = report.resources.filter { !$0.isSteady }.enumerated().sorted { left, right in
            let (one, other) = (left.element.totals, right.element.totals)
            if one.open != other.open { return one.open > other.open }
            if left.element.wasEverOpen != right.element.wasEverOpen { return left.element.wasEverOpen }
            if one.notObserved != other.notObserved { return one.notObserved > other.notObserved }
            return left.offset < right.offset
        }.map(\.element)
    }

    func text() -> String {
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="color-scheme" content="light dark"/>
            <title>Evidence, \(day(report.span.since)) to \(day(report.span.until))</title>
            <style>
            \(EvidenceStyle.sheet)
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the evidence</a>
            \(TimelineDrawing.patterns)\
            \(header)
            \(contents)
            <main id="main" tabindex="-1">
            \(summary)
            \(troubledSection)
            \(steadySection)
            \(changesSection)
            \(waiversSection)
            \(pausesSection)
            \(remarksSection)
            \(ledgerSection)
            </main>
            <footer>
            <p>Times are in UTC. Every time and every sentence here can be checked: \
            <code>reconciled history</code> prints the rows of the ledger with their hashes, \
            <code>reconciled report --format json</code> the same evidence for programs.</p>
            </footer>
            </body>
            </html>
            """
        return page.text
    }

    // MARK: The head of the page

    private var header: HTML {
        """
        <header>
        <h1>Evidence</h1>
        <p class="span">\(time(report.span.since)) to \(time(report.span.until)), \(Durations.long(report.span.length))</p>
        <p>\(verdict)</p>
        <p class="faint">Made by reconciled \(Version.current)\(instance), ledger \(ledgerWord).</p>
        </header>
        """
    }

    private var verdict: HTML {
        let count = report.resources.count
        guard count > 0 else { return "No policy governs anything, and nothing was looked at in this time." }
        let opened = report.resources.filter(\.wasEverOpen).count
        let many = report.changes.count
        let confirmed = report.changes.filter(\.isConfirmed).count
        let changes: HTML =
            many == 0 ? "Nothing was changed." : "\(many.of("change")), \(confirmed) confirmed."
        return
            "<strong>\(opened) of \(count.of("resource"))</strong> \(opened == 1 ? "was" : "were") seen open. \(changes)"
    }

    private var instance: HTML {
        guard let instance = report.instance else { return "" }
        return " (instance <code>\(instance)</code>)"
    }

    private var ledgerWord: HTML {
        if report.ledger.fault != nil { return "<strong class=\"bad\">not verified</strong>" }
        return report.ledger.head == nil ? "not made yet" : "verified"
    }

    private var contents: HTML {
        """
        <nav aria-label="Contents">
        <ul>
        <li><a href="#summary">Summary</a></li>
        <li><a href="#open">Open or not observed (\(troubled.count))</a></li>
        <li><a href="#steady">Compliant throughout (\(steady.count))</a></li>
        <li><a href="#changes">Changes (\(report.changes.count))</a></li>
        <li><a href="#waivers">Waivers (\(report.waivers.count))</a></li>
        <li><a href="#pauses">Pauses (\(report.pauses.count))</a></li>
        <li><a href="#remarks">Remarks (\(report.remarks.count))</a></li>
        <li><a href="#ledger">Ledger</a></li>
        </ul>
        </nav>
        """
    }

    private var summary: HTML {
        let totals = report.totals
        let shares = EvidenceShares(totals)
        let rows: [(EvidenceState, Int64, Duration, String)] = [
            (
                .compliant, shares.compliant, totals.compliant,
                "Looks showed it as wanted, no further apart than agreed."
            ),
            (.open, shares.open, totals.open, "It differed from what the policy wants, with a waiver or without."),
            (
                .notObserved, shares.notObserved, totals.notObserved,
                "Nobody looked, or the guest gave no answer. Never counted as compliant."
            ),
        ]
        return """
            <section aria-labelledby="summary">
            <h2 id="summary">Summary</h2>
            <table class="summary">
            <caption>All resources together. Compliant is rounded down, open is rounded up.</caption>
            <thead><tr><th scope="col">State</th><th scope="col" class="number">Share of the span</th>\
            <th scope="col" class="number">Time</th><th scope="col">Meaning</th></tr></thead>
            <tbody>
            \(rows.map { state, share, length, meaning in
                """
                <tr><th scope="row">\(TimelineDrawing.sample(state)) \(EvidenceWords.state(state))</th>\
                <td class="number">\(EvidenceShares.text(share))</td><td class="number">\(Durations.long(length))</td>\
                <td>\(meaning)</td></tr>

                """
            })\
            </tbody>
            </table>
            </section>
            """
    }

    // MARK: Words that every section uses

    func time(_ time: WallTime) -> HTML {
        "<time datetime=\"\(time.rfc3339)\">\(EvidenceWords.time(time))</time>"
    }

    func day(_ time: WallTime) -> String {
        String(time.rfc3339.prefix(10))
    }

    /// A resource by name and id; a link to its time line where it has one.
    func resource(_ id: ResourceID) -> HTML {
        guard let place = places[id] else { return "<code>\(id.text)</code>" }
        guard let name = report.resources[place - 1].name else {
            return "<a href=\"#r\(place)\"><code>\(id.text)</code></a>"
        }
        return "<a href=\"#r\(place)\"><bdi>\(name)</bdi></a><br/><code>\(id.text)</code>"
    }
}
