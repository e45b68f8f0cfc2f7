"""A skill that guides list, link or mention, and that has no guide of its own.

related: [Docker, Terraform]      # three guides list Docker, and no guide is called Docker

Where most of the listed names are of no guide, lists hold tags: that is one finding, beside the skills that are
wanted most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, merge_if_many
from search.gaps.names import NearName, name_key, names_of
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.mentions import MentionFinder, mentions_in
from search.gaps.unknown_names import lists_hold_tags, unknown_names

FIX_ONCE = "write those that belong to what the site is about, and take the others off the lists"

KNOWN = "\0"
"""Stands before the slug of a guide, so that no skill without one has the same key."""


MOST_WANTED = 10
"""Skills that stay a finding each where lists hold tags."""


@dataclass(slots=True)
class Wanted:
    """A skill without a guide, and where it is asked for."""

    name: str
    listed: list[Place] = field(default_factory=list)
    linked: list[Place] = field(default_factory=list)
    mentioned: list[Place] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def places(self) -> list[Place]:
        return [*sorted(self.listed + self.linked), *sorted(self.mentioned)]

    @property
    def n_guides(self) -> int:
        """How many guides ask for it."""
        return len({place.path for place in self.places})


def check(site: Site) -> Iterator[Gap]:
    wanted = wanted_skills(site)
    searched = _searched(site, wanted)
    asked = {key: entry for key, entry in wanted.items() if entry.places}
    if lists_hold_tags(site):
        tags = _least_wanted(asked, searched)
        yield _tags(site, [asked.pop(key) for key in tags])
    gaps = [_gap(entry, searched[key], site.names.nearest(entry.name)) for key, entry in sorted(asked.items())]
    yield from (gap for gap in gaps if gap.waiting > 1 or gap.demand)
    once = [gap for gap in gaps if gap.waiting == 1 and not gap.demand]
    yield from merge_if_many(once, ("once",), "{n} skills without a guide are asked for by one guide each", FIX_ONCE)


def _least_wanted(asked: Mapping[str, Wanted], searched: Mapping[str, int]) -> list[str]:
    """Return the names that are only listed, without those that readers and guides want most."""
    listed = [key for key, entry in asked.items() if entry.listed and not entry.linked]
    listed.sort(key=lambda key: (-searched[key], -asked[key].n_guides, key))
    return listed[MOST_WANTED:]


def _tags(site: Site, tags: Sequence[Wanted]) -> Gap:
    n_names = len({name_key(listing.name) for listing in site.listings})
    oftenest = sorted(tags, key=lambda entry: (-entry.n_guides, entry.name))
    places = tuple(Place(entry.listed[0].path, entry.listed[0].line, entry.name) for entry in oftenest)
    first = min(places)
    return Gap(
        key=("tags",),
        place=Place(first.path, first.line),
        message=f"{len(tags):,} of the {n_names:,} names that guides list as related are of no guide: are they tags?",
        evidence=places,
        fix="keep tags under `tags:`, or name your field of related guides under `fields:` in guidedex.yaml",
        subject="related",
        waiting=len({place.path for entry in tags for place in entry.listed}),
        minutes=DAY_MINUTES,
    )


def wanted_skills(site: Site) -> dict[str, Wanted]:
    """Return the skills without a guide by their keys: those that guides ask for, and those of the settings."""
    wanted: dict[str, Wanted] = {}
    for unknown in unknown_names(site):
        if unknown.correction is None:
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
    finder = MentionFinder({**known, **names}, site.settings.ambiguous)
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


def _gap(wanted: Wanted, demand: int, near: NearName | None) -> Gap:
    places = wanted.places
    or_correct = f"; correct it, if {near.name!r} is meant" if near else ""
    return Gap(
        key=(name_key(wanted.name),),
        place=Place(places[0].path, places[0].line),
        message=f"{wanted.name} has no guide; {_asked(wanted)}",
        evidence=tuple(places),
        fix=f'write it: guidedex new "{wanted.name}"{or_correct}',
        subject=wanted.name,
        waiting=wanted.n_guides,
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
