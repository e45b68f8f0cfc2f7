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


def reasons_of(clauses: Sequence[Clause], matched: Matched, ways: Sequence[Found]) -> list[Reason]:
    """Return a reason for each clause that a document satisfies: where its most telling match stands."""
    times = Counter(zip(matched.ways, matched.fields, strict=True))
    best: dict[int, tuple[int, int]] = {}
    for way, field in times:
        clause = ways[way].clause
        if clause not in best or (way, field) < best[clause]:
            best[clause] = (way, field)
    return [
        _reason(clauses, ways[way], FIELDS[field], times[way, field])
        for _, (way, field) in sorted(best.items())[:MAX_REASONS]
    ]


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
