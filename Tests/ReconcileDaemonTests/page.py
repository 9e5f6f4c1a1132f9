"""Checks a page of evidence: standard input is the page, standard output one line for each fault.

The page must be well-formed as XML, stand alone, and have what readers by keyboard, by ear and on paper need.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

text = sys.stdin.read()
page = ElementTree.fromstring(text)
faults = []


def fault(condition, what):
    if condition:
        faults.append(what)


elements = list(page.iter())
ids = [element.get("id") for element in elements if element.get("id")]
for name in sorted({name for name in ids if ids.count(name) > 1}):
    faults.append(f"the id '{name}' stands twice")
for element in elements:
    fault(element.tag in {"script", "link", "img", "iframe", "object", "embed", "form"}, f"a <{element.tag}>")
    for name, value in element.attrib.items():
        fault(name.startswith("on") or name == "style", f"an attribute {name}")
        fault(name in {"src", "srcset", "data", "action"}, f"a reference: {name}={value}")
        fault(name == "href" and not value.startswith("#"), f"a reference outside: {value}")
        fault(name == "href" and value[1:] not in ids, f"a link to nowhere: {value}")
        fault(name == "aria-labelledby" and value not in ids, f"a label that is not there: {value}")
styles = "".join(style.text for style in page.iter("style"))
fault(re.search(r"@import|url\((?!#)|https?:", styles), "the style sheet refers to something outside")
fault("@media print" not in styles or "size: A4" not in styles, "no style for paper")
fault("prefers-color-scheme: dark" not in styles or ":focus-visible" not in styles, "no dark style or focus")

fault(page.get("lang") != "en", "no language")
fault(not (page.findtext("head/title") or "").strip(), "no title")
fault(len(list(page.iter("main"))) != 1 or len(list(page.iter("h1"))) != 1, "not one main and one h1")
levels = [int(element.tag[1]) for element in elements if re.fullmatch(r"h[1-6]", element.tag)]
fault(any(later > earlier + 1 for earlier, later in zip(levels, levels[1:])), "a level of headings is left out")
first = next(page.find("body").iter("a"))
fault(first.get("href") != "#main", "the first link does not skip to the evidence")
fault([n.get("aria-label") for n in page.iter("nav")] != ["Contents"], "the contents have no label")
for table in page.iter("table"):
    caption = table.find("caption")
    fault(caption is None or not "".join(caption.itertext()).strip(), "a table without a caption")
    for header in table.iter("th"):
        fault(header.get("scope") not in {"col", "row"}, "a header cell without a scope")
    width = len(table.findall("thead/tr/th"))
    for row in table.findall("tbody/tr"):
        fault(len(list(row)) != width, "a row with cells too few or too many")
for drawing in page.iter("svg"):
    named = drawing.get("role") == "img" and drawing.get("aria-label")
    fault(not named and drawing.get("aria-hidden") != "true", "a drawing without words")
for summary in page.iter("summary"):
    fault(not "".join(summary.itertext()).strip(), "details without a word")
print("\n".join(faults), end="")
