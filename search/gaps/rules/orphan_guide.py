"""Rule ``orphan-guide``: a guide that no other guide links or lists, so that only a search leads to it.

A folder in which most guides are orphans is one finding: what is missing there is a habit, and not a link each.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from corpus.guide import Guide
from index.links import names_of
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS, FolderGroup, group_by_folder
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.mentions import MentionFinder, mentions_in

FIX_UNMENTIONED = "list guides as related, beginning with those that readers open most"

MAX_UNMENTIONED = 5
"""Orphans without a mention that stay separate findings; more become one, as no link can be proposed. By hand."""

MAX_PLACES = 3
"""Places that are proposed to link an orphan from. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per folder of orphans and per other orphan; one for mentioned, or unmentioned, ones if many."""
    orphans = [guide for guide in site.originals if not site.inbound.get(guide.slug)]
    if len(site.originals) < 2 or not orphans:
        return
    mentions = _mentions(site, orphans)
    folders, others = group_by_folder(orphans, site.originals)
    for folder in folders:
        yield _folder_gap(folder, mentions)
    for is_mentioned in (True, False):
        same = [guide for guide in others if bool(mentions.get(guide.slug)) is is_mentioned]
        if len(same) > (MAX_SEPARATE_GAPS if is_mentioned else MAX_UNMENTIONED):
            yield _scattered_gap(same, mentions)
        else:
            yield from (_gap(guide, mentions.get(guide.slug, ())) for guide in same)


def _mentions(site: Site, orphans: Sequence[Guide]) -> dict[str, list[Place]]:
    """Return the mentions of each orphan by slug, in other guides of its language, the surest first."""
    langs = {guide.slug: guide.lang for guide in orphans}
    finder = MentionFinder({guide.slug: tuple(names_of(guide)) for guide in orphans}, site.settings.ambiguous)
    mentions: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if mention.subject != guide.slug and langs[mention.subject] == guide.lang:
                place = Place(guide.path, mention.line, mention.sentence)
                mentions[mention.subject].append((-mention.confidence, place))
    return {slug: [place for _, place in sorted(set(places))[:MAX_PLACES]] for slug, places in mentions.items()}


def _folder_gap(folder: FolderGroup, mentions: Mapping[str, Sequence[Place]]) -> Gap:
    """Return the gap of a folder; first the guides that others mention, each with the place to link it from."""
    guides = sorted(folder.guides, key=lambda guide: guide.slug not in mentions)
    share = f"{len(guides):,} of {folder.n_guides:,}"
    message = f"no other guide links or lists {share} guides of {folder.name}"
    return _group_gap(("folder", folder.path), message, folder.name, guides, mentions)


def _scattered_gap(guides: Sequence[Guide], mentions: Mapping[str, Sequence[Place]]) -> Gap:
    """Return the gap of guides in many folders; all of them have mentions, or none has."""
    if guides[0].slug in mentions:
        message = f"others speak of {len(guides):,} guides that none links or lists, a few in each folder"
        return _group_gap(("spoken-of",), message, "", guides, mentions)
    message = f"{len(guides):,} guides, a few in each folder, are linked, listed and spoken of by no other"
    return _group_gap(("scattered",), message, "", guides, mentions)


def _group_gap(
    key: tuple[str, ...], message: str, subject: str, guides: Sequence[Guide], mentions: Mapping[str, Sequence[Place]]
) -> Gap:
    is_mentioned = any(guide.slug in mentions for guide in guides)
    return Gap(
        key=key,
        place=Place(guides[0].path, 1),
        message=message,
        evidence=tuple(Place(guide.path, 1, _proposal(guide, mentions)) for guide in guides),
        fix="link guides where others speak of them, or list them as related" if is_mentioned else FIX_UNMENTIONED,
        subject=subject,
        waiting=len(guides),
        minutes=DAY_MINUTES,
    )


def _proposal(guide: Guide, mentions: Mapping[str, Sequence[Place]]) -> str:
    """Return the place to link a guide from, or its title where no other mentions it."""
    places = mentions.get(guide.slug)
    return f"link it from {places[0]}, which speaks of it" if places else guide.title


def _gap(guide: Guide, mentions: Sequence[Place]) -> Gap:
    fix = f"link it from {mentions[0]}, which speaks of it" if mentions else "list it as related where it is"
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"no other guide links or lists {guide.title!r}",
        evidence=tuple(mentions),
        fix=fix,
        subject=guide.title,
        waiting=max(1, len(mentions)),
        minutes=2 if mentions else 0,
    )


RULE = Rule(
    name="orphan-guide",
    severity="info",
    summary="no other guide links or lists the guide",
    check=check,
    minutes=10,
    worth=1.0,
)
