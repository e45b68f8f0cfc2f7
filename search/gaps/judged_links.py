"""The links of a site that lead nowhere, judged by those of their form that lead somewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.guide import Guide, Link
from index.links import Target
from search.gaps.finding import Place, UnjudgedLinks
from search.gaps.pages.destinations import NOWHERE, Destinations
from search.gaps.pages.link_forms import LinkForms


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a guide to a target that does not exist; ``draft`` is the path of the draft that it leads to."""

    guide: Guide
    link: Link
    target: Target
    draft: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The missing address, or guide id and anchor, as a key."""
        if self.target.guide is not None:
            return (self.target.guide.id, self.target.fragment)
        return (self.target.address,)

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.link.line, self.link.target)


class JudgedLinks:
    """The links that lead nowhere: those that are broken, and those of a form of which most do."""

    def __init__(self, links: Iterable[tuple[Guide, Link, Target]], destinations: Destinations) -> None:
        forms = LinkForms(destinations.is_above, destinations.is_patterned)
        nowhere: list[BrokenLink] = []
        for guide, link, target in links:
            draft = destinations.of(guide, link, target)
            forms.count(guide, link, target, leads=draft is None or draft != NOWHERE)
            if draft is not None:
                nowhere.append(BrokenLink(guide, link, target, draft))
        self._forms = forms
        self.broken = tuple(broken for broken in nowhere if broken.draft or not self._unproven(broken))
        self._broken = {(broken.guide.id, broken.link.target) for broken in self.broken if not broken.draft}
        self._unjudged = [broken for broken in nowhere if not broken.draft and self._unproven(broken)]

    def _unproven(self, broken: BrokenLink) -> str:
        return self._forms.unproven(broken.guide, broken.link, broken.target)

    def is_broken(self, guide: Guide, link: Link) -> bool:
        """Tell whether a link of a guide is broken, and not one to a draft."""
        return (guide.id, link.target) in self._broken

    def unjudged(self) -> Iterator[UnjudgedLinks]:
        """Yield the forms of links that were not judged, the commonest first."""
        places: dict[str, list[Place]] = {}
        for broken in self._unjudged:
            places.setdefault(self._unproven(broken), []).append(broken.place)
        for form in sorted(places, key=lambda form: (-len(places[form]), form)):
            yield UnjudgedLinks(form, len(places[form]), min(places[form]))
