"""A guide that no other guide links or lists: readers come upon it only by searching.

A folder in which that is so of most guides is one finding: its guides lack not a link each, but linking.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.folders import Folder, by_folder
from search.gaps.grouping import A_DAY, MANY
from search.gaps.names import names_of
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.mentions import Mentions, mentions_in

OPENED_MOST = "list guides as related, beginning with those that readers open most"

SEVERAL = 5
"""Orphans that no other speaks of, beyond which they are one finding: there is nothing to say of each."""

SHOWN = 3
"""Places to link an orphan from that are proposed."""


def check(site: Site) -> Iterator[Gap]:
    orphans = [guide for guide in site.originals if not site.inbound.get(guide.slug)]
    if len(site.originals) < 2 or not orphans:
        return
    mentions = _mentions(site, orphans)
    folders, alone = by_folder(orphans, site.originals)
    for folder in folders:
        yield _of_folder(folder, mentions)
    for spoken_of in (True, False):
        same = [guide for guide in alone if bool(mentions.get(guide.slug)) is spoken_of]
        if len(same) > (MANY if spoken_of else SEVERAL):
            yield _scattered(same, mentions)
        else:
            yield from (_gap(guide, mentions.get(guide.slug, ())) for guide in same)


def _mentions(site: Site, orphans: Sequence[Guide]) -> dict[str, list[Place]]:
    """Return where other guides of its language speak of each orphan, the surest place first."""
    langs = {guide.slug: guide.lang for guide in orphans}
    finder = Mentions({guide.slug: tuple(names_of(guide)) for guide in orphans}, site.settings.ambiguous)
    found: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if mention.subject != guide.slug and langs[mention.subject] == guide.lang:
                place = Place(guide.path, mention.line, mention.sentence)
                found[mention.subject].append((-mention.confidence, place))
    return {slug: [place for _, place in sorted(set(places))[:SHOWN]] for slug, places in found.items()}


def _of_folder(folder: Folder, mentions: Mapping[str, Sequence[Place]]) -> Gap:
    """Return the finding of a folder; first the guides that others speak of, with where to link them."""
    found = sorted(folder.found, key=lambda guide: guide.slug not in mentions)
    n_found = f"{len(found):,} of {folder.n_guides:,}"
    said = f"no other guide links or lists {n_found} guides of {folder.name}"
    return _together(("folder", folder.path), said, folder.name, found, mentions)


def _scattered(guides: Sequence[Guide], mentions: Mapping[str, Sequence[Place]]) -> Gap:
    """Return the finding of guides that stand in many folders; others speak of all of them, or of none."""
    if guides[0].slug in mentions:
        said = f"others speak of {len(guides):,} guides that none links or lists, a few in each folder"
        return _together(("spoken-of",), said, "", guides, mentions)
    said = f"{len(guides):,} guides, a few in each folder, are linked, listed and spoken of by no other"
    return _together(("scattered",), said, "", guides, mentions)


def _together(
    key: tuple[str, ...], said: str, subject: str, guides: Sequence[Guide], mentions: Mapping[str, Sequence[Place]]
) -> Gap:
    is_named = any(guide.slug in mentions for guide in guides)
    return Gap(
        key=key,
        place=Place(guides[0].path, 1),
        message=said,
        evidence=tuple(Place(guide.path, 1, _proposal(guide, mentions)) for guide in guides),
        fix="link guides where others speak of them, or list them as related" if is_named else OPENED_MOST,
        subject=subject,
        waiting=len(guides),
        minutes=A_DAY,
    )


def _proposal(guide: Guide, mentions: Mapping[str, Sequence[Place]]) -> str:
    """Return where to link a guide, or its title where no other speaks of it."""
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
