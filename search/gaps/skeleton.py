"""What is known of a skill before anybody has written about it: the beginning of its guide."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide
from search.gaps.demand import Demand, search_key
from search.gaps.finding import Place
from search.gaps.names import name_key
from search.gaps.rules.missing_guide import Wanted, wanted_skills
from search.gaps.settings import GapSettings
from search.gaps.site import Site
from search.gaps.text.mentions import Mentions
from search.gaps.text.name_context import ASKING

MOST_RELATED = 5
MOST_SEARCHES = 10
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What guides and readers say about a skill without a guide, the most telling first.

    ``places`` are where guides list, link or mention it, with the sentence; ``asked`` the questions of other
    guides that name it; ``searched`` what readers searched with its name in it.
    """

    title: str
    category: str = ""
    related: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    asked: tuple[Place, ...] = ()
    searched: tuple[Demand, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """What readers asked as a question, as headings: ``How to drain a node?``."""
        asking = (d.query for d in self.searched if d.query.lower().split()[0] in ASKING)
        return tuple(f"{query[:1].upper()}{query[1:].rstrip('? ')}?" for query in asking)


def known_of(
    title: str, guides: Sequence[Guide], settings: GapSettings | None = None, demand: Sequence[Demand] = ()
) -> Known:
    """Return what is known of ``title``; nothing but the title where no guide and no reader names it."""
    settings = settings or GapSettings()
    site = Site(guides, replace(settings, skills=(*settings.skills, title)), "", demand)
    wanted = wanted_skills(site).get(name_key(title), Wanted(title))
    by_path = {guide.path: guide for guide in site.guides}
    places = wanted.places
    asking = [by_path[place.path] for place in places]
    asked = list(_asked(site, title))
    lines = {(place.path, place.line) for place in asked}
    return Known(
        title=title,
        category=_commonest(guide.category for guide in asking),
        related=tuple(dict.fromkeys(_by_weight(asking)))[:MOST_RELATED],
        places=tuple(place for place in places if (place.path, place.line) not in lines)[:MOST_PLACES],
        asked=tuple(asked[:MOST_PLACES]),
        searched=tuple(_searched(demand, title))[:MOST_SEARCHES],
    )


def notes(known: Known) -> list[str]:
    """Return what is known as lines of Markdown that readers never see: one comment; none for nothing."""
    searched = [f"- {demand.query} ({demand.count:,})" for demand in known.searched]
    places = [f"- {place}: {place.text}" for place in known.places]
    asked = [f"- {place}: {place.text}" for place in known.asked]
    parts = [
        *_part("Readers searched:", searched),
        *_part("Guides that list, link or mention it:", places),
        *_part("Questions of other guides that name it; link their answers:", asked),
    ]
    if not parts:
        return []
    return ["<!--", f"What is known of {_plain(known.title)}; take this away when the guide is written.", *parts, "-->"]


def _part(heading: str, lines: Sequence[str]) -> list[str]:
    return ["", heading, *map(_plain, lines)] if lines else []


def _plain(text: str) -> str:
    """Return a text as it may stand in a comment, which ends at ``-->``."""
    return " ".join(text.split()).replace("--", "- -").replace("->", "- >")


def _commonest(categories: Iterable[str]) -> str:
    """Return the category that most of the guides have, the first of two as common; "" for none."""
    counts = Counter(category for category in categories if category)
    return min(counts, key=lambda category: (-counts[category], category), default="")


def _by_weight(asking: Sequence[Guide]) -> list[str]:
    """Return the skills of the guides that ask, those that do so oftenest first."""
    counts = Counter(guide.skill for guide in asking)
    return sorted(counts, key=lambda skill: (-counts[skill], skill))


def _asked(site: Site, title: str) -> Iterator[Place]:
    finder = Mentions({title: (title,)}, site.settings.ambiguous)
    for guide in site.originals:
        for question in (*guide.questions, *guide.faqs):
            if any(finder.find(question.text)):
                yield Place(guide.path, question.line, question.text)


def _searched(demand: Sequence[Demand], title: str) -> Iterator[Demand]:
    """Yield the searches with the title among their words, the most frequent first."""
    wanted = f" {search_key(title)} "
    for one in sorted(demand, key=lambda d: (-d.count, d.query)):
        if wanted in f" {search_key(one.query)} ":
            yield one
