"""Results of the search as JSON.

orjson serialises the frozen dataclasses of ``search.results`` directly, in a tenth of the time that conversion to
dictionaries and ``json.dumps`` take.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from search.results import RelatedPage, ResultPage, to_json

Members = dict[str, Any]


def json_bytes(value: Any) -> bytes:
    """Return ``value``, made of dataclasses, mappings, sequences and scalars, as compact JSON in UTF-8."""
    return orjson.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)


def page_members(page: ResultPage | RelatedPage) -> Members:
    """Return the members of a page of results; its hits are members too, as most have no explanation."""
    return {**to_json(page), "hits": [to_json(hit) for hit in page.hits]}
