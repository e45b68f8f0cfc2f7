"""A guide that no other guide links or lists: readers come upon it only by searching."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.mentions import Mentions, mentions_in
from search.gaps.names import names_of
from search.gaps.rule import Rule
from search.gaps.site import Site

SHOWN = 3
"""Places to link an orphan from that are proposed."""


def check(site: Site) -> Iterator[Gap]:
    orphans = [guide for guide in site.originals if not site.inbound.get(guide.slug)]
    if len(site.originals) < 2 or not orphans:
        return
    mentions = _mentions(site, orphans)
    for guide in orphans:
        yield _gap(guide, mentions.get(guide.slug, ()))


def _mentions(site: Site, orphans: Sequence[Guide]) -> dict[str, list[Place]]:
    """Return where other guides speak of the orphans, the surest place first."""
    finder = Mentions({guide.slug: tuple(names_of(guide)) for guide in orphans}, site.settings.ambiguous)
    found: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for guide in site.originals:
        for mention in mentions_in(guide, finder):
            if mention.subject != guide.slug:
                place = Place(guide.path, mention.line, mention.sentence)
                found[mention.subject].append((-mention.confidence, place))
    return {slug: [place for _, place in sorted(places)[:SHOWN]] for slug, places in found.items()}


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
