"""The files of a generation: every array and every file of lines, with type, shape, scale and meaning.

An array is ``NAME.npy``. Lines are ``NAME.txt`` in UTF-8 with arrays of their own: ``NAME_ends``, and ``NAME_heads``
where they are looked up. The ``whoosh`` engine has files in its own format besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

JSON = ("site", "problems", "synonyms", "manifest")
WHOOSH = ("MAIN_*.seg", "_MAIN_*.toc")
"""Patterns of the names of Whoosh's own files."""

MEANING = ("meaning_vectors", "meaning_keys")
"""Arrays of generations whose documents were encoded, and of no others."""

SINGLE_FACETS = ("kind", "skill", "category", "difficulty", "lang", "version", "guide")
"""Facets with at most one value per document."""


@dataclass(frozen=True, slots=True)
class Array:
    """An array; ``shape`` names its dimensions, ``engines`` the only engines that have it, none for all."""

    name: str
    dtype: str
    shape: str
    meaning: str
    engines: tuple[str, ...] = ()

    def is_of(self, engine: str) -> bool:
        return not self.engines or engine in self.engines


@dataclass(frozen=True, slots=True)
class TextLines:
    """A file of lines; those that are looked up are in code-point order."""

    name: str
    count: str
    meaning: str
    are_looked_up: bool = False

    @property
    def arrays(self) -> tuple[Array, ...]:
        ends = Array(f"{self.name}_ends", "int64", self.count, "the byte at which each line ends")
        heads = Array(f"{self.name}_heads", "uint64", self.count, "the first eight bytes of each line, as an integer")
        return (ends, heads) if self.are_looked_up else (ends,)


LINES: Mapping[str, TextLines] = {
    lines.name: lines
    for lines in (
        TextLines("ids", "n_docs", "the id of each document; rows are in order of id", are_looked_up=True),
        TextLines("documents", "n_docs", "each document as JSON, see ``codec``"),
        TextLines("guides", "n_guides", "each guide as JSON, in order of id"),
        TextLines("names", "n_names", "keys of titles, skills and aliases, see ``name_key``", are_looked_up=True),
        TextLines("terms", "n_terms", "stems, which begin with ``STEM``, then surfaces", are_looked_up=True),
        TextLines("words", "n_words", "the distinct tokens of all documents, in code-point order"),
        TextLines("concepts", "n_concepts", "the stems that vectors are made of", are_looked_up=True),
        TextLines("concept_words", "n_concepts", "the word that readers see for each concept, or nothing"),
        *(TextLines(f"facet_{name}", f"n_{name}", "the values of the facet, in order") for name in SINGLE_FACETS),
        TextLines("facet_tag", "n_tag", "the tags, in order"),
    )
}

ARRAYS: Mapping[str, Array] = {
    array.name: array
    for array in (
        *(array for lines in LINES.values() for array in lines.arrays),
        # documents
        *(Array(f"facet_{name}_codes", "int32", "n_docs", "the value's number, -1 for none") for name in SINGLE_FACETS),
        Array("facet_tag_codes", "int32", "n_tags", "the number of each tag of each document, in order of row"),
        Array("facet_tag_starts", "int64", "n_docs + 1", "where a document's tags begin in ``facet_tag_codes``"),
        Array(
            "version_places",
            "int32",
            "n_versioned",
            "the places of pages with versions, once for each of their documents",
        ),
        Array("version_rows", "int32", "n_versioned", "these documents, the newest version of a place first"),
        Array("version_ages", "int32", "n_versioned", "how many newer versions the page of each of them has"),
        Array("copy_texts", "int32", "n_copied", "the texts that several documents have, once for each of them"),
        Array("copy_rows", "int32", "n_copied", "these documents, ascending within a text"),
        Array("updated", "int32", "n_docs", "the date, see ``PartialDate.number``; 0 for none"),
        Array("title_ranks", "int32", "n_docs", "place of each title in order, equal ones at one place"),
        Array("name_rows", "int32", "n_names", "the row of the document with each name"),
        Array("name_is_alias", "bool", "n_names", "whether the name is an alias"),
        Array("neighbour_rows", "int32", "n_docs, n_neighbours", "the nearest documents, -1 where there are fewer"),
        Array("neighbour_weights", "uint16", "n_docs, n_neighbours", "their shares, in units of 1 / ``MAX_WEIGHT``"),
        # postings
        Array("posting_starts", "int64", "n_terms + 1", "where a term's postings begin", ("arrays", "opensearch")),
        Array("posting_docs", "int32", "n_postings", "rows, ascending within a term", ("arrays",)),
        Array("posting_impacts", "uint16", "n_postings", "BM25F impacts, 1 to ``MAX_IMPACT``", ("arrays",)),
        Array("idf", "uint16", "n_terms", "idf of each term, 1 to ``MAX_IDF``", ("arrays", "opensearch")),
        Array("position_starts", "int64", "n_terms + 1", "where a term's positions begin", ("arrays",)),
        Array("positions", "int32", "n_positions", "positions through all documents, ascending in a term", ("arrays",)),
        Array("doc_starts", "int64", "n_docs + 1", "the first position of each document", ("arrays",)),
        # tokens
        Array("word_lengths", "uint32", "n_words", "characters of each word"),
        Array("stream_words", "int32", "n_tokens", "the word of each token, in order of document and field"),
        Array("stream_starts", "uint32", "n_tokens", "the character of the field at which each token begins"),
        Array("stream_fields", "int64", "n_docs * n_fields + 1", "where the tokens of each field begin"),
        Array("term_word_starts", "int64", "n_terms + 1", "where the words that have a term begin"),
        Array("term_words", "int32", "n_term_words", "the words that have each term"),
        # what the next build takes over
        Array("word_surface_starts", "int64", "n_words + 1", "where a word's surfaces begin"),
        Array("word_surfaces", "int32", "n_word_surfaces", "the surfaces of each word, numbered behind all stems"),
        Array("word_surface_offsets", "int32", "n_word_surfaces", "their positions, from the first of the word"),
        Array("word_surface_spelled", "bool", "n_word_surfaces", "which of them are compounds as they are spelled"),
        Array("word_positions", "int32", "n_words", "the positions that each word takes"),
        Array("neighbour_keys", "uint64", "n_docs", "the key of each document's vector, see ``Candidates``"),
        Array("neighbour_products", "uint16", "n_docs, n_neighbours", "the cosines of the nearest documents"),
        Array("near_guide_keys", "uint64", "n_lists", "the key of the vector of each guide"),
        Array("near_guide_rows", "int32", "n_lists, n_near", "the nearest guides by rare terms, -1 where fewer"),
        Array("near_guide_products", "uint16", "n_lists, n_near", "their cosines by rare terms"),
        Array("text_starts", "int64", "n_guides + 1", "where the texts of each guide begin"),
        Array("text_stop_words", "uint64", "n_texts", "the key of each text's stop words, see ``TextKeys``"),
        Array("text_masked", "uint64", "n_texts", "the key of its words once names are masked"),
        Array("text_names", "uint64", "n_names_keys", "the key of these names"),
        # vectors of units, which are guides and questions
        Array("unit_rows", "int32", "n_units", "the document of each unit"),
        Array("unit_is_newest", "bool", "n_units", "whether its guide is the newest version of its page"),
        Array("unit_starts", "int64", "n_units + 1", "where a unit's entries begin"),
        Array("unit_concepts", "int32", "n_entries", "concepts, ascending within a unit"),
        Array("unit_weights", "uint16", "n_entries", "their weights, in units of 1 / ``WEIGHT_SCALE``"),
        Array("concept_starts", "int64", "n_concepts + 1", "where a concept's entries begin"),
        Array("concept_units", "int32", "n_entries", "units, ascending within a concept"),
        Array("concept_weights", "uint16", "n_entries", "their weights, in units of 1 / ``WEIGHT_SCALE``"),
        Array("concept_idf", "float32", "n_concepts", "smoothed idf among units"),
        Array(
            "concept_telling", "float32", "n_concepts", "residual idf among units, plus a constant; 0: function word"
        ),
        # lists of related guides
        Array("related_of", "int32", "n_lists", "the document that each list is of: every one of kind guide"),
        Array("related_rows", "int32", "n_lists, n_listed", "related documents, best first, -1 where there are fewer"),
        Array("related_scores", "float32", "n_lists, n_listed", "their scores, 0 to 1"),
        Array("related_shown", "bool", "n_lists, n_listed", "which of them a page may show"),
        Array("related_listed", "bool", "n_lists, n_listed", "which of them the guide lists"),
        Array("related_listed_back", "bool", "n_lists, n_listed", "which of them list the guide"),
        Array("related_linked", "bool", "n_lists, n_listed", "which of them the guide links to"),
        Array("related_mentioned", "uint16", "n_lists, n_listed", "0, or 1 + the number of the name it mentions"),
        Array("related_proper", "bool", "n_lists", "which guides have a proper name"),
        Array("related_everyday", "bool", "n_lists", "which of these names are everyday words too"),
        Array("related_floor", "float32", "n_floors", "floors of lists, of questions, and of texts"),
        # meaning
        Array("meaning_vectors", "int8", "n_docs, n_dimensions", "the vector of each document, see ``coded``"),
        Array("meaning_keys", "uint64", "n_docs, 2", "a digest of what was encoded of each, 0 for nothing"),
    )
}


def check(name: str, array: NDArray[Any]) -> None:
    """Raise ValueError unless ``array`` has the type and the number of dimensions that the layout gives ``name``."""
    stated = ARRAYS.get(name)
    if stated is None:
        raise ValueError(f"the layout has no array {name!r}")
    n_dimensions = stated.shape.count(",") + 1
    if array.dtype != np.dtype(stated.dtype) or array.ndim != n_dimensions:
        found = f"{array.dtype} of {array.ndim}"
        raise ValueError(f"the array {name!r} is {found} dimensions, not {stated.dtype} of {n_dimensions}")
