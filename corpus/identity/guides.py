"""Slug, language, category and version of each guide, from its path and the paths of the other guides."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.guide import Guide
from corpus.identity.order_numbers import without_order_numbers
from corpus.identity.slugs import with_slugs
from corpus.identity.versions import VERSIONS, VersionedPath, age, versions_by_path
from corpus.identity.written_in import is_written_in
from corpus.languages import languages_by_path
from corpus.slugs import n_shared_folders, page_parts, title_from_path

_GROUP = re.compile(r"\([^()]{1,60}\)$")


def with_identity(guides: Sequence[Guide], default_lang: str, versions: Sequence[str] = VERSIONS) -> list[Guide]:
    """Return ``guides`` in the same order with slug, language, category and version filled in.

    Args:
        versions: the names of folders of versions, see ``versions_by_path``.
    """
    guides_by_path = {guide.path: guide for guide in guides}
    places = languages_by_path(
        guides_by_path, lambda path, lang: is_written_in(guides_by_path[path], lang, default_lang)
    )
    neutral_paths = [places[guide.path][1] for guide in guides]
    n_shared = n_shared_folders([tuple(path.split("/")[:-1]) for path in neutral_paths])
    parts_by_guide = without_order_numbers(_without_groups([_slug_parts(path, n_shared) for path in neutral_paths]))
    by_path = versions_by_path(zip(neutral_paths, (guide.title for guide in guides), strict=True), versions)
    # The folder of a version is no category.
    parts_without_version = [
        tuple(by_path[path].page.split("/")[n_shared:]) if by_path[path].version else parts
        for path, parts in zip(neutral_paths, parts_by_guide, strict=True)
    ]
    # A page at the top level, such as ``databases.md``, belongs to the category of a folder of its name.
    categories = {parts[0] for parts in parts_without_version if len(parts) > 1}
    identified = []
    for guide, parts, unversioned in zip(guides, parts_by_guide, parts_without_version, strict=True):
        lang = _language(guide.lang, places[guide.path][0], default_lang)
        folder = next(iter(unversioned), "") if len(unversioned) > 1 or categories.issuperset(unversioned) else ""
        identified.append(_with_title_of(parts, replace(guide, lang=lang, category=guide.category or folder)))
    in_language = [bool(places[guide.path][0]) for guide in guides]
    versioned = [by_path[path] for path in neutral_paths]
    identified = with_slugs(identified, parts_by_guide, in_language, [place.version for place in versioned])
    return _with_versions(identified, versioned, versions)


def _with_versions(guides: Sequence[Guide], places: Sequence[VersionedPath], versions: Sequence[str]) -> list[Guide]:
    """Return the guides with their versions, and with what the versions of one page have in common."""
    has_versions = {place.page for place in places if place.version}
    versions_of: dict[tuple[str, str], set[str]] = {}
    for guide, place in zip(guides, places, strict=True):
        if place.page in has_versions:
            versions_of.setdefault((place.page, guide.lang), set()).add(place.version)
    newest_first = {page: sorted(found, key=lambda v: (age(v, versions), v)) for page, found in versions_of.items()}
    n_newer = {(*page, v): n for page, found in newest_first.items() for n, v in enumerate(found)}
    return [
        replace(
            guide,
            version=place.version,
            versioned_page=place.page,
            n_newer=n_newer[place.page, guide.lang, place.version],
        )
        if place.page in has_versions
        else guide
        for guide, place in zip(guides, places, strict=True)
    ]


def _with_title_of(parts: tuple[str, ...], guide: Guide) -> Guide:
    """Return a guide that is called by its path, called without language and number."""
    if guide.title != title_from_path(guide.path):
        return guide
    title = title_from_path(parts[-1] + ".md")
    skill = title if guide.skill == guide.title else guide.skill
    return replace(guide, title=title, skill=skill)


def _language(stated: str, from_path: str, default: str) -> str:
    """Return the language of a page from its front matter and its path.

    The path wins where it is more exact (``zh-TW`` over ``zh``), and where the stated language is the
    default: translators often keep the front matter of the original.
    """
    if not stated or stated == default or from_path.startswith(f"{stated}-"):
        return from_path or stated or default
    return stated


def _without_groups(pages: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the folders and names without folders in parentheses, which group files of Next.js and have no address.

    Pages that would be equal without them keep them.
    """
    bare = [(*(folder for folder in page[:-1] if not _GROUP.match(folder)), page[-1]) for page in pages]
    n_pages = Counter(bare)
    return [short if n_pages[short] == 1 else page for page, short in zip(pages, bare, strict=True)]


def _slug_parts(path: str, n_shared: int) -> tuple[str, ...]:
    """Return the parts of ``path`` below the folders that all pages share; at least one part."""
    parts = page_parts(path)
    return parts[n_shared:] or parts[-1:] or ("index",)
