"""Slugs from paths and anchors from headings."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

INDEX_NAMES = frozenset({"index", "_index", "readme"})

_NOT_ASCII_ANCHOR = re.compile(r"[^a-z0-9_ -]")
_DIGEST = re.compile(r"(?<=\S)[ _-][0-9a-f]{32}$")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ](?=\D)")
_DASHES = re.compile(r"-{2,}")


def heading_anchor(title: str) -> str:
    """Return the anchor that GitHub gives a heading: letters, marks, digits, ``_`` and ``-``, spaces as ``-``.

    >>> heading_anchor("What's new in C# 12?")
    'whats-new-in-c-12'
    """
    lower = title.strip().lower()
    if lower.isascii():
        return _NOT_ASCII_ANCHOR.sub("", lower).replace(" ", "-")
    return "".join(c for c in lower if _is_anchor_character(c)).replace(" ", "-")


def _is_anchor_character(character: str) -> bool:
    return character in " -_" or unicodedata.category(character)[0] in "LMN"


def slugify(text: str, max_length: int = 60) -> str:
    """Return ``text`` as lower-case words joined by ``-``, cut after a whole word; "" without letters and digits.

    >>> slugify("What is C++, and why?", max_length=12)
    'what-is-c'
    """
    slug = _DASHES.sub("-", heading_anchor(" ".join(text.split()))).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug.rfind("-", 0, max_length + 1)
    return slug[: cut if cut > 0 else max_length].rstrip("-")


class Anchors:
    """The anchors of one guide, each unique: ``name``, ``name-1``, ``name-2``, or as ``repeated`` writes them."""

    def __init__(self, taken: Iterable[str] = (), repeated: str = "{name}-{number}", first: int = 1) -> None:
        self._taken = set(taken)
        self._repeated = repeated
        self._before_first = first - 1
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Reserve and return ``name``, or the first free one of ``name-1``, ``name-2``…"""
        # Where the name leaves the anchor, all names are counted together.
        counted = name if "{name}" in self._repeated else ""
        number, anchor = self._last.get(counted, self._before_first), name
        while anchor in self._taken:
            number += 1
            anchor = self._repeated.format(name=name, number=number)
        self._last[counted] = number
        self._taken.add(anchor)
        return anchor


def clean_slug(text: str) -> str:
    """Return a slug in the form of an id: lower case, ``-`` for spaces, no ``/`` at the ends, no ``.`` or ``..``."""
    parts = ("-".join(part.split()) for part in text.lower().strip().strip("/").split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def page_parts(path: str) -> tuple[str, ...]:
    """Return the folders of ``path`` and the file name without extension, which is left out for an index.

    >>> page_parts("topics/3d/index.md"), page_parts("a/b/Arrays.md")
    (('topics', '3d'), ('a', 'b', 'Arrays'))
    """
    *folders, name = path.split("/")
    stem = split_name(name)[0]
    if stem.lower() not in INDEX_NAMES:
        folders.append(stem)
    return tuple([without_digest(part) for part in folders])


def split_name(name: str) -> tuple[str, str]:
    """Return a file name without its extension, and the extension with its dot.

    >>> split_name("a.b.md"), split_name(".md")
    (('a.b', '.md'), ('.md', ''))
    """
    at = name.rfind(".")
    if at < 1:
        return name, ""
    # ``index.html.md`` is what Middleman makes ``index.html`` of.
    stem = name[:at].removesuffix(".html") if name.endswith((".md", ".markdown")) else name[:at]
    return stem or name[:at], name[at:]


def without_digest(name: str) -> str:
    """Return a name without the 32 hexadecimal digits that a Notion export appends.

    >>> without_digest("Caching 0123456789abcdef0123456789abcdef")
    'Caching'
    """
    return _DIGEST.sub("", name) if len(name) > 32 else name


def split_date(name: str) -> tuple[str, str]:
    """Return the date at the start of a blog post's file name, "" for none, and the rest of the name.

    >>> split_date("2026-06-30-kafka"), split_date("kafka")
    (('2026-06-30', 'kafka'), ('', 'kafka'))
    """
    match = _DATE.match(name)
    return (match.group(1), name[match.end() :]) if match else ("", name)


def title_from_path(path: str) -> str:
    """Return a title for a page without one, from the name of its file, or of its folder for an index."""
    name = split_date(without_digest(page_name(path)))[1]
    words = " ".join(name.replace("-", " ").replace("_", " ").split()) or name
    # "v1" and "k8s" are spelt so.
    return words if words[1:2].isdigit() else words[:1].upper() + words[1:]


def page_name(path: str) -> str:
    """Return the name of a file without its extension; for an index, the name of its folder."""
    folders, _, name = path.rpartition("/")
    stem = split_name(name)[0]
    return folders.rpartition("/")[2] if folders and stem.lower() in INDEX_NAMES else stem


def n_shared_folders(folders: Sequence[tuple[str, ...]]) -> int:
    """Return the number of leading folders that all files share; 0 for no files."""
    if not folders:
        return 0
    # The prefix that the smallest and the largest path share is shared by all paths between them.
    first, last = min(folders), max(folders)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return shared
