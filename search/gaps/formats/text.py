"""A report for a terminal."""

from collections.abc import Callable

from search.gaps.finding import Finding, GapReport

FIRST_SCREEN = 10
PLACES_SHOWN = 3


def render_text(report: GapReport, limit: int = FIRST_SCREEN, emphasise: Callable[[str], str] = str) -> str:
    """Return the first ``limit`` findings (0: all), then the counts; ``emphasise`` marks
    headlines."""
    if not report.findings:
        return _nothing(report)
    shown = report.findings[:limit] if limit else report.findings
    blocks = [_block(finding, emphasise) for finding in shown]
    return "\n\n".join([*blocks, _summary(report, len(shown))]) + "\n"


def _nothing(report: GapReport) -> str:
    rules = f"{len(report.rules)} rules" if len(report.rules) != 1 else "1 rule"
    return "\n".join([f"Nothing to mend: {rules} found no gaps.", *_left_out(report)]) + "\n"


def _block(finding: Finding, emphasise: Callable[[str], str]) -> str:
    lines = [
        emphasise(f"{finding.rank}. {finding.message}"),
        "   " + "  ".join(filter(None, (str(finding.place), finding.severity, finding.rule))),
    ]
    if finding.fix:
        lines.append(f"   Fix: {finding.fix}")
    others = [place for place in finding.evidence if place.text or str(place) != str(finding.place)]
    lines += [f"   - {_evidence(place)}" for place in others[:PLACES_SHOWN]]
    if len(others) > PLACES_SHOWN:
        lines.append(f"   - and {len(others) - PLACES_SHOWN:,} more")
    lines.append(f"   Why here: {finding.why}")
    return "\n".join(lines)


def _evidence(place: object) -> str:
    text = getattr(place, "text", "")
    return f"{place}: {_short(text)}" if text else str(place)


def _short(text: str, most: int = 100) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _summary(report: GapReport, n_shown: int) -> str:
    total = len(report.findings)
    counts = ", ".join(f"{count:,} {rule}" for rule, count in report.by_rule.items())
    more = f" The first {n_shown} are above." if n_shown < total else ""
    found = f"{total:,} findings" if total != 1 else "1 finding"
    return "\n".join([f"{found}: {counts}.{more}", *_left_out(report)])


def _left_out(report: GapReport) -> list[str]:
    lines = []
    if report.known:
        lines.append(f"{report.known:,} known from the baseline are left out.")
    if report.waived:
        lines.append(f"{report.waived:,} are waived.")
    if report.closed:
        lines.append(f"{len(report.closed):,} searches that found nothing now have answers.")
    return lines
