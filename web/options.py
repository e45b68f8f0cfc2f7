"""The one place where settings become what the lower layers take."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import corpus
from corpus.processes import usable_cpus
from corpus.reader import ReadOptions
from index.build import BuildOptions
from index.options import SiteOptions
from search.gaps.settings import GapSettings, PageType, SectionSchema, Waiver
from web.settings import Settings

SHIPPED_GUIDES = Path(corpus.__file__).parent / "guides"


def sources(settings: Settings, named: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return what to read: what was named, else the settings' sources, else the shipped guides."""
    return tuple(named) or settings.sources or (SHIPPED_GUIDES,)


def site_options(settings: Settings) -> SiteOptions:
    return SiteOptions(
        title=settings.title,
        base_url=settings.base_url,
        url_pattern=settings.url_pattern,
        language=settings.language,
        aliases=settings.aliases,
        synonyms=settings.synonyms,
        boosts=settings.boosts,
        pins=settings.pins,
    )


def read_options(settings: Settings, today: str, drafts: bool = False) -> ReadOptions:
    """Return how to read; guides dated after ``today``, an ISO date, are left out."""
    return ReadOptions(
        drafts=drafts,
        today=today,
        max_bytes=settings.file_bytes,
        field_names=settings.field_names,
        ignore=settings.ignore,
        default_lang=settings.language,
    )


def build_options(settings: Settings, today: str, drafts: bool = False, engine: str = "arrays") -> BuildOptions:
    return BuildOptions(
        read=read_options(settings, today, drafts),
        site=site_options(settings),
        engine=engine,
        processes=usable_cpus(),
    )


def gap_settings(settings: Settings) -> GapSettings:
    """Return the rules' settings, with the site's addresses in them."""
    said = dict(settings.gaps)
    said["waivers"] = tuple(Waiver(**waiver) for waiver in said.get("waivers", ()))
    if settings.url_pattern:
        said["url_pattern"] = settings.url_pattern
    types = tuple(_page_type(name, values) for name, values in settings.page_types.items())
    return GapSettings(base_url=settings.base_url, page_types=types, **said)


def _page_type(name: str, values: Mapping[str, Any]) -> PageType:
    sections = tuple(SectionSchema(**section) for section in values["sections"])
    return PageType(**{**values, "name": name, "sections": sections})
