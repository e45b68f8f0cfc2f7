"""Options of the site for which an index is built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The site's name and addresses, and its editors' settings; kept in every generation.

    ``url_pattern`` makes a hit's address from ``{slug}``, ``{path}``, ``{lang}`` and ``{anchor}``; without
    one, hits lead to Guidedex's own guide pages. ``synonyms`` are pairs (from, to), each one way.
    ``pins`` map a query to the id of its first hit. ``boosts`` replace ``index.weights.FIELD_BOOSTS`` field by field.
    """

    title: str = "Guidedex"
    base_url: str = ""
    url_pattern: str = ""
    language: str = "en"
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, str], ...] = ()
    boosts: Mapping[str, float] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SiteOptions":
        known = {name: value[name] for name in cls.__dataclass_fields__ if name in value}
        known["aliases"] = {k: tuple(v) for k, v in known.get("aliases", {}).items()}
        known["synonyms"] = tuple((a, b) for a, b in known.get("synonyms", ()))
        return cls(**known)
