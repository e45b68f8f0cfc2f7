"""Which guide a name stands for, and which one it nearly stands for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from corpus.guide import Guide
from index.analysis import normal_title

ONE_EDIT_FROM = 5
TWO_EDITS_FROM = 9

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return what the spellings of one name share: ``Event-Driven Design`` and
    ``event-driven-design``.

    Case, accents, spaces and hyphens are folded; symbols of names are kept: ``C++`` is not ``C``.
    """
    return normal_title(name).replace(" ", "")


def names_of(guide: Guide) -> Iterator[str]:
    """Yield the names that a guide answers to, its slug first."""
    yield guide.slug
    yield guide.slug.rsplit("/", 1)[-1]
    yield guide.title
    yield guide.skill
    yield from guide.aliases


@dataclass(frozen=True, slots=True)
class Near:
    """A name that may have been meant, as its guide spells it."""

    name: str
    guide: Guide


class Names:
    """The names of all guides; translations answer with their original."""

    def __init__(self, guides: Sequence[Guide], lookalikes: Iterable[Sequence[str]] = ()) -> None:
        self._guides: dict[str, list[Guide]] = defaultdict(list)
        for guide in guides:
            for key in {name_key(name) for name in names_of(guide)} - {""}:
                self._guides[key].append(guide)
        self._keys = sorted(self._guides)
        self._singular = {_singular(key): key for key in reversed(self._keys)}
        self._lookalikes = [frozenset(map(name_key, group)) for group in lookalikes]

    def find(self, name: str) -> tuple[Guide, ...]:
        """Return the guides of this name, in order of their ids; none when no guide has it."""
        found = self._guides.get(name_key(name), [])
        return tuple(sorted(found, key=lambda guide: guide.id))

    def __contains__(self, name: str) -> bool:
        return name_key(name) in self._guides

    def nearest(self, name: str, strict: bool = False) -> Near | None:
        """Return the name that ``name`` misspells, if there is one.

        A misspelling has one edit (two from nine letters on; swapped neighbours are one edit), the
        same first letter and the same digits, and is not one of the names known to look alike. With
        ``strict``, a letter in the place of another must be a likely slip too: both vowels, or
        neighbours on the keyboard.
        """
        key = name_key(name)
        edits = 2 if len(key) >= TWO_EDITS_FROM else 1 if len(key) >= ONE_EDIT_FROM else 0
        if not edits:
            return None
        close = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=edits, limit=None)
        candidates = sorted((distance, other) for other, distance, _ in close)
        for _, other in candidates:
            if self._may_misspell(key, other) and not (strict and not _is_likely_slip(key, other)):
                return self._near(other)
        return None

    def inflected(self, name: str) -> Near | None:
        """Return the name of which ``name`` is the plural or the singular, if there is one."""
        return self._near(key) if (key := self._singular.get(_singular(name_key(name)))) else None

    def _near(self, key: str) -> Near:
        guide = min(self._guides[key], key=lambda guide: (guide.lang != "en", guide.id))
        spelled = [name for name in names_of(guide) if name_key(name) == key]
        return Near(max(spelled, key=lambda name: (name in (guide.skill, guide.title), name)), guide)

    def _may_misspell(self, key: str, other: str) -> bool:
        """Tell whether two keys that are close may be one name."""
        if len(other) < ONE_EDIT_FROM or (sorted(key[:2]) != sorted(other[:2]) and key[0] != other[0]):
            return False
        if _digits(key) != _digits(other):
            return False
        return not any(key in group and other in group for group in self._lookalikes)


def _singular(key: str) -> str:
    return key.removesuffix("s") if len(key) > 4 and not key.endswith("ss") else key


def _is_likely_slip(key: str, other: str) -> bool:
    """Tell whether every letter that was replaced is one that fingers or ears mistake.

    Another last letter makes another name: ``httpd`` is not ``https``.
    """
    if key[-1] != other[-1]:
        return False
    ops = [op for op in Levenshtein.editops(key, other) if op.tag == "replace"]
    pairs = [(key[op.src_pos], other[op.dest_pos]) for op in ops]
    if len(pairs) == 2 and pairs[0] == pairs[1][::-1]:
        return True
    return all(set(pair) <= set("aeiouy") or _are_neighbours(*pair) for pair in pairs)


def _are_neighbours(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in KEYBOARD)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
