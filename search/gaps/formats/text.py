"""A report for a terminal."""

from collections.abc import Callable

from search.gaps.finding import Finding, GapReport, Place
from search.wording import counted

MAX_FINDINGS = 10
MAX_PLACES = 3
MAX_PLACE_LETTERS = 100
MAX_PLAN_LETTERS = 120
"""What a terminal shows without scrolling, by hand: findings, places of each, letters of the text of a place, and of
what a line of the plan says of a finding and its fix."""


def render_text(report: GapReport, limit: int = MAX_FINDINGS, emphasise: Callable[[str], str] = str) -> str:
    """Return the first ``limit`` findings, 0 for all, then the counts; ``emphasise`` styles a headline."""
    if not report.findings:
        return _nothing(report)
    shown = report.findings[:limit] if limit else report.findings
    blocks = [_block(finding, emphasise) for finding in shown]
    return "\n\n".join([*blocks, _summary(report, len(shown))]) + "\n"


def render_plan(report: GapReport, emphasise: Callable[[str], str] = str) -> str:
    """Return the first screen: at most ten lines, each with what to do, where, who gains and the effort."""
    if not report.findings:
        return _nothing(report)
    lines = [_line(finding, emphasise) for finding in report.findings[:MAX_FINDINGS]]
    summary = _summary(report, len(lines))
    return "\n".join([*lines, "", summary, "With places, reasons and ids: guidedex gaps --limit 10"]) + "\n"


def _line(finding: Finding, emphasise: Callable[[str], str]) -> str:
    """Return one finding as a sentence that can be done."""
    what = _short(finding.message, MAX_PLAN_LETTERS)
    do = f": {_short(finding.fix, MAX_PLAN_LETTERS)}" if finding.fix else ""
    where = f"{finding.place}; " if finding.path else ""
    return f"{emphasise(f'{finding.rank}. {what}')}{do} ({where}{finding.why})"


def _nothing(report: GapReport) -> str:
    rules = counted(len(report.rules), "rule")
    return "\n".join([f"Nothing to mend: {rules} found no gaps.", *_left_out(report)]) + "\n"


def _block(finding: Finding, emphasise: Callable[[str], str]) -> str:
    lines = [
        emphasise(f"{finding.rank}. {finding.message}"),
        "   " + "  ".join(filter(None, (str(finding.place), finding.severity, finding.rule))),
    ]
    if finding.fix:
        lines.append(f"   Fix: {finding.fix}")
    places = [place for place in finding.evidence if place.text or str(place) != str(finding.place)]
    lines += [f"   - {_evidence(place)}" for place in places[:MAX_PLACES]]
    if len(places) > MAX_PLACES:
        lines.append(f"   - and {len(places) - MAX_PLACES:,} more")
    lines.append(f"   Why here: {finding.why}")
    lines.append(f"   Id: {finding.id}")
    return "\n".join(lines)


def _evidence(place: Place) -> str:
    return f"{place}: {_short(place.text)}" if place.text else str(place)


def _short(text: str, max_letters: int = MAX_PLACE_LETTERS) -> str:
    line = " ".join(text.split())
    return line if len(line) <= max_letters else line[: max_letters - 1].rstrip() + "…"


def _summary(report: GapReport, n_shown: int) -> str:
    total = len(report.findings)
    counts = ", ".join(f"{count:,} {rule}" for rule, count in report.by_rule.items())
    more = f" The first {n_shown} are above." if n_shown < total else ""
    return "\n".join([f"{counted(total, 'finding')}: {counts}.{more}", *_left_out(report)])


def _left_out(report: GapReport) -> list[str]:
    lines = []
    if report.known:
        lines.append(f"{report.known:,} known from the baseline are left out.")
    if report.waived:
        lines.append(f"{report.waived:,} are waived.")
    if report.closed:
        lines.append(f"{len(report.closed):,} searches that found nothing now have answers.")
    if report.unjudged:
        lines.append(report.about_unjudged)
    return lines
