"""Types of the editors' queue: places, gaps, findings and the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERITIES = ("info", "warning", "error")
"""From the least to the most severe."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a guide's file and its relevant text; ``line`` is 0 where the place is no line."""

    path: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Gap:
    """The result of a rule, before the queue ranks it.

    ``key`` identifies the subject of the gap independently of edits elsewhere in the file: it becomes the finding's
    id. ``waiting`` counts the guides or places that would gain, ``demand`` the searches for it. ``minutes`` estimates
    the work, 0 for the estimate of the rule. ``confidence`` is in (0, 1]; ``severity`` is "" for that of the rule.
    """

    key: tuple[str, ...]
    place: Place
    message: str
    evidence: tuple[Place, ...] = ()
    fix: str = ""
    subject: str = ""
    """The skill, question or address that the gap is about."""
    waiting: int = 1
    demand: int = 0
    minutes: int = 0
    confidence: float = 1.0
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap with its rank in the queue, from 1; ``why`` gives the reasons for the rank in words."""

    id: str
    rule: str
    severity: str
    path: str
    line: int
    message: str
    evidence: tuple[Place, ...] = ()
    fix: str = ""
    rank: int = 0
    why: str = ""
    subject: str = ""
    waiting: int = 1
    demand: int = 0
    minutes: int = 0
    confidence: float = 1.0

    @property
    def place(self) -> Place:
        return Place(self.path, self.line)


@dataclass(frozen=True, slots=True)
class GapReport:
    """The queue, best first; ``by_rule`` counts its findings, commonest rule first.

    ``rules`` are the rules that ran. ``known`` and ``waived`` count the findings left out by a baseline or a waiver.
    ``closed`` lists the queries that had no results when they were recorded and have some now.
    """

    findings: tuple[Finding, ...]
    by_rule: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    known: int = 0
    waived: int = 0
    closed: tuple[str, ...] = ()

    def at_least(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of this severity or a worse one, in order of rank."""
        min_level = SEVERITIES.index(severity)
        return tuple(f for f in self.findings if SEVERITIES.index(f.severity) >= min_level)
