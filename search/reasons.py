"""Why a hit is there, in words for readers."""

from collections.abc import Sequence

from corpus.document import Document
from index.documents import FIELDS, field_texts
from search.engines.engine import Clause
from search.highlight import Found, Marker, alternative_of
from search.results import Reason

MAX_REASONS = 4

_PLACES = {
    "title": "in the title",
    "aliases": "among its aliases",
    "headings": "in a heading",
    "code": "in the code",
    "guide": "in the guide's title",
}


def reasons_of(document: Document, clauses: Sequence[Clause], marker: Marker) -> list[Reason]:
    """Return a reason for each clause that ``document`` satisfies: where its most telling match stands."""
    best: dict[int, tuple[int, Found, str, int]] = {}
    for number, (field, text) in enumerate(zip(FIELDS, field_texts(document), strict=True)):
        for found, times in marker.places(text).items() if text else ():
            known = best.get(found.clause)
            if known is None or found.alternative < known[1].alternative:
                best[found.clause] = (number, found, field, times)
    chosen = [best[clause] for clause in sorted(best)]
    return [_reason(clauses, found, field, times) for _, found, field, times in chosen[:MAX_REASONS]]


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
