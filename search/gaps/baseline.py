"""Findings left out of a report: those of a baseline, and waived ones."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from search.gaps.finding import Finding, GapReport
from search.gaps.settings import Waiver


def without_known(report: GapReport, known: Collection[str]) -> GapReport:
    """Return the report without the findings whose ids are ``known``; the others are ranked from 1 again."""
    findings = [finding for finding in report.findings if finding.id not in known]
    n_removed = len(report.findings) - len(findings)
    return replace(_with_findings(report, findings), known=report.known + n_removed)


def without_waived(report: GapReport, waivers: Sequence[Waiver], today: str) -> GapReport:
    """Return the report without waived findings.

    Raises: GuidedexError for a waiver that ended before ``today``, an ISO date.
    """
    for waiver in waivers:
        if waiver.until < today:
            raise GuidedexError(
                f"the waiver of {waiver.finding!r} ({waiver.reason}) ran out on {waiver.until}: "
                "mend the finding, or give the waiver a later date"
            )
    waived = {waiver.finding for waiver in waivers}
    findings = [finding for finding in report.findings if finding.id not in waived]
    n_removed = len(report.findings) - len(findings)
    return replace(_with_findings(report, findings), waived=report.waived + n_removed)


def load_baseline(path: Path) -> frozenset[str]:
    """Return the ids of the findings of a baseline: a report as JSON, or a list of ids under ``known``.

    Raises: GuidedexError if the file cannot be read or is neither.
    """
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
    """Return the ids of a report's findings, or the value of ``known``, whatever its type."""
    if isinstance(data.get("findings"), list):
        return [finding.get("id") for finding in data["findings"] if isinstance(finding, dict)]
    return data.get("known")


def _with_findings(report: GapReport, findings: Sequence[Finding]) -> GapReport:
    """Return the report with other findings, ranked from 1 in their order and counted by rule."""
    ranked = tuple(replace(finding, rank=rank) for rank, finding in enumerate(findings, 1))
    by_rule = Counter(finding.rule for finding in ranked)
    return replace(report, findings=ranked, by_rule=dict(by_rule.most_common()))
