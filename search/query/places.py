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


def spans_within(token: str, surfaces: Collection[str]) -> list[Span]:
    """Return the characters of a token at which ``surfaces`` stand, overlapping ones as one; all where none does.

    >>> spans_within("\u7528\u6237\u53ef\u4ee5\u8bbe\u7f6e", {"\u53ef\u4ee5", "\u4ee5\u8bbe"})
    [(2, 5)]
    """
    folded = fold(token)
    if len(folded) != len(token):
        return [(0, len(token))]
    found: list[Span] = []
    for surface in filter(None, surfaces):
        at = folded.find(surface)
        while at >= 0:
            found.append((at, at + len(surface)))
            at = folded.find(surface, at + 1)
    return merged(found) or [(0, len(token))]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return ``spans`` in order, those that overlap or touch as one."""
    whole: list[Span] = []
    for first, last in sorted(spans):
        if whole and first <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(last, whole[-1][1])
        else:
            whole.append((first, last))
    return whole
