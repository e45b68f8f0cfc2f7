"""Keys of the texts of guides, by which equal ones are found, and which are kept from one build to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import begins_run
from index.matrix.ragged import row_of_entries, starts_of

Keys = NDArray[np.uint64]

NOT_MASKED, TOO_SHORT = 0, 1
"""In the place of the key of a text that cannot be shared: by its stop words, or by the number of its words."""


@dataclass(frozen=True, slots=True)
class TextKeys:
    """Two keys of each text of some guides, those of guide ``i`` from ``starts[i]`` to ``starts[i + 1]``.

    Attributes:
        stop_words: equal where the stop words of two texts are.
        masked: equal where the words of two texts are once names are masked; see ``NOT_MASKED``.
        names: of all names that were masked, of shape (1,).
    """

    starts: NDArray[np.int64]
    stop_words: Keys
    masked: Keys
    names: Keys

    def shared(self, shared_by: int, pages: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
        """Yield the places of each text of at least ``shared_by`` pages: guide, and number among its texts.

        Args:
            pages: the page of each guide; versions and translations are of one.
        """
        texts = np.flatnonzero(self.masked > TOO_SHORT)
        texts = texts[np.argsort(self.masked[texts], kind="stable")]
        runs = np.append(np.flatnonzero(begins_run(self.masked[texts])), len(texts))
        guide_of_text = row_of_entries(self.starts)
        for first in np.flatnonzero(np.diff(runs) >= shared_by).tolist():
            of_run = texts[runs[first] : runs[first + 1]]
            guides = guide_of_text[of_run]
            if len({pages[guide] for guide in guides.tolist()}) >= shared_by:
                yield list(zip(guides.tolist(), (of_run - self.starts[guides]).tolist(), strict=True))


NO_KEYS = TextKeys(np.zeros(1, np.int64), *np.zeros((3, 0), np.uint64))
"""Those of no guides."""


def key_of(words: Sequence[str]) -> int:
    """Return the key of some words in order, above ``TOO_SHORT``."""
    digest = blake2b("\0".join(words).encode(), digest_size=8).digest()
    return max(int.from_bytes(digest, "little"), TOO_SHORT + 1)


def n_guides_with(starts: NDArray[np.int64], keys: Keys) -> NDArray[np.int64]:
    """Return for each key how many guides have it; those of guide ``i`` begin at ``starts[i]``."""
    guide = row_of_entries(starts)
    order = np.lexsort((guide, keys))
    begins_key = begins_run(keys[order])
    is_first_of_guide = begins_key | begins_run(guide[order])
    n_before = starts_of(is_first_of_guide)
    bounds = np.append(np.flatnonzero(begins_key), len(keys))
    n_guides = np.zeros(len(keys), np.int64)
    n_guides[order] = np.repeat(np.diff(n_before[bounds]), np.diff(bounds))
    return n_guides
