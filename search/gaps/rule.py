"""The type of a rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.gaps.finding import Gap
from search.gaps.grouping import Grouping
from search.gaps.pages.kinds import PART
from search.gaps.site import Site


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the queue: ``check`` yields its gaps, and ``groupings`` are what these may share, the widest first.

    ``minutes`` estimates the work on one finding, and ``worth`` the gain of a reader when it is mended, where 1 is the
    gain of mending one misleading line. Both are set by hand in every rule: only their order of magnitude matters,
    since the queue takes the fourth root of the minutes. Rules with ``default`` run when no rules are named. Pages
    of the kinds in ``leaves_out`` are not judged.
    """

    name: str
    severity: str
    summary: str
    check: Callable[[Site], Iterable[Gap]]
    minutes: int
    worth: float
    groupings: tuple[Grouping, ...] = ()
    default: bool = False
    leaves_out: frozenset[str] = frozenset({PART})
