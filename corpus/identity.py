"""What guides are called among the others: slug, language and category, from where their files lie."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.guide import Guide
from corpus.languages import by_path
from corpus.slugs import page_parts, shared_folders, split_name


def named(guides: Sequence[Guide], default_lang: str) -> list[Guide]:
    """Return the guides with slug, language and category from where they lie among the others."""
    places = by_path(guide.path for guide in guides)
    rests = [places[guide.path][1] for guide in guides]
    shared = shared_folders([tuple(rest.split("/")[:-1]) for rest in rests])
    parts = [_own_parts(rest, shared) for rest in rests]
    leads = {own[0] for own in parts if len(own) > 1}
    found = []
    for guide, own in zip(guides, parts, strict=True):
        lang = _language(guide.lang, places[guide.path][0], default_lang)
        folder = own[0] if len(own) > 1 or own[0] in leads else ""
        slug = guide.slug or "/".join(own).lower().replace(" ", "-")
        category = guide.category or folder
        found.append(replace(guide, slug=slug, lang=lang, category=category))
    return _beside_index(found, guides)


def _beside_index(guides: Sequence[Guide], written: Sequence[Guide]) -> list[Guide]:
    """Return the guides with a slug of its own for a README where the folder's page is another file."""
    indexes = {guide.id for guide in guides if not _is_readme(guide)}
    return [
        replace(guide, slug=f"{guide.slug}/readme".removeprefix("index/"))
        if not first.slug and _is_readme(guide) and guide.id in indexes
        else guide
        for guide, first in zip(guides, written, strict=True)
    ]


def _is_readme(guide: Guide) -> bool:
    return split_name(guide.path.rpartition("/")[2])[0].lower() == "readme"


def _language(said: str, placed: str, default: str) -> str:
    """Return a page's language from what it says and where it lies.

    The place is believed where it is more exact (``zh-TW`` than ``zh``), and where the page only
    kept the default language of the original that it translates.
    """
    if not said or said == default or placed.startswith(f"{said}-"):
        return placed or said or default
    return said


def _own_parts(path: str, shared: int) -> tuple[str, ...]:
    """Return the parts of a page's path below the folders that all share, never none."""
    parts = page_parts(path)
    return parts[shared:] or parts[-1:] or ("index",)
