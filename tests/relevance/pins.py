"""Pins of the shipped guides: searches whose results must contain a document first, or among the first few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from index.build import build
from search import Searcher, open_index

HERE = Path(__file__).parent
GUIDES = HERE.parents[1] / "corpus" / "guides"
KEYS = {"comment", "query", "filters", "first", "in_top"}


@dataclass(frozen=True, slots=True)
class Pin:
    """A search, and for each wanted id the lowest rank that is accepted."""

    query: str
    comment: str
    in_top: Mapping[str, int]
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)


def open_shipped(folder: Path, guides: Path = GUIDES) -> Searcher:
    """Build an index of the shipped guides, or of others, in ``folder`` and open it."""
    build([guides], folder)
    return open_index(folder)


def read_pins(path: Path = HERE / "shipped.yaml") -> list[Pin]:
    """Return the pins of a file.

    Raises: ValueError for a pin with an unknown key, or without exactly one of ``first`` and ``in_top``.
    """
    return [_pin(value) for value in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _pin(value: Mapping[str, Any]) -> Pin:
    fields = dict(value)
    if unknown := set(fields) - KEYS:
        raise ValueError(f"pin {fields.get('query')!r} has {sorted(unknown)}; accepted are {sorted(KEYS)}")
    if ("first" in fields) == ("in_top" in fields):
        raise ValueError(f"pin {fields.get('query')!r} needs first or in_top, one of them")
    if "first" in fields:
        fields["in_top"] = {fields.pop("first"): 1}
    return Pin(**fields)


def lost(searcher: Searcher, pin: Pin) -> str:
    """Return a message on the wanted documents that a search ranks too low; empty where there are none."""
    depth = max(10, *pin.in_top.values())
    ids = [hit.id for hit in searcher.search(pin.query, pin.filters, limit=depth).hits]
    places = {id_: ids.index(id_) + 1 if id_ in ids else None for id_ in pin.in_top}
    late = [
        f"{id_} at {places[id_] or f'none of {depth}'}, not {wanted} or before"
        for id_, wanted in pin.in_top.items()
        if (places[id_] or depth + 1) > wanted
    ]
    return f"{pin.query!r} finds {', '.join(late)}; first is {ids[:1]}" if late else ""
