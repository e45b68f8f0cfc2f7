"""Skills without a guide, known from the guides that mention or list them."""

from dataclasses import dataclass

from corpus.document import Document
from index.analysis import STEM, STOP_WORDS, stem, tokenize, whole_form
from index.storage.caching import cached
from search.documents import Documents
from search.engines.protocol import Engine, PhraseQuery, TermQuery
from search.results import Reason

MAX_DOCUMENTS = 50
"""Documents from which related content of a skill without a guide is drawn; by hand."""

MAX_CACHED_SKILLS = 256
"""Names of skills without a guide whose mentions are kept; by hand."""


@dataclass(frozen=True, slots=True, eq=False)
class MissingSkill:
    """A skill without a guide: documents that mention or list it by row, and reasons by row of document and guide.

    ``n_guides`` counts all guides that mention or list it, also those that ``documents`` has no room for.
    """

    name: str
    n_guides: int
    documents: dict[int, Document]
    reasons: dict[int, Reason]

    @property
    def notice(self) -> str:
        guides = "1 guide that mentions it" if self.n_guides == 1 else f"{self.n_guides:,} guides that mention it"
        return f"{self.name} has no guide; this is drawn from {guides}"


class MissingSkills:
    """Finds skills without a guide in the documents of one generation."""

    def __init__(self, documents: Documents, engine: Engine) -> None:
        self._documents = documents
        self._engine = engine

    @cached(MAX_CACHED_SKILLS)
    def find(self, name: str) -> MissingSkill | None:
        """Return the skill ``name``, None when no document mentions it and no guide lists it as related."""
        mentioning, listing = self._mentioning(name), self._documents.guides_listing(name)
        rows = list(dict.fromkeys([*mentioning, *listing]))
        if not rows:
            return None
        documents = {row: self._documents.at(row) for row in rows[:MAX_DOCUMENTS]}
        reasons: dict[int, Reason] = {}
        for row, document in documents.items():
            title = document.guide_title or document.title
            kind, text = (
                ("mention", f"{title} mentions {name}")
                if row in mentioning
                else ("listed", f"{title} lists {name} as related")
            )
            reason = Reason(kind, text, terms=(name,), other=document.guide)
            # a guide whose page is one question is no document
            guide_row = self._documents.find(document.guide)
            reasons.setdefault(row if guide_row is None else guide_row, reason)
            reasons.setdefault(row, reason)
        n_guides = len({self._documents.at(row).guide for row in rows})
        return MissingSkill(name, n_guides, documents, reasons)

    def _mentioning(self, name: str) -> dict[int, None]:
        """Return the rows, in order, of the documents with ``name`` as a phrase of stems.

        A name begins and ends with a token and has one that may stand for a skill: ``<x>`` and ``the`` are no names.
        """
        matches = list(tokenize(name))
        is_whole = bool(matches) and (matches[0].start(), matches[-1].end()) == (0, len(name))
        words = [word for match in matches if (word := whole_form(match.group()))]
        if not is_whole or not name.isprintable() or not any(_may_name_skill(word) for word in words):
            return {}
        terms = tuple(TermQuery(STEM + stem(word), word) for word in words)
        return dict.fromkeys(self._engine.rows_of(PhraseQuery(terms)).tolist())


def _may_name_skill(word: str) -> bool:
    """Tell whether a skill may be called by this word alone: not by a letter, a sign or a stop word."""
    return len(word) > 1 and any(map(str.isalnum, word)) and word not in STOP_WORDS
