"""What guides and searches tell about a skill without a guide: the first draft of its guide."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide
from index.analysis import name_key
from search.gaps.demand import Demand, search_key
from search.gaps.finding import Place
from search.gaps.rules.missing_guide import WantedSkill, wanted_skills
from search.gaps.settings import GapSettings
from search.gaps.site import Site
from search.gaps.text.mentions import MentionFinder
from search.gaps.text.name_context import QUESTION_WORDS

MAX_RELATED = 5
MAX_SEARCHES = 10
MAX_PLACES = 20
"""Limits of what a draft shows. By hand."""


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """A skill without a guide.

    ``related`` are the skills of the guides that name it, the most frequent first. ``places`` are the lines that list,
    link or mention it, with their sentences. ``question_places`` are the questions of other guides that name it, and
    ``searches`` the queries with its name, the most frequent first.
    """

    title: str
    category: str = ""
    related: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    question_places: tuple[Place, ...] = ()
    searches: tuple[Demand, ...] = ()

    @property
    def searched_questions(self) -> tuple[str, ...]:
        """The queries that are questions, as headings: ``How to drain a node?``."""
        queries = (d.query for d in self.searches if d.query.lower().split()[0] in QUESTION_WORDS)
        return tuple(f"{query[:1].upper()}{query[1:].rstrip('? ')}?" for query in queries)


def known_skill(
    title: str, guides: Sequence[Guide], settings: GapSettings | None = None, demand: Sequence[Demand] = ()
) -> KnownSkill:
    """Return the skill ``title`` as guides and searches know it; the title alone where none names it."""
    settings = settings or GapSettings()
    site = Site(guides, replace(settings, skills=(*settings.skills, title)), "", demand)
    skill = wanted_skills(site).get(name_key(title), WantedSkill(title))
    by_path = {guide.path: guide for guide in site.guides}
    places = skill.places
    naming = [by_path[place.path] for place in places]
    question_places = list(_question_places(site, title))
    question_lines = {(place.path, place.line) for place in question_places}
    return KnownSkill(
        title=title,
        category=_commonest(guide.category for guide in naming),
        related=tuple(dict.fromkeys(_skills_by_count(naming)))[:MAX_RELATED],
        places=tuple(place for place in places if (place.path, place.line) not in question_lines)[:MAX_PLACES],
        question_places=tuple(question_places[:MAX_PLACES]),
        searches=tuple(_searches_with(title, demand))[:MAX_SEARCHES],
    )


def notes(known: KnownSkill) -> list[str]:
    """Return a Markdown comment on the skill, as lines; empty where nothing but the title is known."""
    searches = [f"- {demand.query} ({demand.count:,})" for demand in known.searches]
    places = [f"- {place}: {place.text}" for place in known.places]
    questions = [f"- {place}: {place.text}" for place in known.question_places]
    parts = [
        *_part("Readers searched:", searches),
        *_part("Guides that list, link or mention it:", places),
        *_part("Questions of other guides that name it; link their answers:", questions),
    ]
    if not parts:
        return []
    return ["<!--", f"What is known of {_plain(known.title)}; take this away when the guide is written.", *parts, "-->"]


def _part(heading: str, lines: Sequence[str]) -> list[str]:
    return ["", heading, *map(_plain, lines)] if lines else []


def _plain(text: str) -> str:
    """Return a text on one line in which ``-->`` cannot end the comment."""
    return " ".join(text.split()).replace("--", "- -").replace("->", "- >")


def _commonest(categories: Iterable[str]) -> str:
    """Return the commonest category, the alphabetically first of two as common; "" for none."""
    counts = Counter(category for category in categories if category)
    return min(counts, key=lambda category: (-counts[category], category), default="")


def _skills_by_count(guides: Sequence[Guide]) -> list[str]:
    """Return the skills of the guides, the most frequent first and equals by name."""
    counts = Counter(guide.skill for guide in guides)
    return sorted(counts, key=lambda skill: (-counts[skill], skill))


def _question_places(site: Site, title: str) -> Iterator[Place]:
    finder = MentionFinder({title: (title,)}, site.settings.ambiguous)
    for guide in site.originals:
        for question in (*guide.questions, *guide.faqs):
            if any(finder.find(question.text)):
                yield Place(guide.path, question.line, question.text)


def _searches_with(title: str, demand: Sequence[Demand]) -> Iterator[Demand]:
    """Yield the searches that contain the title as whole words, the most frequent first."""
    title_key = f" {search_key(title)} "
    for search in sorted(demand, key=lambda d: (-d.count, d.query)):
        if title_key in f" {search_key(search.query)} ":
            yield search
