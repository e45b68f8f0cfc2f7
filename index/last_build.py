"""The token stream of the live generation, from which a build takes the documents that did not change."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.problems import GuidedexError
from index.documents import FIELDS
from index.matrix.words import TokenStream
from index.storage.generations import Generation, damage, open_generation


@dataclass(frozen=True, slots=True)
class LastStream:
    """The tokens of the live generation; ``row_of_line`` finds a document by its line of JSON."""

    generation: Generation
    tokens: TokenStream
    row_of_line: Mapping[bytes, int]


def last_stream(index: Path) -> LastStream | None:
    """Return the token stream of the live generation, None when there is no sound one."""
    try:
        return None if damage(index, missing_ok=True) else _stream(open_generation(index))
    except (GuidedexError, OSError, ValueError, KeyError):
        return None


def _stream(generation: Generation) -> LastStream:
    ends = generation.array("stream_fields")
    tokens = TokenStream(
        tuple(generation.lines("words")),
        generation.array("stream_words"),
        generation.array("stream_starts"),
        np.diff(ends).astype(np.int32).reshape(-1, len(FIELDS)),
    )
    return LastStream(generation, tokens, {line: row for row, line in enumerate(generation.lines("documents").raws())})
