"""One interview question at a time: a page of its own to share, and practice through a list."""

from dataclasses import replace

from flask import Blueprint, Response, url_for

from corpus.document import Document
from search.library import UnknownDocument
from search.results import Hit
from web.http.addresses import Address
from web.http.responses import linked_data, page
from web.pages.listing import FILTER_NAMES, ResultListing, asked_values, listing
from web.pages.structured_data import hub_data
from web.site import ServedSite

FACETS = ("skill", "difficulty", "category")
KINDS = ("question", "faq")
FILTERS = tuple(name for name in FILTER_NAMES if name != "kind")
N_RELATED = 5


class QuestionPages:
    """The pages of single questions."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def practice(self) -> Response:
        """Answer with one question of the list that the address asks for, its answer hidden."""
        values, notices = asked_values()
        searcher = self._site.source.searcher()
        address = Address.of(url_for("questions.practice"), FILTERS, values)
        found = listing(searcher, address, FACETS, only_kind="question", noun="question", notices=notices, per_page=1)
        hit = found.page.hits[0] if found.page.hits else None
        question = searcher.document(hit.id) if hit else None
        return page("practice.html", listing=found, hit=hit, question=question, hub=in_hub(found.address))

    def question(self, place: str) -> Response:
        """Answer with a question's own page."""
        document = self._document(place)
        related = self._site.source.searcher().related(document=document.id, kind="question", limit=N_RELATED)
        return page(
            "question.html",
            question=document,
            related=related.hits,
            canonical=self._site.absolute(document.url.partition("#")[0]),
            data_url=url_for("questions.question_data", place=place),
        )

    def question_data(self, place: str) -> Response:
        """Answer with a question and its answer, as JSON-LD."""
        document = self._document(place)
        url = self._site.root + url_for("questions.question", place=place)
        return linked_data(hub_data([document], url, document.title, self._site.absolute))

    def _document(self, place: str) -> Document:
        """Return the question at ``guide/anchor``.

        Raises: UnknownDocument also for what is no question.
        """
        guide, _, anchor = place.rpartition("/")
        document = self._site.source.searcher().document(f"{guide}#{anchor}")
        if document.kind not in KINDS:
            raise UnknownDocument(document.id, ())
        return document


def question_address(question: Document | Hit) -> str:
    """Return the address of a question's own page; of a page that is one question, the guide's."""
    guide, mark, anchor = question.id.rpartition("#")
    return url_for("questions.question", place=f"{guide}/{anchor}") if mark else question.url


def in_hub(address: Address) -> str:
    """Return where the hub lists what ``address`` asks for."""
    return replace(address, path=url_for("pages.questions"), page=1).url


def to_practise(found: ResultListing) -> str:
    """Return where the questions of a list come one by one."""
    return replace(found.address, path=url_for("questions.practice"), page=1).url


def question_pages_blueprint(pages: QuestionPages) -> Blueprint:
    """Return the routes of single questions."""
    blueprint = Blueprint("questions", __name__)
    blueprint.add_url_rule("/practice", "practice", pages.practice)
    blueprint.add_url_rule("/questions/<path:place>", "question", pages.question)
    blueprint.add_url_rule("/data/questions/<path:place>", "question_data", pages.question_data)
    return blueprint
