"""Rule ``missing-guide``: a skill that guides list, link or mention and that has no guide of its own.

related: [Docker, Terraform]      # three guides list Docker, and no guide has that name

A link to it is no broken link beside this finding.

Where most of the listed names have no guide, the lists hold tags. These are one finding, beside the most wanted skills:
names with a capital or a sign (``Docker``, ``C++``), and those that readers searched for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from index.analysis import name_key
from index.links import names_of
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Grouping
from search.gaps.names import NearName
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.mentions import MentionFinder, mentions_in
from search.gaps.unknown_names import lists_hold_tags, unknown_names
from search.wording import shell_word

TAGS = "{n:,} of the {of:,} names that guides list as related are of no guide: are they tags?"
FIX_TAGS = "keep tags under `tags:`, or name your field of related guides under `fields:` in guidedex.yaml"
FIX_ONCE = "write those that belong to what the site is about, and take the others off the lists"

GUIDE_PREFIX = "\0"
"""Prefix of the slugs of guides among the subjects of a MentionFinder: no name has such a key."""

ONE_LINK_CONFIDENCE = 0.5
"""Confidence in a skill that one link alone asks for. By hand."""

MAX_WANTED = 10
"""Skills that stay separate findings where lists hold tags. By hand."""


@dataclass(slots=True)
class WantedSkill:
    """A skill without a guide, and the places that list, link or mention it."""

    name: str
    listed: list[Place] = field(default_factory=list)
    linked: list[Place] = field(default_factory=list)
    mentioned: list[Place] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def is_sure(self) -> bool:
        """Whether it is more than one link, which may as well be mistyped."""
        return bool(self.listed) or len(self.places) > 1

    @property
    def places(self) -> list[Place]:
        return [*sorted(self.listed + self.linked), *sorted(self.mentioned)]

    @property
    def n_guides(self) -> int:
        """The number of guides that list, link or mention it."""
        return len({place.path for place in self.places})


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per skill."""
    skills = wanted_skills(site)
    demand = _demand(site, skills)
    wanted = {key: skill for key, skill in skills.items() if skill.places}
    tags = frozenset(_least_wanted(wanted, demand)) if lists_hold_tags(site) else frozenset()
    n_names = len({name_key(listing.name) for listing in site.listings})
    for key, skill in sorted(wanted.items()):
        if key in tags:
            tag = Share("tags", ("tags",), n_names)
            yield replace(_gap(skill, 0, None), in_group=skill.name, shares=(tag,))
        else:
            yield _gap(skill, demand[key], site.names.nearest(skill.name))


def _least_wanted(wanted: Mapping[str, WantedSkill], demand: Mapping[str, int]) -> list[str]:
    """Return the keys of the skills that are listed and not linked, without the MAX_WANTED most wanted ones."""
    listed = [key for key, skill in wanted.items() if skill.listed and not skill.linked]
    names = [key for key in listed if demand[key] or not _is_plain(wanted[key].name)]
    names.sort(key=lambda key: (-demand[key], -wanted[key].n_guides, key))
    return list(set(listed) - set(names[:MAX_WANTED]))


def _is_plain(name: str) -> bool:
    """Tell whether a name is written as tags and slugs are: small letters, digits, and hyphens."""
    return name == name.lower() and name.replace("-", "").replace("_", "").isalnum()


def wanted_skills(site: Site) -> dict[str, WantedSkill]:
    """Return the skills without a guide by their keys: those listed, linked, or named in the settings."""
    wanted: dict[str, WantedSkill] = {}
    for unknown in unknown_names(site):
        if unknown.correction is None:
            skill = wanted.setdefault(name_key(unknown.name), WantedSkill(unknown.name))
            skill.listed += [listing.place for listing in unknown.listings]
    for name, place in _unwritten_links(site):
        wanted.setdefault(name_key(name), WantedSkill(name)).linked.append(place)
    for name in site.settings.skills:
        if name not in site.names:
            wanted.setdefault(name_key(name), WantedSkill(name))
    _add_mentions(site, wanted)
    return wanted


def _add_mentions(site: Site, wanted: Mapping[str, WantedSkill]) -> None:
    """Add the places in guides that mention the skills."""
    names = {key: [skill.name] for key, skill in wanted.items() if _can_be_mentioned(skill)}
    if not names:
        return
    # Names of guides are looked for too: a longer one wins over the skill inside it, and is not counted.
    guide_names = {f"{GUIDE_PREFIX}{guide.slug}": tuple(names_of(guide)) for guide in site.originals}
    finder = MentionFinder({**guide_names, **names}, site.settings.ambiguous)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if skill := wanted.get(mention.subject):
                skill.mentioned.append(Place(guide.path, mention.line, mention.sentence))
                if not (skill.listed or skill.linked):
                    skill.confidence = min(skill.confidence, mention.confidence)


def _can_be_mentioned(skill: WantedSkill) -> bool:
    """Tell whether a name is distinct from an ordinary word such as ``language``, and not known from links alone."""
    is_word = skill.name.isalpha() and skill.name.islower()
    return not is_word and (bool(skill.listed) or not skill.linked)


def _unwritten_links(site: Site) -> Iterator[tuple[str, Place]]:
    """Yield the name and place of each link to an unwritten guide."""
    for guide, link, target in site.links:
        if site.is_unwritten(guide, link, target):
            yield link.text, Place(guide.path, link.line, link.text)


def _demand(site: Site, wanted: Iterable[str]) -> dict[str, int]:
    """Return how often the name of each skill was searched, by key; 0 for every other key."""
    counts: dict[str, int] = defaultdict(int)
    for demand in site.demand:
        counts[name_key(demand.query)] += demand.count
    return defaultdict(int, {key: counts[key] for key in wanted if key in counts})


def _gap(wanted: WantedSkill, demand: int, near: NearName | None) -> Gap:
    places = wanted.places
    or_unlink = "" if wanted.is_sure else "; or take the link away"
    or_correct = f"; correct it, if {near.name!r} is meant" if near else ""
    return Gap(
        key=(name_key(wanted.name),),
        place=Place(places[0].path, places[0].line),
        message=f"{wanted.name} has no guide; {_sources(wanted)}",
        evidence=tuple(places),
        fix=f"write it: guidedex new {shell_word(wanted.name)}{or_correct or or_unlink}",
        subject=wanted.name,
        waiting=wanted.n_guides,
        demand=demand,
        confidence=wanted.confidence if wanted.is_sure else wanted.confidence * ONE_LINK_CONFIDENCE,
        shares=() if wanted.n_guides > 1 or demand else (Share("once", ("once",)),),
        about=wanted,
        explains=frozenset({("search", name_key(wanted.name)), ("guide", name_key(wanted.name))}),
    )


def _sources(wanted: WantedSkill) -> str:
    """Return the numbers of guides that list, link and mention a skill, in words."""
    clauses = []
    kinds = ((wanted.listed, "lists"), (wanted.linked, "links"), (wanted.mentioned, "mentions"))
    for places, verb in kinds:
        count = len({place.path for place in places})
        if count:
            clauses.append(f"{count:,} guides {verb[:-1]} it" if count > 1 else f"1 guide {verb} it")
    return ", ".join(clauses)


OF_TAGS = {
    "place": lambda group: min(gap.place for gap in group.gaps),
    "waiting": lambda group: len({place.path for gap in group.gaps for place in gap.about.listed}),
}

RULE = Rule(
    name="missing-guide",
    severity="warning",
    summary="a skill that guides list, link or mention has no guide of its own",
    check=check,
    minutes=240,
    worth=5.0,
    meaning="Readers who follow the name find nothing, although the guides send them there.",
    groupings=(
        Grouping("tags", TAGS, FIX_TAGS, "related", 0, order=lambda gap: (-gap.waiting, gap.subject), fields=OF_TAGS),
        Grouping("once", "{n:,} skills without a guide are asked for by one guide each", FIX_ONCE),
    ),
)
