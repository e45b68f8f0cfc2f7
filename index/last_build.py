"""The live generation, from which a build takes what has not changed since: rows whose lines are equal, and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.problems import GuidedexError
from index.analysis import STEM
from index.documents import FIELDS
from index.matrix.surfaces import TokenSurfaces
from index.matrix.words import TokenStream
from index.related.text_keys import TextKeys
from index.storage.generations import Generation, damage, open_generation
from index.storage.layout import ARRAYS, MEANING


@dataclass(frozen=True)
class LastBuild:
    """A sound generation, whose parts are read when they are asked for."""

    generation: Generation

    def rows(self, name: str) -> Mapping[bytes, int]:
        """Return the row of each of the lines ``name``."""
        return {line: row for row, line in enumerate(self.generation.lines(name).raws())}

    @cached_property
    def tokens(self) -> TokenStream:
        array = self.generation.array
        return TokenStream(
            tuple(self.generation.lines("words")),
            array("stream_words"),
            array("stream_starts"),
            np.diff(array("stream_fields")).astype(np.int32).reshape(-1, len(FIELDS)),
        )

    @property
    def surfaces(self) -> TokenSurfaces:
        array = self.generation.array
        terms = self.generation.lines("terms")
        first_surface = terms.insertion_row(chr(ord(STEM) + 1))  # behind the stems
        return TokenSurfaces(
            self.tokens.tokens,
            [term.decode() for term in terms.raws(first_surface)],
            array("word_surface_starts"),
            array("word_surfaces"),
            array("word_surface_offsets"),
            array("word_surface_spelled"),
            array("word_positions"),
        )

    @property
    def text_keys(self) -> TextKeys:
        return TextKeys(
            *(self.generation.array(f"text_{name}") for name in ("starts", "stop_words", "masked", "names"))
        )


def last_build(index: Path) -> LastBuild | None:
    """Return the live generation, None when there is no sound one, or not all of it is there."""
    try:
        generation = None if damage(index, missing_ok=True) else open_generation(index)
    except (GuidedexError, OSError, ValueError, KeyError):
        return None
    return LastBuild(generation) if generation and _is_whole(generation) else None


def _is_whole(generation: Generation) -> bool:
    """Tell whether a generation has every array that one of its engine has, those of meaning aside."""
    engine, files = generation.manifest.get("engine"), generation.manifest["files"]
    arrays = (array for array in ARRAYS.values() if array.name not in MEANING and array.is_of(str(engine)))
    return all(f"{array.name}.npy" in files for array in arrays)
