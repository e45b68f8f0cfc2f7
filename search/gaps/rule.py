"""The type of a rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.gaps.finding import Gap, UnjudgedLinks
from search.gaps.grouping import Grouping
from search.gaps.pages.kinds import PART
from search.gaps.site import Site


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the queue: ``check`` yields its gaps, and ``groupings`` are what these may share, the widest first.

    ``minutes`` estimates the work on one finding, and ``worth`` the gain of a reader when it is mended, where 1 is the
    gain of mending one misleading line. Both are set by hand in every rule: only their order of magnitude matters,
    since the queue takes the fourth root of the minutes. Rules with ``default`` run when no rules are named. Pages
    of the kinds in ``leaves_out`` are not judged, nor are those of ``leaves_out_few`` where they are less than half of
    the site. ``precision`` is the share of its findings that an editor of a site
    that it has not seen would act on (docs/rules.md), 0.5 where too few were read to know. ``meaning`` tells an editor
    in a sentence what the finding means for readers. ``unjudged`` yields what the rule cannot judge from the files.
    """

    name: str
    severity: str
    summary: str
    check: Callable[[Site], Iterable[Gap]]
    minutes: int
    worth: float
    meaning: str = ""
    precision: float = 0.5
    groupings: tuple[Grouping, ...] = ()
    default: bool = False
    leaves_out: frozenset[str] = frozenset({PART})
    leaves_out_few: frozenset[str] = frozenset()
    unjudged: Callable[[Site], Iterable[UnjudgedLinks]] = lambda site: ()
