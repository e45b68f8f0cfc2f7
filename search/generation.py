"""A generation that is open, and what is made of it on first use."""

from functools import cached_property, lru_cache

import numpy as np

from index.storage.generations import Generation
from search.answer.snippets import WordStream
from search.documents import Library
from search.engines.opening import open_engine
from search.engines.protocol import Engine
from search.pins import Pins
from search.query.vocabulary import Vocabulary
from search.related.recommend import Recommender

N_LANGUAGES = 8
"""Languages whose words are kept; readers may ask for any."""


class OpenGeneration:
    """Everything that searches of one generation share."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.build_id = generation.build_id
        self.library = Library(generation)
        self.engine: Engine = open_engine(generation)
        self.stream = WordStream(generation)
        self.neighbours = (
            generation.array("neighbour_rows"),
            generation.array("neighbour_weights"),
        )
        self.vocabulary = lru_cache(maxsize=N_LANGUAGES)(self._vocabulary)

    def _vocabulary(self, lang: str) -> Vocabulary:
        return Vocabulary(self.engine, self.library.synonyms, lang)

    @cached_property
    def recommender(self) -> Recommender:
        return Recommender(self.generation, self.library, self.engine)

    @cached_property
    def pins(self) -> Pins:
        return Pins(self.library)

    @cached_property
    def site_language(self) -> str:
        """The language that the site is said to be in, English unless it says so."""
        return str(self.library.site.get("language") or "en")

    @cached_property
    def language(self) -> str:
        """The site's language, and that of most documents where none is in the site's."""
        if self.library.code("lang", self.site_language) >= 0:
            return self.site_language
        commonest = self.library.facet_counts("lang", np.arange(self.library.n_docs, dtype=np.int32))
        return commonest[0].value if commonest else self.site_language

    @cached_property
    def default_language(self) -> tuple[str, ...]:
        """What is searched where no language is asked for: one, or none to search all documents."""
        several = len(self.library.values("lang")) > 1
        return (self.site_language,) if several and self.library.code("lang", self.site_language) >= 0 else ()
