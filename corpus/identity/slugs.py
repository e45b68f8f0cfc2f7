"""The slug of each guide: what its front matter says, or its path."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.guide import Guide
from corpus.slugs import INDEX_NAMES, clean_slug, split_name

_PAGE_ID = re.compile(r"(?![0-9a-f]{6,}$)[a-z][\w.-]{0,59}$", re.IGNORECASE)
"""An ``id`` that is a name; a number or a digest is none."""


def with_slugs(
    guides: Sequence[Guide], pages: Sequence[tuple[str, ...]], in_language: Sequence[bool], versions: Sequence[str]
) -> list[Guide]:
    """Return the guides with their slugs.

    A slug of front matter is whole, unless two folders have a page with the same one: then the site, as Hugo and
    Docusaurus do, means the last part of the path. Docusaurus' ``id`` always means that. A slug in the folder of a
    version is below that folder.

    Args:
        pages: the folders and the name of each guide, below those that all share.
        in_language: whether the path of each guide names a language.
        versions: the folder of the version of each guide, "" for none.
    """
    from_path = ["/".join(page).lower().replace(" ", "-") for page in pages]
    is_last_part = _repeated(guides, pages)
    slugs = [
        _slug(guide, page, path_slug, version, is_last_part=is_last_part)
        for guide, page, path_slug, version in zip(guides, pages, from_path, versions, strict=True)
    ]
    taken = Counter(zip((guide.lang for guide in guides), slugs, strict=True))
    slugs = [
        path_slug if guide.page_id and not guide.slug and taken[guide.lang, slug] > 1 else slug
        for guide, slug, path_slug in zip(guides, slugs, from_path, strict=True)
    ]
    identified = [replace(guide, slug=slug, page_id="") for guide, slug in zip(guides, slugs, strict=True)]
    return _with_readme_slugs(identified, guides, in_language)


def _repeated(guides: Sequence[Guide], pages: Sequence[tuple[str, ...]]) -> bool:
    """Return whether pages of several folders state the same slug without ``/``."""
    folders: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for guide, page in zip(guides, pages, strict=True):
        if guide.slug and "/" not in guide.slug:
            folders.setdefault((guide.lang, guide.slug), set()).add(_folder(guide, page))
    return any(len(of_slug) > 1 for of_slug in folders.values())


def _folder(guide: Guide, page: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that a page lies in, below those that all pages share."""
    return () if page == ("index",) else page if _is_index(guide) else page[:-1]


def _slug(guide: Guide, page: tuple[str, ...], path_slug: str, version: str, *, is_last_part: bool) -> str:
    last_part = guide.slug if is_last_part and "/" not in guide.slug else ""
    if not guide.slug and not _is_index(guide) and _PAGE_ID.match(guide.page_id):
        last_part = guide.page_id
    if last_part:
        return clean_slug("/".join((*_folder(guide, page), last_part)))
    if guide.slug and version in page and version.lower() not in guide.slug.split("/"):
        return clean_slug("/".join((*page[: page.index(version) + 1], guide.slug)))
    return guide.slug or path_slug


def _with_readme_slugs(guides: Sequence[Guide], originals: Sequence[Guide], in_language: Sequence[bool]) -> list[Guide]:
    """Return the guides with the slug ``…/readme`` for a README that is not the page of its folder for readers.

    That page is an index beside it, or the page of the folder of its language (``en/README.md``).
    """
    inside = {guide.id for guide, is_inside in zip(guides, in_language, strict=True) if is_inside}
    indexes = {guide.id for guide in guides if _stem(guide) != "readme"}
    return [
        replace(guide, slug=f"{guide.slug}/{_stem(guide)}".replace("index/readme", "readme"))
        if not original.slug
        and (
            (_stem(guide) == "readme" and guide.id in indexes)
            or (not is_inside and _is_index(guide) and guide.id in inside)
        )
        else guide
        for guide, original, is_inside in zip(guides, originals, in_language, strict=True)
    ]


def _is_index(guide: Guide) -> bool:
    return _stem(guide) in INDEX_NAMES


def _stem(guide: Guide) -> str:
    return split_name(guide.path.rpartition("/")[2])[0].lower()
