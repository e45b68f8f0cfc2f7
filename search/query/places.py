"""Where the words of a query stand in a text: phrases among tokens, and pairs of characters within a token."""

from collections.abc import Collection, Iterator, Sequence

from index.analysis import analyze, fold

Span = tuple[int, int]
"""The first of some tokens, or characters, and the one behind the last."""


def phrase_places(tokens: Sequence[str], phrase: Sequence[str]) -> Iterator[Span]:
    """Yield the tokens at which the surfaces of ``phrase`` stand side by side, in order, without overlap.

    >>> list(phrase_places(["A", "Token-bucket", "and", "token", "buckets"], ["token", "bucket"]))
    [(1, 2)]
    """
    at_position: list[set[str]] = []
    token_at: list[int] = []
    for number, token in enumerate(tokens):
        forms = analyze(token)
        first = len(at_position)
        at_position += [set() for _ in range(forms.n_positions)]
        token_at += [number] * forms.n_positions
        for surface in forms.surfaces:
            at_position[first + surface.offset].add(surface.term)
    done = 0
    for first in range(len(at_position) - len(phrase) + 1):
        is_there = phrase and all(term in at_position[first + place] for place, term in enumerate(phrase))
        if is_there and token_at[first] >= done:
            done = token_at[first + len(phrase) - 1] + 1
            yield token_at[first], done


Run = tuple[list[int], list[str]]
"""Places side by side, and the tokens there."""


def runs_of(places: Sequence[int], tokens: Sequence[str]) -> list[Run]:
    """Return the runs of places side by side among some, which are in order, with their tokens."""
    runs: list[Run] = []
    for place, token in zip(places, tokens, strict=True):
        if not runs or runs[-1][0][-1] + 1 != place:
            runs.append(([], []))
        runs[-1][0].append(place)
        runs[-1][1].append(token)
    return runs


def phrases_at(runs: Sequence[Run], phrase: Sequence[str]) -> Iterator[Span]:
    """Yield the places of each occurrence of ``phrase`` in runs, the first and the one behind the last."""
    for of_run, words in runs:
        for first, last in phrase_places(words, phrase):
            yield of_run[first], of_run[last - 1] + 1


def spans_within(token: str, surfaces: Collection[str], together: bool = False) -> list[Span]:
    """Return the characters of a token at which ``surfaces`` stand, overlapping ones as one; all where none does.

    Args:
        together: only those at which all of the surfaces stand.

    >>> spans_within("\u7528\u6237\u53ef\u4ee5\u8bbe\u7f6e", {"\u53ef\u4ee5", "\u4ee5\u8bbe"})
    [(2, 5)]
    """
    folded, places = _folded(token)
    found: list[Span] = []
    for surface in filter(None, surfaces):
        at = folded.find(surface)
        while at >= 0:
            found.append((at, at + len(surface)))
            at = folded.find(surface, at + 1)
    spans = merged(found)
    if together:
        spans = [(first, last) for first, last in spans if all(surface in folded[first:last] for surface in surfaces)]
    return [(places[first], places[last]) for first, last in spans] or [(0, len(token))]


def _folded(token: str) -> tuple[str, Sequence[int]]:
    """Return a folded token, and the place in the token of each of its characters and of its end.

    Folding may give several characters for one, such as the two of the Thai vowel am.
    """
    folded = fold(token)
    if len(folded) == len(token):
        return folded, range(len(token) + 1)
    letters = [fold(letter) for letter in token]
    places = [place for place, letter in enumerate(letters) for _ in letter]
    return "".join(letters), [*places, len(token)]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return ``spans`` in order, those that overlap or touch as one."""
    whole: list[Span] = []
    for first, last in sorted(spans):
        if whole and first <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(last, whole[-1][1])
        else:
            whole.append((first, last))
    return whole
