"""A generation that is open, and what is made of it on first use."""

from functools import cached_property, lru_cache

import numpy as np

from index.storage.generations import Generation
from search.answer.marks import WordStream
from search.documents import Documents
from search.engines.opening import open_engine
from search.engines.protocol import Engine
from search.facets import Facets
from search.names import Names
from search.query.vocabulary import Vocabulary
from search.related.recommend import Recommender

N_LANGUAGES = 8
"""Languages whose words are kept; readers may ask for any."""


class OpenGeneration:
    """Everything that searches of one generation share."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.build_id = generation.build_id
        self.documents = Documents(generation)
        self.names = Names(generation, self.documents)
        self.facets = Facets(generation, self.names)
        self.engine: Engine = open_engine(generation)
        self.stream = WordStream(generation)
        self.neighbours = (
            generation.array("neighbour_rows"),
            generation.array("neighbour_weights"),
        )
        self.vocabulary = lru_cache(maxsize=N_LANGUAGES)(self._vocabulary)

    def _vocabulary(self, lang: str) -> Vocabulary:
        return Vocabulary(self.engine, self.names.synonyms, lang)

    @cached_property
    def recommender(self) -> Recommender:
        return Recommender(self.generation, self.documents, self.names, self.facets, self.engine)

    @cached_property
    def language(self) -> str:
        """The site's language, and that of most documents where none is in the site's."""
        if self.facets.code("lang", self.documents.site_language) >= 0:
            return self.documents.site_language
        commonest = self.facets.counts("lang", np.arange(self.documents.n_docs, dtype=np.int32))
        return commonest[0].value if commonest else self.documents.site_language

    @cached_property
    def default_language(self) -> tuple[str, ...]:
        """What is searched where no language is asked for: one, or none to search all documents."""
        several = len(self.facets.values("lang")) > 1
        return (
            (self.documents.site_language,)
            if several and self.facets.code("lang", self.documents.site_language) >= 0
            else ()
        )
