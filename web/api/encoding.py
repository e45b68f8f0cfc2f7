"""Answers as bytes of JSON.

orjson writes the frozen dataclasses of ``search.results`` as they are, at a tenth of the time that making
dictionaries of them and ``json.dumps`` take.
"""

from dataclasses import fields
from operator import attrgetter
from typing import Any

import orjson

from search.results import Hit, RelatedPage, ResultPage, Skill

Members = dict[str, Any]
_HIT = tuple(field.name for field in fields(Hit))
_members_of_hit = attrgetter(*_HIT)


def encoded(value: Any) -> bytes:
    """Return ``value``, of dataclasses, mappings, sequences and plain values, as compact JSON."""
    return orjson.dumps(value, default=dict)


def page_members(page: ResultPage | RelatedPage) -> Members:
    """Return the members of an answer, the hits as ``hit_members`` has them."""
    return {**shallow(page), "hits": [hit_members(hit) for hit in page.hits]}


def shallow(value: ResultPage | RelatedPage | Skill) -> Members:
    """Return the members of ``value`` as they are."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def hit_members(hit: Hit) -> Members:
    """Return the members of a hit; an explanation is one only where it was asked for."""
    members = dict(zip(_HIT, _members_of_hit(hit), strict=True))
    if not hit.explanation:
        del members["explanation"]
    return members
