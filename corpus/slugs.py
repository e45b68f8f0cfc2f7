"""Names for addresses: a page's slug from its path, an anchor from a heading."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

INDEX_NAMES = frozenset({"index", "_index", "readme"})

_NOT_ASCII_ANCHOR = re.compile(r"[^a-z0-9_ -]")
_DIGEST = re.compile(r"(?<=\S)[ _-][0-9a-f]{32}$")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ](?=\D)")
_DASHES = re.compile(r"-{2,}")


def heading_anchor(title: str) -> str:
    """Return the anchor that GitHub gives a heading: letters, marks and digits, spaces as ``-``.

    >>> heading_anchor("What's new in C# 12?")
    'whats-new-in-c-12'
    """
    lower = title.strip().lower()
    if lower.isascii():
        return _NOT_ASCII_ANCHOR.sub("", lower).replace(" ", "-")
    return "".join(c for c in lower if _stays(c)).replace(" ", "-")


def _stays(character: str) -> bool:
    return character in " -_" or unicodedata.category(character)[0] in "LMN"


def slugify(text: str, longest: int = 60) -> str:
    """Return ``text`` as lower-case words joined by ``-``, cut at a word; "" without any letter.

    >>> slugify("What is C++, and why?", longest=12)
    'what-is-c'
    """
    slug = _DASHES.sub("-", heading_anchor(" ".join(text.split()))).strip("-")
    if len(slug) <= longest:
        return slug
    cut = slug.rfind("-", 0, longest + 1)
    return slug[: cut if cut > 0 else longest].rstrip("-")


class Anchors:
    """Gives out anchors that are unique within a guide: ``name``, ``name-1``, ``name-2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Return ``name``, or the first of ``name-1``, ``name-2``… that is free, and take it."""
        number, anchor = self._last.get(name, 0), name
        while anchor in self._taken:
            number += 1
            anchor = f"{name}-{number}"
        self._last[name] = number
        self._taken.add(anchor)
        return anchor


def clean_slug(text: str) -> str:
    """Return a slug as an id can hold it: lower case, no spaces, no ``/`` at its ends."""
    parts = ("-".join(part.split()) for part in text.lower().strip().strip("/").split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def page_parts(path: str) -> tuple[str, ...]:
    """Return the folders of ``path`` and the page's own name without extension; an index has none.

    >>> page_parts("topics/3d/index.md"), page_parts("a/b/Arrays.md")
    (('topics', '3d'), ('a', 'b', 'Arrays'))
    """
    *folders, name = path.split("/")
    stem = split_name(name)[0]
    if stem.lower() not in INDEX_NAMES:
        folders.append(stem)
    return tuple([without_digest(part) for part in folders])


def split_name(name: str) -> tuple[str, str]:
    """Return the name of a file without its extension, and the extension with its dot.

    >>> split_name("a.b.md"), split_name(".md")
    (('a.b', '.md'), ('.md', ''))
    """
    at = name.rfind(".")
    return (name[:at], name[at:]) if at > 0 else (name, "")


def without_digest(name: str) -> str:
    """Return a name without the 32 digits that Notion adds to it.

    >>> without_digest("Caching 0123456789abcdef0123456789abcdef")
    'Caching'
    """
    return _DIGEST.sub("", name) if len(name) > 32 else name


def split_date(name: str) -> tuple[str, str]:
    """Return the date that a file's name begins with, as blogs write it, and the rest.

    >>> split_date("2026-06-30-kafka"), split_date("kafka")
    (('2026-06-30', 'kafka'), ('', 'kafka'))
    """
    found = _DATE.match(name)
    return (found.group(1), name[found.end() :]) if found else ("", name)


def shared_folders(folders: Sequence[tuple[str, ...]]) -> int:
    """Return how many leading folders all files share."""
    if not folders:
        return 0
    first, last = min(folders), max(folders)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return shared
