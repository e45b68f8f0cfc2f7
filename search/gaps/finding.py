"""What the editors' queue is made of: types only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERITIES = ("info", "warning", "error")
"""Least to most severe."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a guide's file, and the words there that matter; ``line`` is 0 where none is
    meant."""

    path: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Gap:
    """What a rule found, before the queue ranks it.

    ``key`` says what the gap is about in words that edits elsewhere in the file leave alone: it
    becomes the finding's id. ``waiting`` counts the places that would be better off, ``demand`` the
    searches that asked for it, ``minutes`` guesses the work (0: what the rule says), ``confidence``
    is in (0, 1].
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
    """A gap with its place in the queue; ``rank`` counts from 1, and ``why`` says how it got
    there."""

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

    ``rules`` are those that ran; ``known`` and ``waived`` count findings left out by a baseline or
    a waiver, and ``closed`` names the searches that once found nothing and now find something.
    """

    findings: tuple[Finding, ...]
    by_rule: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    known: int = 0
    waived: int = 0
    closed: tuple[str, ...] = ()

    def at_least(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of this severity or a worse one."""
        floor = SEVERITIES.index(severity)
        return tuple(f for f in self.findings if SEVERITIES.index(f.severity) >= floor)
