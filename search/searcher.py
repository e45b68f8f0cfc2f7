"""An open index: searches, completions, related content, and the guides themselves."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError
from index.analysis import name_key
from index.storage.generations import current_mark, open_generation
from search.answer.answer import answer_to, ask, first_rows, plan_of
from search.answer.page import View, page_of
from search.facets import FACETS
from search.generation import OpenGeneration
from search.query.parse import FILTERS, parse
from search.query.query_terms import QueryTerms, query_terms
from search.related.recommend import RelatedRequest
from search.results import RelatedPage, ResultPage, Skill, Suggestion
from search.unknown_names import UnknownSkill

SORTS = ("score", "updated", "difficulty", "title")


def open_index(path: str | Path) -> "Searcher":
    """Open the index in the folder ``path``.

    Raises: IndexMissing, IndexFormat, IndexDamaged, each with the command to run.
    """
    return Searcher(Path(path))


class Searcher:
    """Searches the live generation of an index, and reopens it when a new one is published; thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._mark = current_mark(path)
        self._live = OpenGeneration(open_generation(path))

    def pinned(self) -> "Searcher":
        """Return a searcher that stays with the generation that is live now, so that its answers agree."""
        return _PinnedSearcher(self._current())

    @property
    def build_id(self) -> str:
        return self._current().build_id

    @property
    def site(self) -> Mapping[str, Any]:
        return self._current().documents.site

    @property
    def n_documents(self) -> int:
        return self._current().documents.n_docs

    def search(
        self,
        query: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        limit: int = 10,
        offset: int = 0,
        facets: Sequence[str] = (),
        explain: bool = False,
        sort: str = "score",
    ) -> ResultPage:
        """Return the hits ``offset`` to ``offset + limit`` of the answer to ``query``.

        An empty query lists the documents that the filters allow, in order of title. No ``query`` raises.
        Raises: GuidedexError for an unknown filter, facet or sort, a filter that is no list, or a limit or offset
            below 0.
        """
        _check(filters or {}, facets, sort, limit, offset)
        live = self._current()
        return page_of(answer_to(query, filters or {}, live), View(limit, offset, facets, explain, sort), live)

    def best(self, query: str, filters: Mapping[str, Sequence[str]] | None = None, limit: int = 10) -> tuple[str, ...]:
        """Return the ids of the first ``limit`` hits of ``search``, without the cost of making hits."""
        _check(filters or {}, (), "score", limit, 0)
        live = self._current()
        rows = first_rows(answer_to(query, filters or {}, live), limit, live)
        return tuple([live.documents.id_of(row) for row in rows.tolist()])

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return the documents whose title or alias begins with ``text``, guides first, then by name.

        Where they are fewer than ``limit``, hits of a search for ``text`` follow, rows of tables aside. Each title is
        suggested once.
        """
        live = self._current()
        rows = live.names.completions(text, limit)
        if len(rows) < limit and text.strip():
            row_kind = live.facets.code("kind", "row")
            hit_rows = first_rows(answer_to(text, {}, live), limit, live)
            rows += hit_rows[live.facets.codes("kind")[hit_rows] != row_kind].tolist()
        by_title: dict[str, Suggestion] = {}
        for row in rows:
            document = live.documents.at(row)
            by_title.setdefault(
                name_key(document.title),
                Suggestion(document.title, document.kind, document.id, document.url, document.skill),
            )
        return tuple(by_title.values())[:limit]

    def query_terms(self, query: str, lang: str | None = None) -> QueryTerms:
        """Return the words that ``query`` looks for in texts of a language, to be marked in them."""
        live = self._current()
        asked = ask(parse(query), {"lang": [lang]} if lang else {}, live)
        return query_terms(plan_of(asked, live).plan, asked.lang)

    def related(
        self,
        skill: str | None = None,
        document: str | None = None,
        skills: Sequence[str] | None = None,
        text: str | None = None,
        kind: str | None = None,
        limit: int = 5,
        floor: float | None = None,
    ) -> RelatedPage:
        """Return what is related to a skill, a document, several skills, or a text; see ``RelatedRequest``.

        Raises: UnknownSkill, UnknownDocument; GuidedexError unless exactly one of the four is given, or for an unknown
            kind or a limit below 0.
        """
        request = RelatedRequest(skill, document, skills, text, kind, limit, floor)
        return self._current().recommender.related(request)

    def guide_lists(self, limit: int = 5) -> dict[str, tuple[str, ...]]:
        """Return the ids that each guide's list of related guides shows, by the guide's id."""
        return self._current().recommender.lists(limit)

    def skills(self) -> tuple[Skill, ...]:
        """Return the skill of every guide, in order of title."""
        return self._current().skills

    def skill(self, name: str) -> Skill:
        """Return the skill of the guide with this slug, title or alias.

        Raises: UnknownSkill.
        """
        live = self._current()
        return live.skill(live.names.guide_row(name))

    def guide(self, name: str) -> Guide:
        """Return the whole guide with this slug, title or alias.

        Raises: UnknownSkill; also for a record, which has no page of its own.
        """
        live = self._current()
        guide = live.documents.guide(name) or live.documents.guide(live.documents.id_of(live.names.guide_row(name)))
        if guide is None:
            raise UnknownSkill(name, ())
        return guide

    def guides(self) -> tuple[Guide, ...]:
        return self._current().documents.guides()

    def document(self, id_: str) -> Document:
        """Return a document.

        Raises: UnknownDocument.
        """
        documents = self._current().documents
        return documents.at(documents.row_of(id_))

    def facet_values(self, facet: str) -> tuple[str, ...]:
        """Return every value that a document has of a facet, in code-point order."""
        return self._current().facets.values(facet)

    @property
    def problems(self) -> Sequence[Mapping[str, Any]]:
        """The problems that the build found in the content."""
        return self._current().documents.problems

    def _current(self) -> OpenGeneration:
        """Return the live generation, opened anew when the mark of the index has changed, which takes one ``stat``."""
        mark = current_mark(self._path)
        if mark == self._mark:
            return self._live
        with self._lock:
            if self._mark != mark:
                generation = open_generation(self._path)
                if generation.build_id != self._live.build_id:
                    self._live = OpenGeneration(generation)
                self._mark = mark
            return self._live


class _PinnedSearcher(Searcher):
    """Searches one generation, whatever is published meanwhile."""

    def __init__(self, live: OpenGeneration) -> None:
        self._live = live

    def _current(self) -> OpenGeneration:
        return self._live


def _check(filters: Mapping[str, Sequence[str]], facets: Sequence[str], sort: str, limit: int, offset: int) -> None:
    for what, names, known in (
        ("filter", list(filters), (*FILTERS, "guide")),
        ("facet", list(facets), FACETS),
        ("sort", [sort], SORTS),
    ):
        for name in names:
            if name not in known:
                raise GuidedexError(f"unknown {what} {name!r}; known are {', '.join(known)}")
    for name, values in filters.items():
        if isinstance(values, str):
            raise GuidedexError(f"filter {name!r} takes a list of values, found the text {values!r}")
    if limit < 0 or offset < 0:
        raise GuidedexError(f"limit and offset are at least 0, found {limit} and {offset}")
