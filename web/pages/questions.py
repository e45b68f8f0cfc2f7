"""Pages with one interview question: its own page to share, and practice through a list of questions."""

from dataclasses import replace

from flask import Blueprint, Response, url_for

from corpus.document import Document
from search.results import Hit
from search.unknown_names import UnknownDocument
from web.http.addresses import ListAddress
from web.http.responses import html_response, json_ld_response
from web.pages.listing import FILTER_NAMES, ResultListing, listing, requested_values
from web.pages.structured_data import questions_data
from web.site import ServedSite

FACETS = ("skill", "difficulty", "category")
KINDS = ("question", "faq")
FILTERS = tuple(name for name in FILTER_NAMES if name != "kind")
MAX_RELATED = 5  # by hand


class QuestionPages:
    """Views with one question each."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def practice(self) -> Response:
        """Return the page with one question of the requested list, its answer hidden."""
        values, notices = requested_values()
        searcher = self._site.source.searcher()
        address = ListAddress.of(url_for("questions.practice"), FILTERS, values)
        results = listing(searcher, address, FACETS, only_kind="question", noun="question", notices=notices, per_page=1)
        hit = results.page.hits[0] if results.page.hits else None
        question = searcher.document(hit.id) if hit else None
        return html_response(
            "practice.html", listing=results, hit=hit, question=question, hub=hub_address(results.address)
        )

    def question(self, place: str) -> Response:
        """Return a question's own page; ``place`` is ``guide/anchor``."""
        document = self._document(place)
        related = self._site.source.searcher().related(document=document.id, kind="question", limit=MAX_RELATED)
        return html_response(
            "question.html",
            question=document,
            related=related.hits,
            canonical=self._site.absolute(document.url.partition("#")[0]),
            data_url=url_for("questions.question_data", place=place),
        )

    def question_data(self, place: str) -> Response:
        """Return a question and its answer as JSON-LD."""
        document = self._document(place)
        url = self._site.root + url_for("questions.question", place=place)
        return json_ld_response(questions_data([document], url, document.title, self._site.absolute))

    def _document(self, place: str) -> Document:
        """Return the question at ``guide/anchor``.

        Raises: UnknownDocument also for a document of another kind.
        """
        guide, _, anchor = place.rpartition("/")
        document = self._site.source.searcher().document(f"{guide}#{anchor}")
        if document.kind not in KINDS:
            raise UnknownDocument(document.id, ())
        return document


def question_address(question: Document | Hit) -> str:
    """Return the URL of a question's own page; a guide that is a single question has the guide's page only."""
    guide, mark, anchor = question.id.rpartition("#")
    return url_for("questions.question", place=f"{guide}/{anchor}") if mark else question.url


def hub_address(address: ListAddress) -> str:
    """Return the URL of the question hub with the query and filters of ``address``."""
    return replace(address, path=url_for("pages.questions"), page=1).url


def practice_address(results: ResultListing) -> str:
    """Return the URL of practice through the questions of a list."""
    return replace(results.address, path=url_for("questions.practice"), page=1).url


def questions_blueprint(pages: QuestionPages) -> Blueprint:
    """Return the routes of pages with one question."""
    blueprint = Blueprint("questions", __name__)
    blueprint.add_url_rule("/practice", "practice", pages.practice)
    blueprint.add_url_rule("/questions/<path:place>", "question", pages.question)
    blueprint.add_url_rule("/data/questions/<path:place>", "question_data", pages.question_data)
    return blueprint
