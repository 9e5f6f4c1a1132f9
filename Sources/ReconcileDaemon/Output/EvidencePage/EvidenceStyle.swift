/// How the page looks: dark on light or light on dark as the reader's system wants, always dark on white on paper.
///
/// No `<` and no `&` in it, so that the page stays well-formed as XML.
enum EvidenceStyle {
    static let sheet: HTML = """
        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1c2128; --faint: #57606a; --rule: #d0d7de; --band: #f6f8fa; --link: #0550ae;
          --compliant: #1a7f37; --open: #b3151e; --gap: #8c959f; --gap-ground: #eef1f4;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14181d; --ink: #e6edf3; --faint: #9aa5b1; --rule: #343b44; --band: #1c2128; --link: #79b8ff;
            --compliant: #4cc366; --open: #ff6b63; --gap: #6e7884; --gap-ground: #232a32;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
        }
        h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
        h2 { font-size: 1.25rem; margin: 3rem 0 0.5rem; }
        p { margin: 0.5rem 0; max-width: 44rem; }
        .span { font-size: 1.125rem; }
        .faint, caption { color: var(--faint); }
        .bad { color: var(--open); }
        code { font: 0.8125em/1.4 ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace; }
        time { font-variant-numeric: tabular-nums; }
        th time, td time { white-space: nowrap; }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible, main:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px;
        }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: 0.5rem; padding: 0.25rem 0.75rem; background: var(--paper); z-index: 1; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .patterns { position: absolute; }
        nav ul, .legend { list-style: none; margin: 1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
        nav { border-block: 1px solid var(--rule); margin-top: 1.5rem; }
        table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
        caption { text-align: left; padding: 0.25rem 0 0.5rem; font-size: 0.875rem; }
        th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0; font-weight: normal; }
        thead th { border-bottom: 2px solid var(--rule); font-weight: 600; vertical-align: bottom; }
        tbody tr { border-bottom: 1px solid var(--rule); }
        tbody tr:target { background: var(--band); }
        tbody th { min-width: 9rem; }
        bdi { font-weight: 600; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tr .number { padding-right: 0; padding-left: 1rem; }
        tr .number + :not(.number) { padding-left: 1.5rem; }
        .lines th:first-child { width: 15rem; }
        .drawn, .lines thead th:nth-child(2) { width: 50%; }
        .axis { display: flex; justify-content: space-between; font-weight: normal; font-size: 0.75rem; color: var(--faint); }
        .line { display: block; width: 100%; height: 28px; }
        .sample { display: inline-block; width: 40px; height: 20px; vertical-align: -4px; margin-right: 0.375rem; }
        .compliant { fill: var(--compliant); }
        .open { fill: var(--open); }
        .gap { fill: url(#hatch); }
        .hatch-ground { fill: var(--gap-ground); }
        .hatch-line { fill: var(--gap); }
        .tick { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; fill: none; }
        details { font-size: 0.8125rem; }
        summary { cursor: pointer; color: var(--faint); padding: 0.125rem 0; width: max-content; }
        details ol, .drawn ul { margin: 0.25rem 0; padding-left: 1.5rem; }
        li.open b { color: var(--open); }
        .hash { font-size: 0.875rem; }
        footer { border-top: 1px solid var(--rule); margin-top: 3rem; color: var(--faint); font-size: 0.875rem; }
        @media (max-width: 48rem) {
          body { padding: 1rem; }
          section { overflow-x: auto; }
          .lines { min-width: 44rem; }
        }
        @page { size: A4; margin: 15mm 12mm; }
        @media print {
          :root {
            color-scheme: light;
            --paper: #ffffff; --ink: #000000; --faint: #444444; --rule: #999999; --band: #ffffff; --link: #000000;
            --compliant: #1a7f37; --open: #b3151e; --gap: #777777; --gap-ground: #ffffff;
          }
          body { max-width: none; padding: 0; font-size: 9.5pt; }
          h1 { font-size: 20pt; }
          h2 { font-size: 13pt; margin-top: 8mm; break-after: avoid; }
          table, details, caption { font-size: 8pt; }
          th, td { padding: 1.2mm 3mm 1.2mm 0; }
          tbody th { min-width: 24mm; }
          .axis { font-size: 7pt; }
          caption { break-after: avoid; }
          thead { display: table-header-group; }
          tr, li, svg { break-inside: avoid; }
          tbody tr:first-child { break-before: avoid; }
          tr:has(li:nth-child(12)) { break-inside: auto; }
          .lines th:first-child { width: 42mm; }
          .skip, nav { display: none; }
          a { text-decoration: none; }
          svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          details::details-content { content-visibility: visible; display: block; height: auto; }
        }
        """
}
