"""The names of an export's files: each slug has one of its own, that every disk and web server takes."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256

MAX_PART_BYTES = 240
"""Bytes of a part of a name: disks take 255, which also have to hold the extension. By hand."""

MAX_NAME_BYTES = 1000
"""Bytes of a whole name below a folder of the export; systems take 1,024 to 4,096 for a path. By hand."""

RESERVED = re.compile(r"index|(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""The page that a folder has of its own, and names of devices on Windows.
Source: Microsoft, Naming Files, Paths, and Namespaces."""

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")

EXTENSIONS = (".json", ".html")


def file_names(slugs: Iterable[str]) -> Mapping[str, str]:
    """Return the name of the files of each slug, without extension; most are the slug itself.

    A slug that is no safe name, that differs from another one by case alone, or that has the file of another one as
    its folder, has a readable name with a digest. The names depend on the slugs, not on their order.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for slug in sorted(slugs, key=lambda slug: (not _is_safe(slug), slug)):
        name = slug if _is_safe(slug) and not _is_taken(slug, taken) else _with_digest(slug)
        names[slug] = name
        taken |= {f"{_folded(name)}{extension}" for extension in EXTENSIONS}
    return names


def _is_taken(slug: str, taken: set[str]) -> bool:
    parts = _folded(slug).split("/")
    folders = {"/".join(parts[:n]) for n in range(1, len(parts))}
    return f"{_folded(slug)}{EXTENSIONS[0]}" in taken or not folders.isdisjoint(taken)


def _folded(name: str) -> str:
    """Return a name in the form in which disks that fold names compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_safe(slug: str) -> bool:
    return len(_encoded(slug)) <= MAX_NAME_BYTES and all(map(_is_safe_part, slug.split("/")))


def _is_safe_part(part: str) -> bool:
    is_refused = part in ("", ".", "..") or RESERVED.fullmatch(part) or UNSAFE.search(part)
    return not (is_refused or len(_encoded(part)) > MAX_PART_BYTES)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _with_digest(slug: str) -> str:
    """Return a name of one part: what is readable of the slug in ASCII, and a digest of all of it."""
    readable = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:60].rstrip("-")
    return f"{readable or 'skill'}-{sha256(_encoded(slug)).hexdigest()[:12]}"
