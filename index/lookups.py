"""Tables by which documents are looked up: facet codes, versions, names, titles, synonyms; and checks of pins."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.dates import date_number
from corpus.guide import Guide
from corpus.nearest_names import nearest_names
from corpus.problems import Problem
from index.analysis import name_key
from index.documents import KINDS, Document, field_texts, text_of
from index.matrix.ragged import starts_of
from index.options import SiteOptions
from index.storage.writing import GenerationWriter

SINGLE: dict[str, Callable[[Document], str]] = {
    "kind": lambda document: document.kind,
    "skill": lambda document: document.skill,
    "category": lambda document: document.category,
    "difficulty": lambda document: document.difficulty,
    "lang": lambda document: document.lang,
    "version": lambda document: document.version,
    "guide": lambda document: document.guide,
}
"""Facets with at most one value per document, and how to get it; a document without one has code -1."""

SETTINGS = "guidedex.yaml"

MIN_COPIED = 40
"""Characters of text and code from which documents may be copies. By hand: `Class diagram: alt text` and `License: MIT`
say something only together with their page."""


def write_facets(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    """Write the values and codes of every facet, and the dates of the documents."""
    for name, value_of in SINGLE.items():
        values = [value_of(document) for document in documents]
        values, codes = encode(values if name == "guide" else one_spelling(values))
        writer.write_lines(f"facet_{name}", values)
        writer.write_array(f"facet_{name}_codes", codes)
    all_tags = iter(one_spelling([tag for document in documents for tag in document.tags]))
    tags_of = [dict.fromkeys(islice(all_tags, len(document.tags))) for document in documents]
    tags, codes = encode([tag for of_document in tags_of for tag in of_document])
    starts = starts_of(np.array([*map(len, tags_of)], np.int64))
    writer.write_lines("facet_tag", tags)
    writer.write_array("facet_tag_codes", codes)
    writer.write_array("facet_tag_starts", starts)
    dates = [date_number(document.updated) for document in documents]
    writer.write_array("updated", np.array(dates, np.int32))


def write_versions(writer: GenerationWriter, documents: Sequence[Document], guides: Iterable[Guide]) -> None:
    """Write the rows of the documents of each place in a page with versions, the newest version of a place first.

    A place is a page, or an anchor in it, in one language. A section that newer versions have under the same anchor is
    one place with them, and the rows of its tables are in it.
    """
    versioned = {guide.id: guide for guide in guides if guide.versioned_page}
    places: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for row, document in enumerate(documents):
        if guide := versioned.get(document.guide):
            # The place of a question is its own, not the heading that it shares with others.
            anchor = document.anchor if document.kind in ("section", "row") else document.id.partition("#")[2]
            places.setdefault((guide.lang, guide.page, anchor), []).append((guide.n_newer, row))
    entries = [(place, *entry) for place, of_place in enumerate(places.values()) for entry in sorted(of_place)]
    for i, name in enumerate(("places", "ages", "rows")):
        writer.write_array(f"version_{name}", np.array([entry[i] for entry in entries], np.int32))


def write_copies(writer: GenerationWriter, documents: Sequence[Document], guides: Iterable[Guide]) -> None:
    """Write the rows of the documents of guides that are copies of each other, grouped by text.

    Copies are of one kind, language and version, and their own fields are equal; names that they inherit are not
    compared. They come of files that several pages include, and of copying.
    """
    is_guide = {guide.id for guide in guides}
    rows_of: dict[tuple[object, ...], list[int]] = {}
    for row, document in enumerate(documents):
        if document.guide in is_guide and len(text_of(document)) + len(document.code) >= MIN_COPIED:
            fields = field_texts(document)[:-1]
            rows_of.setdefault((document.kind, document.lang, document.version, *fields), []).append(row)
    copies = [rows for rows in rows_of.values() if len(rows) > 1]
    texts = [text for text, rows in enumerate(copies) for _ in rows]
    writer.write_array("copy_texts", np.array(texts, np.int32))
    writer.write_array("copy_rows", np.array([row for rows in copies for row in rows], np.int32))


def newest(
    n_docs: int, places: NDArray[np.int32], rows: NDArray[np.int32], ages: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which documents have no newer version, of shape (n_docs,); those of pages without versions have none."""
    is_newest = np.ones(n_docs, np.bool_)
    newest_age = ages[np.searchsorted(places, places)]
    is_newest[rows[ages > newest_age]] = False
    return is_newest


def one_spelling(values: Sequence[str]) -> list[str]:
    """Return ``values``, each in the commonest of its spellings that differ in case alone, the first of equal ones.

    A filter ignores case, so that they are one value of a facet.
    """
    spellings: dict[str, list[str]] = {}
    times = Counter(values)
    for value in times:
        spellings.setdefault(value.casefold(), []).append(value)
    commonest = {
        value: min(of_one, key=lambda spelling: (-times[spelling], spelling))
        for of_one in spellings.values()
        for value in of_one
    }
    return [commonest[value] for value in values]


def encode(values: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the distinct values in code-point order, and each value's code, -1 for an empty one."""
    distinct = sorted({value for value in values if value})
    code_of = {value: code for code, value in enumerate(distinct)}
    return distinct, np.array([code_of.get(value, -1) for value in values], np.int32)


def write_names(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    """Write titles, skills and aliases in order of key; equal keys have names before aliases, then kinds in order.

    Also the place of each title in order, in which an empty query lists the documents.
    """
    rank = {kind: i for i, kind in enumerate(KINDS)}
    entries = [
        (key, is_alias, rank.get(document.kind, len(KINDS)), row)
        for row, document in enumerate(documents)
        for is_alias, text in _names(document)
        if (key := name_key(text))
    ]
    entries = sorted(set(entries))
    writer.write_lines("names", [key for key, *_ in entries])
    writer.write_array("name_rows", np.array([row for *_, row in entries], np.int32))
    writer.write_array("name_is_alias", np.array([is_alias for _, is_alias, *_ in entries], np.bool_))
    titles = [document.title.casefold() for document in documents]
    ranks = {title: rank for rank, title in enumerate(sorted(set(titles)))}
    writer.write_array("title_ranks", np.array([ranks[title] for title in titles], np.int32))


def _names(document: Document) -> list[tuple[int, str]]:
    """Return (is_alias, name) for the title and the aliases of a document, and for the skill of a guide."""
    names = [(0, document.title), *((1, alias) for alias in document.aliases)]
    return [*names, (0, document.skill)] if document.kind == "guide" else names


EVERYDAY_SYNONYMS = (("cv", "resume"), ("curriculum vitae", "resume"), ("resume", "cv"))
"""What readers call parts of a guide that its template calls by one name. By hand."""


def synonyms(guides: Iterable[Guide], records: Iterable[Document], site: SiteOptions) -> list[tuple[str, str]]:
    """Return pairs (typed, also): a search for the first, the key of a name, searches for the second as it is written.

    A title and its aliases are synonyms both ways; the site's own synonyms and ``EVERYDAY_SYNONYMS`` are one way.
    """
    pairs: set[tuple[str, str]] = set()
    named = [(guide.title, guide.aliases) for guide in guides]
    named += [(record.title, record.aliases) for record in records if record.aliases]
    named += list(site.aliases.items())
    for title, aliases in named:
        for alias in aliases:
            pairs |= {(alias, title), (title, alias)}
    pairs |= {*site.synonyms, *EVERYDAY_SYNONYMS}
    # of several spellings of one name, the first in code-point order
    written: dict[tuple[str, str], str] = {}
    for typed, also in sorted(pairs):
        written.setdefault((name_key(typed), name_key(also)), also)
    return sorted((typed, written[typed, key]) for typed, key in written if typed and key and typed != key)


def pin_problems(pins: Mapping[str, str], documents: Sequence[Document]) -> Iterable[Problem]:
    """Yield a problem for each pin to a missing document, with the nearest id as its fix."""
    ids = {document.id for document in documents}
    for query, id_ in sorted(pins.items()):
        if id_ not in ids:
            nearest = nearest_names(id_, sorted(ids), 1)
            hint = f"; nearest: {nearest[0]}" if nearest else ""
            message = f'the pin of "{query}" names {id_}, which is no document'
            yield Problem(SETTINGS, 0, "unknown-pin", message, f"name a document that is there{hint}")
