"""Conversion of settings to the options of the lower packages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import corpus
from corpus.processes import usable_cpus
from corpus.reader import ReadOptions
from index.build import BuildOptions
from index.options import SiteOptions
from search.gaps.settings import RETIRED_SETTINGS, GapSettings, PageType, SectionSchema, Waiver
from web.settings import Settings

SHIPPED_GUIDES = Path(corpus.__file__).parent / "guides"


def sources(settings: Settings, paths: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the sources to read: ``paths``, else those of the settings, else the shipped guides."""
    return tuple(paths) or settings.sources or (SHIPPED_GUIDES,)


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
    """Return the options of the reader; guides dated after ``today``, an ISO date, are left out."""
    return ReadOptions(
        drafts=drafts,
        today=today,
        max_bytes=settings.file_bytes,
        field_names=settings.field_names,
        ignore=settings.ignore,
        default_lang=settings.language,
        versions=settings.versions,
        inline_tags=settings.inline_tags,
        anchors=settings.anchors,
    )


def build_options(settings: Settings, today: str, drafts: bool = False, engine: str = "arrays") -> BuildOptions:
    return BuildOptions(
        read=read_options(settings, today, drafts),
        site=site_options(settings),
        engine=engine,
        processes=usable_cpus(),
        meaning=settings.meaning,
    )


def gap_settings(settings: Settings) -> GapSettings:
    """Return the settings of the gap rules, with the site's base URL and URL pattern."""
    values = dict(settings.gaps)
    values["waivers"] = tuple(Waiver(**waiver) for waiver in values.get("waivers", ()))
    if settings.url_pattern:
        values["url_pattern"] = settings.url_pattern
    values["retired"] = tuple(key for key in RETIRED_SETTINGS if values.pop(key, None) is not None)
    types = tuple(_page_type(name, values) for name, values in settings.page_types.items())
    return GapSettings(base_url=settings.base_url, page_types=types, **values)


def _page_type(name: str, values: Mapping[str, Any]) -> PageType:
    sections = tuple(SectionSchema(**section) for section in values["sections"])
    return PageType(**{**values, "name": name, "sections": sections})
