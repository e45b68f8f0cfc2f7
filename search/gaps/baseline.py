"""Findings left out of a report: those of a baseline, and waived ones."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from search.gaps.finding import Gap, finding_id
from search.gaps.settings import Waiver


def is_known(rule: str, gap: Gap, known: Collection[str]) -> bool:
    """Tell whether a baseline or a waiver lists a gap: by its id, by that of a group that it may be in, or by the ids
    of all gaps in it."""
    return not known_ids(rule, gap).isdisjoint(known) or all(
        finding_id(rule, atom.key) in known for atom in gap.atoms()
    )


def known_ids(rule: str, gap: Gap) -> frozenset[str]:
    """Return the id of a gap, and those of the groups that it may be in."""
    return frozenset(finding_id(rule, key) for key in (gap.key, *(share.key for share in gap.shares)))


def gone_ids(known: Collection[str], gaps: Sequence[tuple[str, Gap]], not_run: Collection[str]) -> tuple[str, ...]:
    """Return the known ids that no gap has, alone or in a group, in order; ids of rules that did not run are left out.

    Args:
        gaps: each with the name of its rule.
    """
    if not known:
        return ()
    found = {id_ for rule, gap in gaps for part in (gap, *gap.atoms()) for id_ in known_ids(rule, part)}
    return tuple(sorted(id_ for id_ in set(known) - found if id_.split("/")[0] not in not_run))


def waived_ids(waivers: Sequence[Waiver], today: str) -> frozenset[str]:
    """Return the ids of the findings that are waived on ``today``, an ISO date."""
    return frozenset(waiver.finding for waiver in waivers if waiver.until >= today)


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
