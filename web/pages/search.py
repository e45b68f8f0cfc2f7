"""The first page, the search page and the hub of interview questions, complete without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, url_for

from corpus.document import Document
from search.library import UnknownSkill
from search.results import Hit, Skill
from web.http.addresses import Address
from web.http.request_context import exchange
from web.http.responses import linked_data, page
from web.pages.listing import FILTER_NAMES, ResultListing, asked_values, listing
from web.pages.search_logging import SearchLogging
from web.pages.structured_data import hub_data
from web.site import ServedSite

SEARCH_FACETS = ("kind", "skill", "difficulty", "category", "tag", "lang")
HUB_FACETS = ("skill", "difficulty", "category")
HOME_SKILLS = 60
N_EXAMPLES = 3
N_BROWSED = 24


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Skills of one category, as the first page lists them."""

    category: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Ways on from a search that found nothing; none of them is a result."""

    nearest: tuple[Skill, ...]
    """Skills whose names look most like what was searched."""
    categories: tuple[str, ...]
    n_questions: int
    skills: tuple[Skill, ...]


class Pages:
    """The pages over one index."""

    def __init__(self, site: ServedSite, searches: SearchLogging) -> None:
        self._site = site
        self._searches = searches

    def home(self) -> Response:
        values, notices = asked_values()
        if values["q"] or any(values[name] for name in FILTER_NAMES):
            return self._results(values, notices)
        skills = self._skills()
        exchange().is_lasting = True
        return page(
            "home.html",
            groups=_skill_groups(skills[:HOME_SKILLS]),
            n_skills=len(skills),
            n_questions=sum(skill.counts.get("question", 0) for skill in skills),
            examples=skills[:: len(skills) // N_EXAMPLES + 1],
        )

    def search(self) -> Response:
        return self._results(*asked_values())

    def _results(self, values: dict[str, Any], notices: tuple[str, ...]) -> Response:
        searcher = self._site.source.searcher()
        address = Address.of(url_for("pages.search"), FILTER_NAMES, values)
        found = listing(searcher, address, SEARCH_FACETS, notices=notices)
        self._searches.loaded(found.page, dict(address.filters))
        exchange().is_lasting = True
        return page("search.html", listing=found, help=self._help(found))

    def questions(self) -> Response:
        found, questions = self._hub()
        self._searches.loaded(found.page, {**dict(found.address.filters), "kind": ("question",)})
        exchange().is_lasting = True
        return page(
            "questions.html",
            listing=found,
            questions=questions,
            help=self._help(found),
            data_url=_with_query(url_for("pages.questions_data"), found.address),
        )

    def questions_data(self) -> Response:
        found, questions = self._hub()
        url = _with_query(self._site.root + url_for("pages.questions"), found.address)
        name = f"Interview questions: {self._site.title}"
        return linked_data(hub_data([document for _, document in questions], url, name, self._site.absolute))

    def _help(self, found: ResultListing) -> Help | None:
        """Return ways on where nothing was found."""
        if found.page.total:
            return None
        skills = self._skills()
        return Help(
            self._nearest(found.page.query),
            tuple(dict.fromkeys(skill.category for skill in skills if skill.category))[:N_BROWSED],
            sum(skill.counts.get("question", 0) for skill in skills),
            skills[:N_BROWSED],
        )

    def _skills(self) -> tuple[Skill, ...]:
        """Return the skills in the site's language, as searches find them; all where none is in it."""
        language = self._site.source.searcher().site.get("language") or "en"
        skills = self._site.source.skills()
        return tuple(skill for skill in skills if skill.lang == language) or skills

    def _nearest(self, query: str) -> tuple[Skill, ...]:
        """Return the skills whose names look most like what was searched."""
        searcher = self._site.source.searcher()
        try:
            return (searcher.skill(query),)
        except UnknownSkill as error:
            return tuple(searcher.skill(name) for name in error.nearest)

    def _hub(self) -> tuple[ResultListing, list[tuple[Hit, Document]]]:
        values, notices = asked_values()
        searcher = self._site.source.searcher()
        names = tuple(name for name in FILTER_NAMES if name != "kind")
        address = Address.of(url_for("pages.questions"), names, values)
        found = listing(searcher, address, HUB_FACETS, only_kind="question", noun="question", notices=notices)
        return found, [(hit, searcher.document(hit.id)) for hit in found.page.hits]


def _with_query(path: str, address: Address) -> str:
    return path + address.url.removeprefix(address.path)


def _skill_groups(skills: Sequence[Skill]) -> list[SkillGroup]:
    ordered = sorted(skills, key=lambda skill: (not skill.category, skill.category))
    return [
        SkillGroup(category, tuple(group)) for category, group in groupby(ordered, key=lambda skill: skill.category)
    ]


def pages_blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the pages."""
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
