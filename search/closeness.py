"""How close the documents of a generation are to a query in meaning: their vectors, and the model that made them."""

import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.problems import GuidedexError
from index.storage.caching import cached
from index.storage.generations import Generation

if TYPE_CHECKING:  # imported when a query is encoded: without meaning, nothing of it is
    from index.meaning.encoder import Encoder
    from index.meaning.models import Model

Coded = NDArray[np.int8]
Rows = NDArray[Any]
Cosines = NDArray[np.float64]

MAX_QUERIES = 256
"""Queries whose vectors are kept: a page asks for the same one several times. By hand."""

MAX_TEXTS = 1024
"""Passages whose vectors are kept for the snippets of other pages; by hand, half a megabyte."""

BLOCK = 512
"""Documents that are compared at once: 0.8 MB, which the processor's cache holds. By hand: 50,000 documents take 5 ms,
in blocks of 4,096 ten times as long."""

MAX_EXACT = (1 << 24) // 127**2
"""Dimensions of vectors whose products 32 bits hold exactly."""

logger = logging.getLogger("guidedex.meaning")


class Closeness:
    """Compares documents with queries; threads may share it. The model is loaded with the first query."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._vectors = generation.array("meaning_vectors")
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        self._has_failed = False

    @cached_property
    def _model(self) -> "Model | None":
        """The model; None, after a warning, where it cannot be used: queries are then searched by their words alone."""
        from index.meaning.opening import model_of_generation

        try:
            return model_of_generation(self._generation)
        except GuidedexError as error:
            logger.warning("%s; queries are searched by their words alone", error)
            return None

    def knows(self, lang: str) -> bool:
        """Return whether queries in a language can be encoded."""
        return self._model is not None and self._model.knows(lang)

    @cached(MAX_QUERIES)
    def query_vector(self, text: str) -> Coded | None:
        """Return the vector of a query, None where it cannot be encoded."""
        return self._coded((text,), is_query=True)

    @cached(MAX_TEXTS)
    def text_vector(self, text: str) -> Coded | None:
        """Return the vector of a passage, None where it cannot be encoded."""
        return self._coded((text,), is_query=False)

    def cosines(self, vector: Coded, rows: Rows | None = None) -> Cosines:
        """Return the cosine of each document and a query, 0 for one without a vector; of ``rows``, or of all.

        The products are sums of integers that a float holds, so that they are the same on every machine.
        """
        vectors = self._vectors if rows is None else self._vectors[rows]
        return products(vectors, vector) / self._unit

    @cached_property
    def _unit(self) -> float:
        from index.meaning.vectors import scale

        return scale(self._vectors.shape[1]) ** 2

    def closest(self, vector: Coded, texts: Sequence[str]) -> int:
        """Return the place of the text that is closest to a query, the first of equal ones."""
        vectors = [self.text_vector(text) for text in texts]
        encoded = [np.zeros_like(vector) if found is None else found for found in vectors]
        return int(products(np.array(encoded), vector).argmax()) if texts else 0

    def _coded(self, texts: Sequence[str], is_query: bool) -> Coded | None:
        from index.meaning.vectors import coded

        encoder = self._opened()
        return coded(encoder.encode(texts, is_query))[0] if encoder else None

    def _opened(self) -> "Encoder | None":
        from index.meaning.encoder import encoder_of

        with self._lock:
            if self._encoder is None and self._model and not self._has_failed:
                try:
                    self._encoder = encoder_of(self._model)
                except GuidedexError as error:
                    self._has_failed = True
                    logger.warning("%s; queries are searched by their words alone", error)
            return self._encoder


def products(vectors: Coded, vector: Coded) -> Cosines:
    """Return the product of each of ``vectors``, of shape (n, n_dimensions), and ``vector``: integers, shape (n,)."""
    query, found = _exact(vector), np.zeros(len(vectors))
    for first in range(0, len(vectors), BLOCK):
        found[first : first + BLOCK] = _exact(vectors[first : first + BLOCK]) @ query
    return found


def _exact(codes: Coded) -> NDArray[Any]:
    """Return ``codes`` as floats whose sums of products are exact: in 32 bits up to 1,040 dimensions."""
    return codes.astype(np.float32 if codes.shape[-1] <= MAX_EXACT else np.float64)
