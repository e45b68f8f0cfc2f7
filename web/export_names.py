"""The names of an export's files: each slug has one of its own, that every disk and web server takes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import count

MAX_PART_BYTES = 240
"""Bytes of a part of a name: disks take 255, which also have to hold the extension. By hand."""

MAX_NAME_BYTES = 1000
"""Bytes of a whole name below a folder of the export; systems take 1,024 to 4,096 for a path. By hand."""

RESERVED = re.compile(r"index|(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE)
"""The page that a folder has of its own, and names of devices on Windows.
Source: Microsoft, Naming Files, Paths, and Namespaces."""

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]|[. ]\Z")
"""Characters that no name has, and those that Windows takes off the end of a folder's."""

EXTENSIONS = (".json", ".html", ".md")


def file_names(slugs: Iterable[str]) -> Mapping[str, str]:
    """Return the name of the files of each slug, without extension; most are the slug itself.

    A slug that is no safe name, that differs from another one by case alone, or that has the file of another one as
    its folder, has a readable name with a digest. The names depend on the slugs, not on their order.
    """
    names: dict[str, str] = {}
    files, folders = set[str](), set[str]()
    for slug in sorted(slugs, key=lambda slug: (not _is_safe(slug), slug)):
        for name in _candidates(slug):
            its_files, its_folders = _files(name), _folders(name)
            if files.isdisjoint(its_files | its_folders) and folders.isdisjoint(its_files):
                break
        names[slug] = name
        files |= its_files
        folders |= its_folders
    return names


def _candidates(slug: str) -> Iterator[str]:
    """Yield names for a slug, without end, since other slugs may be called like its names with a digest."""
    if _is_safe(slug):
        yield slug
    yield from (_with_digest(slug, number) for number in count())


def _files(name: str) -> set[str]:
    return {f"{_folded(name)}{extension}" for extension in EXTENSIONS}


def _folders(name: str) -> set[str]:
    parts = _folded(name).split("/")
    return {"/".join(parts[:n]) for n in range(1, len(parts))}


def _folded(name: str) -> str:
    """Return a name in the form in which disks that fold names compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_safe(slug: str) -> bool:
    return len(_encoded(slug)) <= MAX_NAME_BYTES and all(map(_is_safe_part, slug.split("/")))


def _is_safe_part(part: str) -> bool:
    is_refused = not part or RESERVED.fullmatch(part) or UNSAFE.search(part)
    return not (is_refused or len(_encoded(part)) > MAX_PART_BYTES)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _with_digest(slug: str, number: int) -> str:
    """Return a name of one part: what is readable of the slug in ASCII, and the digest of that number of all of it."""
    readable = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:60].rstrip("-")
    digest = sha256(_encoded(slug) + (f"\0{number}".encode() if number else b"")).hexdigest()
    return f"{readable or 'skill'}-{digest[:12]}"
