"""Names that guides do not have, and the names that they misspell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from corpus.guide import Guide
from index.analysis import name_key
from index.links import Resolver, names_of

ONE_EDIT_LENGTH = 5
TWO_EDITS_LENGTH = 9
"""Letters of a name from which on one edit, or two, may be a misspelling. By hand."""

MIN_PLURAL_LENGTH = 5
"""Letters of a word from which on a last ``s`` is the plural's. By hand."""

KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The rows of a QWERTY keyboard; neighbours in a row are mistaken for one another."""


@dataclass(frozen=True, slots=True)
class NearName:
    """A guide's name close to a name looked for, in the spelling of its guide."""

    name: str
    guide: Guide


class GuideNameIndex:
    """The names of all guides; a name of a guide and its translations belongs to the English one where there is one."""

    def __init__(self, resolver: Resolver, lookalikes: Iterable[Sequence[str]] = ()) -> None:
        self._guides = resolver.by_name
        self._keys = sorted(self._guides)
        self._singular = {singular(key): key for key in reversed(self._keys)}
        self._lookalikes = [frozenset(map(name_key, group)) for group in lookalikes]

    def __contains__(self, name: str) -> bool:
        return name_key(name) in self._guides

    def nearest(self, name: str, strict: bool = False) -> NearName | None:
        """Return the name that ``name`` misspells, the nearest and alphabetically first, or None.

        A misspelling has one edit, or two from nine letters on, in optimal string alignment distance (swapped
        neighbours are one edit). It has the first letter, or the first two swapped, and the digits of the name, and is
        no known lookalike of it. With ``strict``, a replaced letter must also be a likely slip: both are vowels, or
        neighbours on the keyboard.
        """
        key = name_key(name)
        max_edits = 2 if len(key) >= TWO_EDITS_LENGTH else 1 if len(key) >= ONE_EDIT_LENGTH else 0
        if not max_edits:
            return None
        close = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=max_edits, limit=None)
        candidates = sorted((distance, other) for other, distance, _ in close)
        for _, other in candidates:
            if self._may_misspell(key, other) and not (strict and not _is_likely_slip(key, other)):
                return self._near(other)
        return None

    def inflected(self, name: str) -> NearName | None:
        """Return the name of which ``name`` is the plural or the singular, or None."""
        return self._near(key) if (key := self._singular.get(singular(name_key(name)))) else None

    def _near(self, key: str) -> NearName:
        guide = min(self._guides[key].values(), key=lambda guide: (guide.lang != "en", guide.id))
        spellings = [name for name in names_of(guide) if name_key(name) == key]
        return NearName(max(spellings, key=lambda name: (name in (guide.skill, guide.title), name)), guide)

    def _may_misspell(self, key: str, other: str) -> bool:
        """Tell whether a key within the distance may be a misspelling: same start, same digits, no lookalikes."""
        if len(other) < ONE_EDIT_LENGTH or (sorted(key[:2]) != sorted(other[:2]) and key[0] != other[0]):
            return False
        if _digits(key) != _digits(other):
            return False
        return not any(key in group and other in group for group in self._lookalikes)


def singular(key: str) -> str:
    """Return a folded word without the ``s`` of the plural."""
    return key.removesuffix("s") if len(key) >= MIN_PLURAL_LENGTH and not key.endswith("ss") else key


def _is_likely_slip(key: str, other: str) -> bool:
    """Tell whether every replaced letter is a likely slip: a vowel for a vowel, or a neighbour on the keyboard.

    A different last letter makes a different name: ``httpd`` is not ``https``.
    """
    if key[-1] != other[-1]:
        return False
    ops = [op for op in Levenshtein.editops(key, other) if op.tag == "replace"]
    pairs = [(key[op.src_pos], other[op.dest_pos]) for op in ops]
    # Two letters swapped: Levenshtein has two replacements, each the reverse of the other.
    if len(pairs) == 2 and pairs[0] == pairs[1][::-1]:
        return True
    return all(set(pair) <= set("aeiouy") or _are_neighbours(*pair) for pair in pairs)


def _are_neighbours(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in KEYBOARD_ROWS)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
