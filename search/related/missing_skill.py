"""Skills that guides speak of and that have no guide."""

from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document
from index.analysis import STEM, STOP_WORDS, stem, tokenize, whole_form
from search.documents import Documents
from search.engines.protocol import Engine, PhraseQuery, TermQuery
from search.results import Reason
from search.unknown_names import UnknownDocument

MOST_DOCUMENTS = 50
"""Documents that speak for a skill without a guide."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What is known of a skill without a guide: documents that mention it, and reasons by row of document and guide."""

    name: str
    n_guides: int
    documents: dict[int, Document]
    reasons: dict[int, Reason]

    @property
    def notice(self) -> str:
        guides = "1 guide that mentions it" if self.n_guides == 1 else f"{self.n_guides:,} guides that mention it"
        return f"{self.name} has no guide; this is drawn from {guides}"


def _names(word: str) -> bool:
    """Return whether a skill may be called by this word alone: by no letter, no sign and no stop word."""
    return len(word) > 1 and any(map(str.isalnum, word)) and word not in STOP_WORDS


class Mentioned:
    """Finds skills without a guide in what the guides of one generation say."""

    def __init__(self, documents: Documents, engine: Engine) -> None:
        self._documents = documents
        self._engine = engine
        self.find = lru_cache(maxsize=256)(self._find)

    def _find(self, name: str) -> Unwritten | None:
        """Return what is known of the skill ``name``, None when no guide says it or lists it as related."""
        said, listed = self._saying(name), self._documents.guides_listing(name)
        rows = list(dict.fromkeys([*said, *listed]))
        if not rows:
            return None
        documents = {row: self._documents.at(row) for row in rows[:MOST_DOCUMENTS]}
        reasons: dict[int, Reason] = {}
        for row, document in documents.items():
            title = document.guide_title or document.title
            does = f"{title} mentions {name}" if row in said else f"{title} lists {name} as related"
            reason = Reason("mention" if row in said else "listed", does, terms=(name,), other=document.guide)
            reasons.setdefault(self._guide_row(row, document), reason)
            reasons.setdefault(row, reason)
        n_guides = len({self._documents.at(row).guide for row in rows})
        return Unwritten(name, n_guides, documents, reasons)

    def _saying(self, name: str) -> dict[int, None]:
        """Return the rows of the documents that say ``name``, in order; of ``<x>``, which is no name, none."""
        matches = list(tokenize(name))
        is_whole = bool(matches) and (matches[0].start(), matches[-1].end()) == (0, len(name))
        words = [word for match in matches if (word := whole_form(match.group()))]
        if not is_whole or not name.isprintable() or not any(_names(word) for word in words):
            return {}
        leaves = tuple(TermQuery(STEM + stem(word), word) for word in words)
        return dict.fromkeys(self._engine.rows_of(PhraseQuery(leaves)).tolist())

    def _guide_row(self, row: int, document: Document) -> int:
        """Return the row of a document's guide; its own where the guide is no document."""
        try:
            return self._documents.row_of(document.guide)
        except UnknownDocument:
            return row
