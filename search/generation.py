"""An open generation: documents, names, facets, engine, and the recommender, which is made on first use."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

import numpy as np

from index.storage.bounded_cache import BoundedCache
from index.storage.caching import cached
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.closeness import Closeness
from search.documents import Documents
from search.engines.opening import open_engine
from search.engines.protocol import Engine
from search.facets import Facets
from search.hit import breadcrumb_of
from search.names import Names
from search.query.other_words import with_other_words
from search.query.vocabulary import Vocabulary
from search.related.recommend import Recommender
from search.results import Crumb, Skill
from search.stored_tokens import StoredTokens

MAX_VOCABULARIES = 32
"""Languages whose vocabularies are kept: those that a page counts, though readers may ask for any; by hand."""

MAX_KEPT = 1 << 12
"""Stages of queries that are kept, three of each: a facet, the next page or another sort asks for the same ones again.
By hand: some kilobytes each."""

MAX_RANKING_BYTES = 32 << 20
"""Bytes of the rankings of whole answers that are kept for the same reason: 37 a document of an answer. By hand."""

MAX_CRUMBS = 1 << 12
"""Documents whose breadcrumbs are kept, as many as documents are; by hand."""


class OpenGeneration:
    """What all searches of one generation share.

    ``neighbours`` are the rows and weights of each document's neighbours, both of shape (n_docs, k).
    """

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS) -> None:
        self.generation = generation
        self.build_id = generation.build_id
        self.documents = Documents(generation)
        self.names = Names(generation, self.documents)
        self.facets = Facets(generation, self.names)
        self.weights = weights
        self.engine: Engine = open_engine(generation, weights)
        self.stream = StoredTokens(generation)
        self.rankings: BoundedCache[Hashable, Any] = BoundedCache(MAX_RANKING_BYTES)
        self.closeness = Closeness(generation) if generation.manifest.get("meaning") else None
        self.neighbours = (generation.array("neighbour_rows"), generation.array("neighbour_weights"))

    @cached(MAX_KEPT)
    def kept(self, make: Callable[..., Any], *key: Hashable) -> Any:
        """Return ``make(self, *key)``, which follows from the generation and the key alone, and is kept."""
        return make(self, *key)

    @cached(MAX_VOCABULARIES)
    def vocabulary(self, lang: str) -> Vocabulary:
        return Vocabulary(self.engine, with_other_words(self.names.synonyms, lang), lang, self.stream.is_in_capitals)

    @cached(MAX_CRUMBS)
    def breadcrumb(self, row: int) -> tuple[Crumb, ...]:
        """Return the breadcrumb of the document at ``row``."""
        return breadcrumb_of(self.documents.at(row))

    @cached_property
    def recommender(self) -> Recommender:
        return Recommender(self.generation, self.documents, self.names, self.facets, self.engine)

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """The skill of every guide, in order of title."""
        rows = self.documents.by_title
        return tuple(map(self.skill, rows[self.documents.is_guide[rows]].tolist()))

    def skill(self, row: int) -> Skill:
        """Return the skill of the guide at ``row``."""
        document = self.documents.at(row)
        return Skill(
            slug=document.id,
            title=document.title,
            skill=document.skill,
            category=document.category,
            summary=document.text.split("\n")[0][:300],
            url=document.url,
            updated=document.updated,
            lang=document.lang,
            aliases=document.aliases,
            counts=self.facets.kinds_of_guide(row),
        )

    @cached_property
    def language(self) -> str:
        """The language of queries without one: the site's, or that of most documents where none is in the site's."""
        if self._has_site_language or not self.languages:
            return self.documents.site_language
        return self.languages[0]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of documents, the commonest first."""
        counts = self.facets.counts("lang", np.arange(self.documents.n_docs, dtype=np.int32))
        return tuple(count.value for count in counts)

    @cached_property
    def default_language(self) -> tuple[str, ...]:
        """The ``lang`` filter of queries without one; none where there is one language, or not the site's."""
        is_filter = self._has_site_language and len(self.facets.values("lang")) > 1
        return (self.documents.site_language,) if is_filter else ()

    @cached_property
    def _has_site_language(self) -> bool:
        return self.facets.code("lang", self.documents.site_language) >= 0
