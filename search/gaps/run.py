"""Running one rule: what it finds, and where it raises, the failure as a finding that the report opens with."""

import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import corpus
from corpus.guide import Guide
from corpus.problems import GuidedexError
from search.gaps.finding import Gap, Place, UnjudgedLinks
from search.gaps.grouping import grouped
from search.gaps.rule import Rule
from search.gaps.settings import Waiver
from search.gaps.site import Site

FIRST = 1e6
"""The worth of a finding about the report itself, which comes before all others. By hand."""

MAX_ERROR_LETTERS = 200
"""Letters of an exception that a report shows: it may quote a whole guide. By hand."""

RULE_FAILED = Rule(
    name="rule-failed",
    severity="error",
    summary="a rule stopped at an error of Guidedex, so that its findings may be incomplete",
    check=lambda site: (),
    minutes=5,
    worth=FIRST,
    meaning="The other rules ran, and what they found is complete.",
)
WAIVER_EXPIRED = Rule(
    name="waiver-expired",
    severity="warning",
    summary="a waiver has run out, so that its finding counts again",
    check=lambda site: [_expired(waiver) for waiver in site.settings.waivers if waiver.until < site.today],
    minutes=5,
    worth=FIRST,
    meaning="Somebody accepted the finding until a date that has passed.",
)
ALWAYS = {rule.name: rule for rule in (RULE_FAILED, WAIVER_EXPIRED)}
"""Rules about the report itself: they are no part of RULES, since nobody chooses them."""


def gaps_of(rule: Rule, site: Site) -> list[tuple[Rule, Gap]]:
    """Return the gaps of a rule, grouped; if it raises, those up to there and one of RULE_FAILED.

    Raises: GuidedexError, since that is the answer to a wrong setting or a damaged index.
    """
    gaps: list[Gap] = []
    try:
        gaps.extend(rule.check(site))
    except GuidedexError:
        raise
    except Exception as error:  # whatever the rule's defect is, the other rules run
        return [(rule, gap) for gap in gaps] + [(RULE_FAILED, failure(rule.name, error))]
    try:
        return [(rule, gap) for gap in grouped(gaps, rule.groupings, site)]
    except Exception as error:  # the gaps are sound, only what they have in common is not
        return [(rule, gap) for gap in gaps] + [(RULE_FAILED, failure(rule.name, error))]


def unjudged_by(rule: Rule, site: Site) -> tuple[UnjudgedLinks, ...]:
    """Return what a rule cannot judge; nothing where it raises, since ``gaps_of`` reports that.

    Raises: GuidedexError, as ``gaps_of`` does.
    """
    try:
        return tuple(rule.unjudged(site))
    except GuidedexError:
        raise
    except Exception:
        return ()


def failure(name: str, error: Exception) -> Gap:
    """Return the gap for a rule, or another step of the report, that raised ``error``."""
    path = _guide_path(error.__traceback__)
    where = f" at {path}" if path else ""
    return Gap(
        key=(name,),
        place=Place(path, 0),
        message=f"{name} stopped{where} at an error of Guidedex: {_in_one_line(error)} ({_code_place(error)})",
        fix="please report it with this line; what the other rules found is complete",
        subject=name,
    )


def _in_one_line(error: Exception) -> str:
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= MAX_ERROR_LETTERS else text[: MAX_ERROR_LETTERS - 1] + "…"


def _code_place(error: Exception) -> str:
    """Return the line of code that raised, below the folder of the packages."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    path = Path(frame.filename)
    with suppress(ValueError):
        path = path.relative_to(Path(corpus.__file__).parents[1])
    return f"{path.as_posix()}:{frame.lineno}"


def _guide_path(trace: TracebackType | None) -> str:
    """Return the path of the guide that the innermost function at work had in a variable, "" for none."""
    paths: list[str] = []
    while trace is not None:
        paths[:0] = _paths(list(trace.tb_frame.f_locals.values()))
        trace = trace.tb_next
    return next(filter(None, paths), "")


def _paths(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Guide | Place):
            yield value.path
        elif isinstance(value, Gap):
            yield value.place.path


def _expired(waiver: Waiver) -> Gap:
    return Gap(
        key=(waiver.finding,),
        place=Place("", 0),
        message=f"the waiver of {waiver.finding!r} ({waiver.reason}) ran out on {waiver.until}",
        fix="mend the finding, or give the waiver a later date",
        subject=waiver.finding,
    )
