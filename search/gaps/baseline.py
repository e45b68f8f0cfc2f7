"""Findings that are known or accepted, and so are left out."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from search.gaps.finding import Finding, GapReport
from search.gaps.settings import Waiver

FORMAT = 1


def without_known(report: GapReport, known: Collection[str]) -> GapReport:
    """Return the report without the findings of a baseline; ranks are counted anew."""
    kept = [finding for finding in report.findings if finding.id not in known]
    left_out = len(report.findings) - len(kept)
    return replace(_of(report, kept), known=report.known + left_out)


def without_waived(report: GapReport, waivers: Sequence[Waiver], today: str) -> GapReport:
    """Return the report without waived findings; raises ``GuidedexError`` for a waiver that has run
    out."""
    for waiver in waivers:
        if waiver.until < today:
            raise GuidedexError(
                f"the waiver of {waiver.finding!r} ({waiver.reason}) ran out on {waiver.until}: "
                "mend the finding, or give the waiver a later date"
            )
    waived = {waiver.finding for waiver in waivers}
    kept = [finding for finding in report.findings if finding.id not in waived]
    return replace(_of(report, kept), waived=report.waived + len(report.findings) - len(kept))


def baseline_text(report: GapReport) -> str:
    """Return a baseline of all findings of a report: JSON that differs by line where findings
    differ."""
    known = sorted(finding.id for finding in report.findings)
    return json.dumps({"format": FORMAT, "known": known}, ensure_ascii=False, indent=1) + "\n"


def load_baseline(path: Path) -> frozenset[str]:
    """Return the ids of a baseline file; raises ``GuidedexError`` when it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GuidedexError(f"cannot read the baseline {path}: {error.strerror}") from error
    except ValueError as error:
        raise GuidedexError(f"cannot read the baseline {path}: {error}") from error
    known = _ids(data) if isinstance(data, dict) else None
    if not isinstance(known, list) or not all(isinstance(id_, str) for id_ in known):
        raise GuidedexError(
            f"cannot read the baseline {path}: neither a baseline nor a report as JSON; "
            "make one with `guidedex gaps --format json`"
        )
    return frozenset(known)


def _ids(data: dict[str, Any]) -> Any:
    """Return what stands for the known ids: those of a report's findings, or a baseline's own list."""
    if isinstance(data.get("findings"), list):
        return [finding.get("id") for finding in data["findings"] if isinstance(finding, dict)]
    return data.get("known")


def _of(report: GapReport, findings: Sequence[Finding]) -> GapReport:
    ranked = tuple(replace(finding, rank=rank) for rank, finding in enumerate(findings, 1))
    by_rule = Counter(finding.rule for finding in ranked)
    return replace(report, findings=ranked, by_rule=dict(by_rule.most_common()))
