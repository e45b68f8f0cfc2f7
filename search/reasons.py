"""Why a hit is there, in words for readers."""

from collections import Counter
from collections.abc import Sequence

from index.documents import FIELDS
from search.engines.engine import Clause
from search.highlight import Found, Matched, alternative_of
from search.results import Reason

MAX_REASONS = 4

_PLACES = {
    "title": "in the title",
    "aliases": "among its aliases",
    "headings": "in a heading",
    "code": "in the code",
    "guide": "in the guide's title",
}


def reasons_of(clauses: Sequence[Clause], matched: Matched) -> list[Reason]:
    """Return a reason for each clause that a document satisfies: where its most telling match stands."""
    times = Counter(zip(matched.field.tolist(), matched.found, strict=True))
    best: dict[int, tuple[Found, int]] = {}
    for field, found in times:
        before = best.get(found.clause)
        if before is None or (found.alternative, field) < (before[0].alternative, before[1]):
            best[found.clause] = (found, field)
    chosen = [best[clause] for clause in sorted(best)[:MAX_REASONS]]
    return [_reason(clauses, found, FIELDS[field], times[field, found]) for found, field in chosen]


def _reason(clauses: Sequence[Clause], found: Found, field: str, times: int) -> Reason:
    alternative = alternative_of(clauses, found)
    place = _PLACES.get(field) or ("once" if times == 1 else f"in {times} places")
    if alternative.kind == "alias":
        text = f"alias {alternative.shown} {place}"
    elif alternative.kind in ("typo", "split", "joined"):
        text = f"“{alternative.shown}” {place} (you typed “{clauses[found.clause].shown}”)"
    elif alternative.kind == "prefix":
        text = f"begins with “{alternative.shown}” {place}"
    else:
        text = f"“{alternative.shown}” {place}"
    return Reason(alternative.kind, text, field, (alternative.shown,))
