"""Why a hit is there, in words for readers."""

from collections import Counter
from collections.abc import Sequence

from index.analysis import expand
from index.documents import FIELDS
from search.engines.engine import Alternative, Clause, PhraseLeaf, WordLeaf
from search.highlight import Marker, Matched, alternative_of
from search.results import Reason

MAX_REASONS = 4

_PLACES = {
    "title": "in the title",
    "aliases": "among its aliases",
    "headings": "in a heading",
    "code": "in the code",
    "guide": "in the guide's title",
}


def reasons_of(clauses: Sequence[Clause], matched: Matched, marker: Marker) -> list[Reason]:
    """Return a reason for each clause that a document satisfies: where its most telling match stands."""
    times = Counter(zip(matched.ways, matched.fields, strict=True))
    best: dict[int, tuple[int, int]] = {}
    for way, field in times:
        clause = marker.ways[way].clause
        if clause not in best or (way, field) < best[clause]:
            best[clause] = (way, field)
    chosen = [best[clause] for clause in sorted(best)[:MAX_REASONS]]
    return [_reason(clauses, way, field, times[way, field], matched, marker) for way, field in chosen]


def _reason(clauses: Sequence[Clause], way: int, field: int, times: int, matched: Matched, marker: Marker) -> Reason:
    found = marker.ways[way]
    alternative = alternative_of(clauses, found)
    length = len(alternative.leaf.leaves) if isinstance(alternative.leaf, PhraseLeaf) else 1
    place = _PLACES.get(FIELDS[field]) or _often(times // length)
    kind, shown = alternative.kind, alternative.shown
    if kind == "alias":
        text = f"alias {shown} {place}"
    elif kind in ("typo", "split", "joined"):
        text = f"“{shown}” {place} (you typed “{clauses[found.clause].shown}”)"
    elif kind == "prefix":
        text = f"begins with “{shown}” {place}"
    else:
        form = _form(alternative, way, field, matched, marker)
        kind, shown = ("stem", form) if form else (kind, shown)
        text = f"“{shown}” {place}"
    return Reason(kind, text, FIELDS[field], (shown,))


def _often(times: int) -> str:
    return "once" if times < 2 else f"in {times} places"


def _form(alternative: Alternative, way: int, field: int, matched: Matched, marker: Marker) -> str:
    """Return the first form of the word that stands in the field, ``""`` where the word itself stands there."""
    if not isinstance(alternative.leaf, WordLeaf):
        return ""
    standing = zip(matched.fields, matched.words, matched.ways, strict=True)
    words = dict.fromkeys(word for of_field, word, by in standing if of_field == field and by == way)
    forms = [marker.raw(word) for word in words]
    surface = alternative.leaf.surface
    said = (surface in (s.term for s in expand(form).surfaces) for form in forms)
    return "" if any(said) else forms[0]
