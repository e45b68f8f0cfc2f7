"""What a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.gaps.finding import Gap
from search.gaps.site import Site


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the queue.

    ``minutes`` is how long one finding takes to mend, as a guess; ``worth`` how much a reader gains
    when it is, against 1 for a misleading line; ``default`` rules run when no rules are named.
    """

    name: str
    severity: str
    summary: str
    check: Callable[[Site], Iterable[Gap]]
    minutes: int
    worth: float
    default: bool = False
