"""What a search is filtered and counted by: a code per document and facet."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.storage import GenerationWriter

SINGLE: dict[str, Callable[[Document], str]] = {
    "kind": lambda document: document.kind,
    "skill": lambda document: document.skill,
    "category": lambda document: document.category,
    "difficulty": lambda document: document.difficulty,
    "lang": lambda document: document.lang,
    "guide": lambda document: document.guide,
}
"""Facets of which a document has one value, or none (code -1)."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_number(date: str) -> int:
    """Return an ISO date as a number that sorts: ``2026-06`` is 20260600; 0 for what is no date."""
    match = _DATE.fullmatch(date)
    if not match:
        return 0
    year, month, day = (int(part or 0) for part in match.groups())
    return year * 10000 + month * 100 + day


def write_facets(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    """Write codes and values of every facet, and the documents' dates."""
    for name, value_of in SINGLE.items():
        values = [value_of(document) for document in documents]
        names, codes = encode(values)
        writer.write_lines(f"facet_{name}", names)
        writer.write_array(f"facet_{name}_codes", codes)
    tags = [tag for document in documents for tag in document.tags]
    names, codes = encode(tags)
    starts = np.cumsum([0, *(len(document.tags) for document in documents)], dtype=np.int64)
    writer.write_lines("facet_tag", names)
    writer.write_array("facet_tag_codes", codes)
    writer.write_array("facet_tag_starts", starts)
    dates = [date_number(document.updated) for document in documents]
    writer.write_array("updated", np.array(dates, np.int32))


def encode(values: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the distinct values in code-point order, and each value's code, -1 for an empty one."""
    names = sorted({value for value in values if value})
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number.get(value, -1) for value in values], np.int32)
