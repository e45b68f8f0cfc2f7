"""What documents are called: titles and aliases as keys, for exact titles and completions."""

from collections.abc import Iterable, Sequence

import numpy as np

from corpus.guide import Guide
from index.analysis import name_key, normal_title
from index.documents import KINDS, Document
from index.site import SiteOptions
from index.storage import GenerationWriter


def write_names(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    """Write titles and aliases in order of key, the most telling kind first where keys are equal."""
    rank = {kind: i for i, kind in enumerate(KINDS)}
    named = [
        (key, is_alias, rank.get(document.kind, len(KINDS)), row)
        for row, document in enumerate(documents)
        for is_alias, text in _names(document)
        if (key := name_key(text))
    ]
    named = sorted(set(named))
    writer.write_lines("names", [key for key, *_ in named], look_up=True)
    writer.write_array("name_rows", np.array([row for *_, row in named], np.int32))
    writer.write_array("name_is_alias", np.array([alias for _, alias, *_ in named], np.bool_))
    by_title = sorted(range(len(documents)), key=lambda row: (documents[row].title.casefold(), row))
    writer.write_array("by_title", np.array(by_title, np.int32))


def _names(document: Document) -> list[tuple[int, str]]:
    """Return what a document is called, and whether by an alias; a guide by its skill too."""
    names = [(0, document.title), *((1, alias) for alias in document.aliases)]
    return [*names, (0, document.skill)] if document.kind == "guide" else names


def synonyms(guides: Iterable[Guide], records: Iterable[Document], site: SiteOptions) -> list[tuple[str, str]]:
    """Return what is searched beside what is typed, as pairs (typed, also) of normal titles.

    A guide's aliases and its title stand for each other; the site's own synonyms go one way.
    """
    pairs: set[tuple[str, str]] = set()
    named = [(guide.title, guide.aliases) for guide in guides]
    named += [(record.title, record.aliases) for record in records if record.aliases]
    named += list(site.aliases.items())
    for title, aliases in named:
        for alias in aliases:
            pairs |= {(alias, title), (title, alias)}
    pairs |= set(site.synonyms)
    keys = {(normal_title(typed), normal_title(also)) for typed, also in pairs}
    return sorted((typed, also) for typed, also in keys if typed and also and typed != also)
