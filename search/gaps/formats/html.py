"""A report as one self-contained HTML page: no script, no font, no other file."""

from collections.abc import Iterable, Iterator
from html import escape

from search.gaps.finding import Finding, GapReport, Place
from search.gaps.rules import RULES
from search.gaps.run import ALWAYS
from search.wording import counted

MAX_PLACES = 20
"""Places of a finding that are listed. By hand."""

MAX_TOP_FINDINGS = 10
"""Findings under "What to do first". By hand."""

MAX_OPEN_PLACES = 5
"""Places that are listed without a click. All three by hand."""

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #5a6572; --line: #dfe3e8;
  --card: #f7f8fa; --error: #b3261e; --warning: #8a5a00; --info: #245a9c; --measure: #8fb3e0; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e6e9ed; --soft: #9aa5b1;
  --line: #2c333b; --card: #1b2026; --error: #ff8a80; --warning: #f0c069; --info: #9cc2f5;
  --measure: #3f6ea8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p.lead, .why, .where { color: var(--soft); }
p { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; width: 4rem; }
td.chart { width: 40%; padding-right: 0; }
svg { display: block; width: 100%; height: .75rem; margin-top: .4rem; fill: var(--measure); }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--info);
  border-radius: .4rem; padding: .75rem 1rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
article.error { border-left-color: var(--error); }
article.warning { border-left-color: var(--warning); }
article h3 { font-size: 1rem; margin: 0; }
.severity { font-size: .8rem; font-weight: 600; text-transform: uppercase; letter-spacing: .04em; }
.rule { font-weight: 400; text-transform: none; letter-spacing: 0; margin-left: .35rem; color: var(--soft); }
.error .severity { color: var(--error); } .warning .severity { color: var(--warning); }
.info .severity { color: var(--info); }
.why, .where { font-size: .875rem; }
details { margin-top: .35rem; } summary { cursor: pointer; }
ul { margin: .35rem 0 0; padding-left: 1.25rem; font-size: .875rem; }
code { font: .9em ui-monospace, monospace; }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
"""


def render_html(report: GapReport) -> str:
    """Return a report as a self-contained page: the first ten findings, then the rest by rule."""
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            "<title>Content gaps</title>",
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            *_body(report),
            "</main>\n</body>\n</html>\n",
        )
    )


def _body(report: GapReport) -> Iterator[str]:
    total = len(report.findings)
    yield "<h1>Content gaps</h1>"
    if not total:
        yield f"<p class=lead>Nothing to mend: {len(report.rules)} rules found no gaps.</p>"
    else:
        yield f"<p class=lead>{counted(total, 'finding')}, the most useful first.</p>"
    yield from (f"<p class=lead>{escape(line)}</p>" for line in _left_out(report))
    if total:
        yield from _section("What to do first", report.findings[:MAX_TOP_FINDINGS])
        yield "<h2>All findings by rule</h2>"
        yield from _by_rule(report)
        for rule in report.by_rule:
            rest = [f for f in report.findings[MAX_TOP_FINDINGS:] if f.rule == rule]
            yield from _section(_title(rule), rest)
    if report.closed:
        yield "<h2>Searches that have answers now</h2>\n<ul>"
        yield from (f"<li>{escape(query)}</li>" for query in report.closed)
        yield "</ul>"


def _left_out(report: GapReport) -> Iterator[str]:
    if report.known:
        yield f"{report.known:,} findings are known from the baseline and left out."
    if report.waived:
        yield f"{report.waived:,} findings are waived."
    if report.unjudged:
        yield report.about_unjudged


def _by_rule(report: GapReport) -> Iterator[str]:
    max_count = max(report.by_rule.values())
    yield "<table>\n<thead><tr><th>Rule<th>Findings<th><span hidden>Share</span></thead>\n<tbody>"
    for rule, count in report.by_rule.items():
        share = f'<rect width="{100 * count / max_count:.1f}%" height="100%" rx="2"/>'
        yield (f'<tr><td>{_title(rule)}<td class=n>{count:,}<td class=chart><svg aria-hidden="true">{share}</svg>')
    yield "</tbody>\n</table>"


def _title(rule: str) -> str:
    return f"<code>{escape(rule)}</code>: {escape((RULES | ALWAYS)[rule].summary)}"


def _section(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    articles = [_article(finding) for finding in findings]
    if articles:
        yield f"<h2>{title}</h2>"
        yield from articles


def _article(finding: Finding) -> str:
    parts = [
        f'<article class="{finding.severity}" id="{escape(finding.id, quote=True)}">',
        f"<p class=severity>{finding.severity} <span class=rule>{escape(finding.rule)}</span></p>",
        f"<h3>{finding.rank}. {escape(_capital(finding.message))}</h3>",
    ]
    if finding.path:
        parts.append(f"<p class=where><code>{escape(str(finding.place))}</code></p>")
    if finding.fix:
        parts.append(f"<p>{escape(_capital(finding.fix))}.</p>")
    parts.append(f"<p class=why>Why here: {escape(finding.why)}.</p>")
    return "\n".join([*parts, *_evidence(finding.evidence), "</article>"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _evidence(places: tuple[Place, ...]) -> Iterator[str]:
    if not places:
        return
    is_open = " open" if 1 < len(places) <= MAX_OPEN_PLACES else ""
    yield f"<details{is_open}><summary>{counted(len(places), 'place')}</summary>\n<ul>"
    for place in places[:MAX_PLACES]:
        where = f"<code>{escape(str(place))}</code> " if place.path else ""
        yield f"<li>{where}<bdi>{escape(place.text)}</bdi></li>"
    if len(places) > MAX_PLACES:
        yield f"<li>and {len(places) - MAX_PLACES:,} more</li>"
    yield "</ul></details>"
