"""The home page, the search page and the question hub, all of which work without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, url_for

from corpus.document import Document
from search.results import Hit, Skill
from search.unknown_names import UnknownSkill
from web.http.addresses import ListAddress
from web.http.request_context import current_context
from web.http.responses import html_response, json_ld_response
from web.pages.listing import FILTER_NAMES, ResultListing, listing, requested_values
from web.pages.search_logging import SearchLogging
from web.pages.structured_data import questions_data
from web.site import ServedSite

SEARCH_FACETS = ("kind", "skill", "difficulty", "category", "tag", "lang", "version")
HUB_FACETS = ("skill", "difficulty", "category")
MAX_HOME_SKILLS = 60  # these three by hand
MAX_EXAMPLES = 3
MAX_BROWSED = 24


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """The skills of one category on the home page."""

    category: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class NoResultsHelp:
    """Links for a reader whose search found nothing; none of them is a result."""

    nearest: tuple[Skill, ...]
    """Skills whose names are spelled most like the query."""
    categories: tuple[str, ...]
    n_questions: int
    skills: tuple[Skill, ...]


class SearchPages:
    """Views of the home page, the search page and the question hub."""

    def __init__(self, site: ServedSite, searches: SearchLogging) -> None:
        self._site = site
        self._searches = searches

    def home(self) -> Response:
        """Return the home page; with a query or a filter in the URL, the results."""
        values, notices = requested_values()
        if values["q"] or any(values[name] for name in FILTER_NAMES):
            return self._results(values, notices)
        skills = self._skills()
        current_context().is_cacheable = True
        return html_response(
            "home.html",
            groups=_skill_groups(skills[:MAX_HOME_SKILLS]),
            n_skills=len(skills),
            n_questions=sum(skill.counts.get("question", 0) for skill in skills),
            examples=skills[:: len(skills) // MAX_EXAMPLES + 1],
        )

    def search(self) -> Response:
        return self._results(*requested_values())

    def _results(self, values: dict[str, Any], notices: tuple[str, ...]) -> Response:
        searcher = self._site.source.searcher()
        address = ListAddress.of(url_for("pages.search"), FILTER_NAMES, values)
        results = listing(searcher, address, SEARCH_FACETS, notices=notices)
        self._searches.count_page_view(results.page, dict(address.filters))
        current_context().is_cacheable = True
        return html_response("search.html", listing=results, help=self._help(results))

    def questions(self) -> Response:
        """Return the hub: a page of interview questions with their answers."""
        results, questions = self._hub()
        self._searches.count_page_view(results.page, {**dict(results.address.filters), "kind": ("question",)})
        current_context().is_cacheable = True
        return html_response(
            "questions.html",
            listing=results,
            questions=questions,
            help=self._help(results),
            data_url=_with_query(url_for("pages.questions_data"), results.address),
        )

    def questions_data(self) -> Response:
        """Return the questions of the same page of the hub as JSON-LD."""
        results, questions = self._hub()
        url = _with_query(self._site.root + url_for("pages.questions"), results.address)
        name = f"Interview questions: {self._site.title}"
        return json_ld_response(questions_data([document for _, document in questions], url, name, self._site.absolute))

    def _help(self, results: ResultListing) -> NoResultsHelp | None:
        """Return links to go on from a list without results; None where there are results."""
        if results.page.total:
            return None
        skills = self._skills()
        return NoResultsHelp(
            self._nearest(results.page.query),
            tuple(dict.fromkeys(skill.category for skill in skills if skill.category))[:MAX_BROWSED],
            sum(skill.counts.get("question", 0) for skill in skills),
            skills[:MAX_BROWSED],
        )

    def _skills(self) -> tuple[Skill, ...]:
        """Return the skills in the site's language, which searches are limited to; all where none is in it."""
        searcher = self._site.source.searcher()
        language, skills = searcher.site.get("language") or "en", searcher.skills()
        return tuple(skill for skill in skills if skill.lang == language) or skills

    def _nearest(self, query: str) -> tuple[Skill, ...]:
        """Return the skill that ``query`` names, else those with the most similar names."""
        searcher = self._site.source.searcher()
        try:
            return (searcher.skill(query),)
        except UnknownSkill as error:
            return tuple(searcher.skill(name) for name in error.nearest)

    def _hub(self) -> tuple[ResultListing, list[tuple[Hit, Document]]]:
        """Return the requested list of questions, and each of its hits with its document."""
        values, notices = requested_values()
        searcher = self._site.source.searcher()
        filter_names = tuple(name for name in FILTER_NAMES if name != "kind")
        address = ListAddress.of(url_for("pages.questions"), filter_names, values)
        results = listing(searcher, address, HUB_FACETS, only_kind="question", noun="question", notices=notices)
        return results, [(hit, searcher.document(hit.id)) for hit in results.page.hits]


def _with_query(path: str, address: ListAddress) -> str:
    return path + address.url.removeprefix(address.path)


def _skill_groups(skills: Sequence[Skill]) -> list[SkillGroup]:
    ordered = sorted(skills, key=lambda skill: (not skill.category, skill.category))
    return [
        SkillGroup(category, tuple(group)) for category, group in groupby(ordered, key=lambda skill: skill.category)
    ]


def search_blueprint(pages: SearchPages) -> Blueprint:
    """Return the routes of the home page, the search page and the question hub."""
    blueprint = Blueprint("pages", __name__)
    routes = {
        "/": pages.home,
        "/search": pages.search,
        "/questions": pages.questions,
        "/questions.jsonld": pages.questions_data,
    }
    for rule, view in routes.items():
        blueprint.add_url_rule(rule, view.__name__, view)
    return blueprint
