"""Rule ``orphan-guide``: a guide that no other guide, menu or file of navigation links or lists.

Every site leads its readers somehow. Where the files do not show how, or show it for a part of a folder alone, a
template or a menu outside of them does, and nothing is reported. Without files, a folder in which most guides are
orphans is one finding: what is missing there is a habit, and not a link each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from corpus.guide import Guide
from index.links import address_of_page, names_of
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import DAY_MINUTES, Group, Grouping
from search.gaps.pages.files import NoFiles
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.mentions import MentionFinder, mentions_in

MENTIONED = "others speak of {n:,} guides that none links or lists, a few in each folder"
UNMENTIONED = "{n:,} guides, a few in each folder, are linked, listed and spoken of by no other"
FIX = "link guides where others speak of them, or list them as related"
FIX_UNMENTIONED = "list guides as related, beginning with those that readers open most"

MIN_FOLDER_RATIO = 0.8
"""Share of the guides below a folder that must be orphans for the folder to be the finding. By hand."""

MAX_ORPHANS = 0.1
"""Share of orphans up to which they are orphans indeed. By hand."""

MAX_ORPHANS_OF_FOLDER = 0.15
"""Share of the guides of a folder up to which its orphans are the exceptions. By hand."""

MIN_FOLDER = 5
"""Guides from which on a folder has a habit; the guides of a smaller one count for the folder above. By hand."""

MIN_LISTED = 0.9
"""Share of the guides to which menus, or lists of related guides, must lead for the way to guides to be known: where
they list half of them, something outside of the files leads to the others. By hand."""

MIN_LINKED_GUIDES = 10
"""Guides that a page must link to be a list of pages, which leads and is not led to. By hand."""

MIN_WORDS = 40
"""Words below which a page that nothing leads to is a part of others, or a page that has moved. By hand."""

UNMENTIONED_CONFIDENCE = 0.7
"""Confidence in an orphan that no other guide mentions, so that it may be hidden on purpose. By hand."""

UNSEEN_CONFIDENCE = 0.3
"""Confidence that nothing leads to a guide where links and menus lead to few, or to most guides of a folder: the site
may list them all. By hand."""

MAX_UNMENTIONED = 5
"""Orphans without a mention that stay separate findings; more become one, as no link can be proposed. By hand."""

MAX_PLACES = 3
"""Places that are proposed to link an orphan from. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per orphan, which may be one of those below each folder above it, or of those in its folder."""
    guides = list(site.judged(RULE, originals=True))
    orphans = [guide for guide in guides if not site.inbound.get(guide.slug) and not site.navigation.leads_to(guide)]
    if len(guides) < 2 or not orphans:
        return
    are_exceptions = len(orphans) <= MAX_ORPHANS * len(guides)
    if not isinstance(site.files, NoFiles):
        if not are_exceptions or not _is_way_known(site, guides):
            return
        orphans = _exceptions(site, orphans, guides)
    confidence = 1.0 if are_exceptions else UNSEEN_CONFIDENCE
    mentions = _mentions(site, orphans)
    n_in = Counter(folder_of(guide) for guide in guides)
    n_below = Counter(folder for guide in guides for folder in _folders_above(guide))
    for guide in orphans:
        places = mentions.get(guide.slug, ())
        yield _gap(
            guide,
            places,
            confidence if places else confidence * UNMENTIONED_CONFIDENCE,
            (
                *(Share("below", ("folder", folder), n_below[folder]) for folder in _folders_above(guide)),
                Share("in", ("folder", folder_of(guide)), n_in[folder_of(guide)]),
                Share("mentioned", ("spoken-of",)) if places else Share("unmentioned", ("scattered",)),
            ),
        )


def _is_way_known(site: Site, guides: Sequence[Guide]) -> bool:
    """Tell whether the files show how readers reach most guides: by menus and files of navigation, or related lists."""
    listed = {other.slug for listing in site.listings for other in listing.matches}
    n_listed = sum(guide.slug in listed or site.navigation.leads_to(guide) for guide in guides)
    return n_listed >= MIN_LISTED * len(guides)


def _exceptions(site: Site, orphans: Sequence[Guide], guides: Sequence[Guide]) -> list[Guide]:
    """Return the orphans that are few in their folders, and that are neither lists of pages nor parts of them."""
    sizes = Counter(folder for guide in guides for folder in _folders_above(guide))
    groups = Counter(_home(guide, sizes) for guide in guides)
    n_orphans = Counter(_home(guide, sizes) for guide in orphans)
    n_linked = Counter(guide.id for guide, _, target in site.links if target.guide is not None)
    return [
        guide
        for guide in orphans
        if n_linked[guide.id] < MIN_LINKED_GUIDES
        and sum(len(section.text.split()) for section in guide.sections) >= MIN_WORDS
        and n_orphans[home := _home(guide, sizes)] <= max(1, MAX_ORPHANS_OF_FOLDER * groups[home])
    ]


def _home(guide: Guide, sizes: Mapping[str, int]) -> str:
    """Return the nearest folder above a guide that holds enough guides to have a habit; "" for none."""
    return next((folder for folder in reversed(_folders_above(guide)) if sizes[folder] >= MIN_FOLDER), "")


def folder_of(guide: Guide) -> str:
    """Return the folder of a guide; the index page of a folder belongs to the folder above."""
    return address_of_page(guide.path).rpartition("/")[0]


def _folders_above(guide: Guide) -> list[str]:
    """Return the folder of a guide and those above it; the path of the root is ""."""
    parts = folder_of(guide).split("/")
    return ["", *("/".join(parts[: depth + 1]) for depth in range(len(parts)) if parts[depth])]


def _mentions(site: Site, orphans: Sequence[Guide]) -> dict[str, list[Place]]:
    """Return the mentions of each orphan by its name, by slug, in other guides of its language, the surest first."""
    langs = {guide.slug: guide.lang for guide in orphans}
    finder = MentionFinder({guide.slug: tuple(names_of(guide)) for guide in orphans}, site.settings.ambiguous)
    mentions: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if mention.subject != guide.slug and langs[mention.subject] == guide.lang and mention.is_by_name:
                place = Place(guide.path, mention.line, mention.sentence)
                mentions[mention.subject].append((-mention.confidence, place))
    return {slug: [place for _, place in sorted(set(places))[:MAX_PLACES]] for slug, places in mentions.items()}


def _gap(guide: Guide, mentions: Sequence[Place], confidence: float, shares: tuple[Share, ...]) -> Gap:
    link = f"link it from {mentions[0]}, which speaks of it" if mentions else ""
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"no other guide links or lists {guide.title!r}",
        evidence=tuple(mentions),
        fix=link or "list it as related where it is",
        subject=guide.title,
        in_group=link or guide.title,
        waiting=max(1, len(mentions)),
        minutes=2 if mentions else 0,
        confidence=confidence,
        shares=shares,
    )


def _folder(group: Group) -> str:
    return f"{group.key[1]}/" if group.key[1] else "the site"


def _message_of_folder(group: Group) -> str:
    return group.text("no other guide links or lists {n:,} of {of:,} guides of ") + _folder(group)


def _fix(group: Group) -> str:
    return FIX if group.gaps[0].evidence else FIX_UNMENTIONED


def _mentioned_first(gap: Gap) -> tuple[bool, Place]:
    """Sort those that others mention first."""
    return not gap.evidence, gap.place


A_DAY = {"minutes": DAY_MINUTES}
OF_FOLDER = {**A_DAY, "confidence": UNSEEN_CONFIDENCE}

RULE = Rule(
    name="orphan-guide",
    severity="info",
    summary="no other guide links or lists the guide",
    check=check,
    minutes=10,
    worth=1.0,
    meaning="Only a search leads to the guide, so that readers who browse never see it.",
    precision=0.1,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
    groupings=(
        Grouping(
            "below",
            _message_of_folder,
            _fix,
            _folder,
            min_ratio=MIN_FOLDER_RATIO,
            order=_mentioned_first,
            fields=OF_FOLDER,
        ),
        Grouping("in", _message_of_folder, _fix, _folder, order=_mentioned_first, fields=A_DAY),
        Grouping("mentioned", MENTIONED, _fix, order=_mentioned_first, fields=A_DAY),
        Grouping("unmentioned", UNMENTIONED, _fix, more_than=MAX_UNMENTIONED, order=_mentioned_first),
    ),
)
