"""A skill that guides list, link or mention, and that has no guide of its own.

related: [Docker, Terraform]      # three guides list Docker, and no guide is called Docker
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.gaps.finding import Gap, Place
from search.gaps.mentions import Mentions, mentions_in
from search.gaps.names import name_key, names_of
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.unknown import unknown_names

KNOWN = "\0"
"""Stands before the slug of a guide, so that no skill without one has the same key."""


@dataclass(slots=True)
class Wanted:
    """A skill without a guide, and where it is asked for."""

    name: str
    listed: list[Place] = field(default_factory=list)
    linked: list[Place] = field(default_factory=list)
    mentioned: list[Place] = field(default_factory=list)
    confidence: float = 1.0


def check(site: Site) -> Iterator[Gap]:
    wanted = wanted_skills(site)
    searched = _searched(site, wanted)
    for key, entry in sorted(wanted.items()):
        if entry.listed or entry.linked or entry.mentioned:
            yield _gap(entry, searched[key])


def wanted_skills(site: Site) -> dict[str, Wanted]:
    """Return the skills without a guide by their keys: those that guides ask for, and those of the settings."""
    wanted: dict[str, Wanted] = {}
    for unknown in unknown_names(site):
        if unknown.meant is None:
            entry = wanted.setdefault(name_key(unknown.name), Wanted(unknown.name))
            entry.listed += [listing.place for listing in unknown.listings]
    for name, place in _linked(site):
        wanted.setdefault(name_key(name), Wanted(name)).linked.append(place)
    for name in site.settings.skills:
        if name not in site.names:
            wanted.setdefault(name_key(name), Wanted(name))
    _add_mentions(site, wanted)
    return wanted


def _add_mentions(site: Site, wanted: Mapping[str, Wanted]) -> None:
    """Add where guides speak of the skills."""
    names = {key: [entry.name] for key, entry in wanted.items() if _is_looked_for(entry)}
    if not names:
        return
    known = {f"{KNOWN}{guide.slug}": tuple(names_of(guide)) for guide in site.originals}
    finder = Mentions({**known, **names}, site.settings.ambiguous)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if entry := wanted.get(mention.subject):
                entry.mentioned.append(Place(guide.path, mention.line, mention.sentence))
                if not (entry.listed or entry.linked):
                    entry.confidence = min(entry.confidence, mention.confidence)


def _is_looked_for(entry: Wanted) -> bool:
    """Tell whether a name can be told from a word; ``language`` cannot, nor what is only a link's words."""
    is_word = entry.name.isalpha() and entry.name.islower()
    return not is_word and (bool(entry.listed) or not entry.linked)


def _linked(site: Site) -> Iterator[tuple[str, Place]]:
    """Yield the links to a guide that is not there, where the words of the link are its address."""
    for guide, link, target in site.links:
        if site.is_unwritten(link, target):
            yield link.text, Place(guide.path, link.line, link.text)


def _searched(site: Site, wanted: Iterable[str]) -> dict[str, int]:
    """Return how often each skill's name was searched."""
    counts: dict[str, int] = defaultdict(int)
    for demand in site.demand:
        counts[name_key(demand.query)] += demand.count
    return defaultdict(int, {key: counts[key] for key in wanted if key in counts})


def _gap(wanted: Wanted, demand: int) -> Gap:
    places = sorted(wanted.listed + wanted.linked) + sorted(wanted.mentioned)
    guides = {place.path for place in places}
    return Gap(
        key=(name_key(wanted.name),),
        place=Place(places[0].path, places[0].line),
        message=f"{wanted.name} has no guide; {_asked(wanted)}",
        evidence=tuple(places),
        fix=f'write it: guidedex new "{wanted.name}"',
        subject=wanted.name,
        waiting=len(guides),
        demand=demand,
        confidence=wanted.confidence,
    )


def _asked(wanted: Wanted) -> str:
    said = []
    kinds = ((wanted.listed, "lists"), (wanted.linked, "links"), (wanted.mentioned, "mentions"))
    for places, verb in kinds:
        count = len({place.path for place in places})
        if count:
            said.append(f"{count:,} guides {verb[:-1]} it" if count > 1 else f"1 guide {verb} it")
    return ", ".join(said)


RULE = Rule(
    name="missing-guide",
    severity="warning",
    summary="a skill that guides list, link or mention has no guide of its own",
    check=check,
    minutes=240,
    worth=5.0,
    default=True,
)
