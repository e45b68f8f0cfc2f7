"""A report as SARIF 2.1.0, the format of findings that code hosts and editors show beside the lines.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0 (2020).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from search.gaps.finding import Finding, GapReport, Place
from search.gaps.rules import RULES
from search.gaps.run import ALWAYS

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
MAX_PLACES = 100
"""Places of a finding that the log names. By hand."""


CONFIGURATION = "guidedex.yaml"
"""The file to which a finding without a place points: code hosts refuse a result without one."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Where guides are in their repository: ``path_of`` returns the path of a guide's file from its root."""

    path_of: Callable[[str], str] = str
    configuration: str = CONFIGURATION


def sarif_data(report: GapReport, repository: Repository | None = None) -> dict[str, Any]:
    """Return a report as a SARIF log: one run, a result per finding, in order of rank, each with a location.

    Source: GitHub, SARIF support for code scanning: a location is required, and relative to the root of the repository.
    """
    repository = repository or Repository()
    names = [*RULES, *(name for name in ALWAYS if name in {finding.rule for finding in report.findings})]
    driver = {
        "name": "guidedex",
        "rules": [_rule(name) for name in names],
    }
    results = [_result(finding, names.index(finding.rule), repository) for finding in report.findings]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def render_sarif(report: GapReport, repository: Repository | None = None) -> str:
    """Return a report as SARIF 2.1.0."""
    return json.dumps(sarif_data(report, repository), ensure_ascii=False, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    rule = (RULES | ALWAYS)[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.default},
    }


def _result(finding: Finding, rule_index: int, repository: Repository) -> dict[str, Any]:
    message = f"{finding.message}. {finding.fix}".rstrip(". ") + "."
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": message},
        "partialFingerprints": {"guidedexFinding/v1": finding.id},
        "properties": {"queueRank": finding.rank, "why": finding.why},
    }
    place = finding.place if finding.path else Place("", 0)
    result["locations"] = [{"physicalLocation": _physical(place, repository)}]
    places = [place for place in finding.evidence if place.path][:MAX_PLACES]
    if places:
        result["relatedLocations"] = [_related(place, i, repository) for i, place in enumerate(places)]
    return result


def _physical(place: Place, repository: Repository) -> dict[str, Any]:
    """Return the location of a place in the repository; a place without a line is the first one."""
    path = repository.path_of(place.path) if place.path else repository.configuration
    return {"artifactLocation": {"uri": quote(path)}, "region": {"startLine": place.line or 1}}


def _related(place: Place, number: int, repository: Repository) -> dict[str, Any]:
    related = {"id": number, "physicalLocation": _physical(place, repository)}
    return {**related, "message": {"text": place.text}} if place.text else related
