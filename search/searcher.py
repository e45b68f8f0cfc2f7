"""An open index: searches, completions, related content, and the guides themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError
from index.analysis import name_key
from index.cluster.address import address_of, is_address
from index.storage.generations import Generation, IndexDamaged
from search.answer.answer import answer_to, ask, first_rows, parsed, plan_of
from search.answer.page import View, page_of
from search.facets import FACETS
from search.generation import OpenGeneration
from search.live import LiveIndex, PinnedIndex, SearchedIndex
from search.names import MAX_COMPLETIONS
from search.query.parse import FILTERS
from search.query.query_terms import QueryTerms, query_terms
from search.related.recommend import RelatedRequest
from search.results import RelatedPage, ResultPage, Skill, Suggestion
from search.unknown_names import UnknownSkill

SORTS = ("score", "updated", "difficulty", "title")

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Question = Callable[Concatenate[Any, Arguments], Result]


def open_index(path: str | Path, falls_back: bool = False) -> "Searcher":
    """Open the index in the folder ``path``, which takes some milliseconds; its files are mapped, not read.

    Args:
        path: folder that ``guidedex build`` wrote, or the address of an index on a cluster, whose mirror is opened.
        falls_back: whether the newest sound generation is searched where the live one is damaged.
    Raises: IndexMissing, IndexFormat, IndexDamaged, each with the command to run.

    >>> index = open_index("build/index")
    >>> index.search("kubernetes").hits[0].id
    'kubernetes'
    """
    return Searcher(LiveIndex(index_folder(path), falls_back))


def index_folder(path: str | Path) -> Path:
    """Return the folder of an index: of one on a cluster that of its mirror, brought to the live build.

    Raises: GuidedexError where the cluster cannot be used, or has no such index.
    """
    if not is_address(str(path)):
        return Path(path)
    from index.cluster.mirror import mirror_of

    return mirror_of(address_of(str(path)))


def _naming_damage(question: Question[Arguments, Result]) -> Question[Arguments, Result]:
    """Decorate a question to an index so that an error which damaged files explain is raised as IndexDamaged."""

    @wraps(question)
    def answer(self: Any, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return question(self, *arguments, **named)
        except GuidedexError:
            raise
        except Exception as error:
            self._raise_damage(error)
            raise

    return answer


class Searcher:
    """Answers questions from the generation of an index that is live when they are asked; thread-safe."""

    def __init__(self, index: SearchedIndex) -> None:
        self._index = index

    def pinned(self) -> "Searcher":
        """Return a searcher that stays with the build that is live now, so that its answers agree with each other."""
        return Searcher(PinnedIndex(self._index))

    @property
    def damage(self) -> str:
        """What was found damaged in the live generation, and the command to run; "" for nothing."""
        return self._index.damage

    @property
    def n_falls(self) -> int:
        """How often a damaged generation gave way to an earlier one, or to none."""
        return self._index.n_falls

    def verify(self) -> bool:
        """Read all files of the generation that is searched; return whether they are as they were written.

        Where they are not, the newest sound generation is searched from now on; without one, each question raises
        IndexDamaged until another build is published.
        """
        return self._index.verify()

    def _raise_damage(self, error: Exception) -> None:
        """Raise IndexDamaged when the generation that is searched is damaged."""
        if not self.verify():
            raise IndexDamaged(self.damage) from error

    @property
    def build_id(self) -> str:
        """The id of the build that is searched: 16 hexadecimal digits, the same for the same content and settings."""
        return self._current().build_id

    @property
    def generation(self) -> Generation:
        """The files of the build that is searched."""
        return self._current().generation

    @property
    @_naming_damage
    def site(self) -> Mapping[str, Any]:
        """The settings of the site that the build was made with, such as ``language`` and ``url_pattern``."""
        return self._current().documents.site

    def reach(self) -> None:
        """Raise GuidedexError where no search can be answered now, as when a cluster cannot be reached."""
        self._current().engine.reach()

    @_naming_damage
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
        """Return the hits ``offset`` to ``offset + limit`` of the answer to ``query``, best first.

        Every string is a query, and none raises. An empty one lists the documents that the filters allow, in order of
        title. Equal scores are in order of id.

        Args:
            query: words, ``"phrases"``, ``-not``, ``OR``, ``field:value``, ``word*``; the first 2,000 characters count,
                and ``notices`` of the page names what was cut.
            filters: facet or ``guide`` -> values, any of which a hit has; several filters all apply.
            limit: most hits to return, at least 0; the page has ``total``, the number of all.
            offset: hits to leave out, at least 0.
            facets: names of facets to count over the whole answer; see ``facet_values``.
            explain: whether each hit has the contributions that add up to its score.
            sort: ``score``, ``updated`` (newest first), ``difficulty`` (easiest first) or ``title``.
        Raises: GuidedexError for an unknown filter, facet or sort, a filter that is no list, or a limit or offset
            below 0; IndexDamaged.

        >>> page = index.search("cache", filters={"kind": ["question"]}, limit=2, facets=("skill",))
        >>> [hit.kind for hit in page.hits], page.total > 2
        (['question', 'question'], True)
        >>> sum(facet.count for facet in page.facets["skill"]) == page.total
        True
        """
        _check(filters or {}, facets, sort, limit, offset)
        live = self._current()
        return page_of(answer_to(query, filters or {}, live), View(limit, offset, facets, explain, sort), live)

    @_naming_damage
    def best(self, query: str, filters: Mapping[str, Sequence[str]] | None = None, limit: int = 10) -> tuple[str, ...]:
        """Return the ids of the first ``limit`` hits of ``search``, without the cost of making hits."""
        _check(filters or {}, (), "score", limit, 0)
        live = self._current()
        rows = first_rows(answer_to(query, filters or {}, live), limit, live)
        return tuple([live.documents.id_of(row) for row in rows.tolist()])

    @_naming_damage
    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return the documents whose title or alias begins with ``text``, guides first, then by name.

        Where they are fewer than ``limit``, hits of a search for ``text`` follow, rows of tables aside. A title is
        suggested once, or for each of the folders in which a guide has it.

        An empty ``text`` has the completions of every name, and ``limit`` 0 none.

        >>> index.suggest("kuber", limit=1)[0].text
        'Kubernetes'
        """
        live = self._current()
        is_newest = live.facets.versions.is_newest
        completions = [row for row in live.names.completions(text, MAX_COMPLETIONS) if is_newest[row]]
        rows = _site_language_first(completions, live)
        if len(rows) < limit and text.strip():
            row_kind = live.facets.code("kind", "row")
            hit_rows = first_rows(answer_to(text, {}, live), limit, live)
            rows += hit_rows[live.facets.codes("kind")[hit_rows] != row_kind].tolist()
        return tuple(islice(_told_apart(map(live.documents.at, rows)), limit))

    @_naming_damage
    def query_terms(self, query: str, lang: str | None = None) -> QueryTerms:
        """Return the words that ``query`` looks for in texts of a language, to be marked in them."""
        live = self._current()
        asked = ask(parsed(query, live), {"lang": [lang]} if lang else {}, live)
        return query_terms(plan_of(asked, live).plan, asked.lang)

    @_naming_damage
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
        """Return what is related to a skill, a document, several skills, or a text, best first and with reasons.

        The list is never padded: ``hits`` may be fewer than ``limit``, and where nothing scores ``floor``, they are
        empty and ``below_threshold`` is true.

        Args:
            skill: slug, title or alias of a guide.
            document: id of any document.
            skills: several slugs, titles or aliases at once.
            text: any text, such as that of a page that is not in the index.
            kind: ``skill`` or ``question``. Without one, guides for skills and texts, and the document's own kind for a
                document.
            limit: most hits to return, at least 0.
            floor: least score. Without one, the floor that the build learned from the guides; 0 shows all.
        Raises: UnknownSkill, UnknownDocument; GuidedexError unless exactly one of the first four is given, or for an
            unknown kind or a limit below 0.

        >>> [hit.id for hit in index.related(text="We run Kafka", limit=1).hits]
        ['kafka']
        """
        request = RelatedRequest(skill, document, skills, text, kind, limit, floor)
        return self._current().recommender.related(request)

    @_naming_damage
    def guide_lists(self, limit: int = 5) -> dict[str, tuple[str, ...]]:
        """Return the ids that each guide's list of related guides shows, by the guide's id."""
        return self._current().recommender.lists(limit)

    @_naming_damage
    def skills(self) -> tuple[Skill, ...]:
        """Return the skill of every guide, in order of title."""
        return self._current().skills

    @_naming_damage
    def skill(self, name: str) -> Skill:
        """Return the skill of the guide with this slug, title or alias.

        Raises: UnknownSkill.
        """
        live = self._current()
        return live.skill(live.names.guide_row(name))

    @_naming_damage
    def guide(self, name: str) -> Guide:
        """Return the whole guide with this slug, title or alias.

        Raises: UnknownSkill; also for a record, which has no page of its own.
        """
        live = self._current()
        guide = live.documents.guide(name) or live.documents.guide(live.documents.id_of(live.names.guide_row(name)))
        if guide is None:
            raise UnknownSkill(name, ())
        return guide

    @_naming_damage
    def guides(self) -> tuple[Guide, ...]:
        """Return every guide, whole, in order of id."""
        return self._current().documents.guides()

    @_naming_damage
    def document(self, id_: str) -> Document:
        """Return the document with this id, such as ``kafka`` or ``kafka#consumer-groups``.

        Raises: UnknownDocument, which names the nearest ids.
        """
        documents = self._current().documents
        return documents.at(documents.row_of(id_))

    @_naming_damage
    def facet_values(self, facet: str) -> tuple[str, ...]:
        """Return every value that a document has of a facet, in code-point order.

        Args:
            facet: ``kind``, ``skill``, ``category``, ``difficulty``, ``tag``, ``lang`` or ``version``.

        >>> index.facet_values("kind")[:2]
        ('faq', 'guide')
        """
        return self._current().facets.values(facet)

    @property
    @_naming_damage
    def problems(self) -> Sequence[Mapping[str, Any]]:
        """The problems that the build found in the content."""
        return self._current().documents.problems

    def _current(self) -> OpenGeneration:
        return self._index.current()


def _site_language_first(rows: list[int], live: OpenGeneration) -> list[int]:
    """Return ``rows``, those of other languages than the site's behind the others."""
    allowed = live.facets.mask({"lang": live.default_language})
    return rows if allowed is None else sorted(rows, key=lambda row: not allowed[row])


def _told_apart(documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Yield a suggestion for each document whose title is new; for a page also where its folder is new.

    Translations of a page, which have its slug, are no guides in other folders.
    """
    titles, places = set[str](), set[tuple[str, str]]()
    for document in documents:
        title, within = name_key(document.title), _within(document)
        slug = document.id.removeprefix(f"{document.lang}:")
        is_page = document.id == document.guide
        is_new = title not in titles or (is_page and not {(title, within), (title, slug)} & places)
        titles.add(title)
        if is_page:
            places |= {(title, within), (title, slug)}
        if is_new:
            yield Suggestion(document.title, document.kind, document.id, document.url, document.skill, within)


def _within(document: Document) -> str:
    """Return what a document is in, as a suggestion shows it."""
    if document.id != document.guide:
        return document.guide_title
    return " › ".join(document.folder_titles) or document.category


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
