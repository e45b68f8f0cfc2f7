"""Types of the editors' queue: places, gaps, findings and the report."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.analysis import fold

SEVERITIES = ("info", "warning", "error")
"""From the least to the most severe."""

MAX_UNJUDGED = 3
"""Forms of links that a report names. By hand."""

TELL_WHERE = "If the site makes these pages, name them under gaps: pages, or their addresses under site: url_pattern."

MAX_ID_LENGTH = 80
MAX_HASHED_ID_LENGTH = 60
"""Letters of a part of an id as it is, and of a part with a digest. By hand."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a guide's file and its relevant text; ``line`` is 0 where the place is no line."""

    path: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Share:
    """Something that a gap has in common with others: the name of the grouping, and the key of the group.

    ``out_of`` counts what could have it in common, such as all guides of a folder; 0 where nothing depends on that.
    """

    grouping: str
    key: tuple[str, ...]
    out_of: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """The result of a rule, before the queue groups and ranks it.

    ``key`` identifies the subject of the gap independently of edits elsewhere in the file: it becomes the finding's
    id. ``waiting`` counts the guides or places that would gain, ``demand`` the searches for it. ``minutes`` estimates
    the work, 0 for the estimate of the rule. ``confidence`` is in (0, 1].
    """

    key: tuple[str, ...]
    place: Place
    message: str
    evidence: tuple[Place, ...] = ()
    fix: str = ""
    subject: str = ""
    """The skill, question or address that the gap is about."""
    in_group: str = ""
    """The text of its place where it is one of a group; the message without it."""
    waiting: int = 1
    demand: int = 0
    minutes: int = 0
    confidence: float = 1.0
    shares: tuple[Share, ...] = ()
    about: Any = None
    """What the rule found, for the wording of a group."""
    explains: frozenset[tuple[str, str]] = frozenset()
    explained_by: frozenset[tuple[str, str]] = frozenset()
    """Causes, each a kind and a name. A gap is no finding where another one explains all causes it is explained by."""
    parts: tuple["Gap", ...] = ()
    """The gaps that were grouped; empty for the gap of a rule."""

    def atoms(self) -> Iterator["Gap"]:
        """Yield the gaps of the rule that are in this one, itself where it is none of a group."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.atoms()


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
class UnjudgedLinks:
    """Links of one form of which most lead to nothing in the files, so that none of them is called broken."""

    form: str
    count: int
    example: Place

    def __str__(self) -> str:
        return f"{self.form} ({self.count:,}, such as {self.example.text} in {self.example})"


@dataclass(frozen=True, slots=True)
class GapReport:
    """The queue, best first; ``by_rule`` counts its findings, commonest rule first.

    ``rules`` are the rules that ran. ``known`` and ``waived`` count the findings left out by a baseline or a waiver.
    ``closed`` lists the queries that had no results when they were recorded and have some now, and ``gone`` the ids of
    the baseline and the waivers that no finding has any more. ``unjudged`` are links of which nobody can tell from the
    files where they lead. ``retired`` has a sentence about each rule or setting that was named and is no more.
    """

    findings: tuple[Finding, ...]
    by_rule: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    known: int = 0
    waived: int = 0
    closed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unjudged: tuple[UnjudgedLinks, ...] = ()
    retired: tuple[str, ...] = ()

    @property
    def about_unjudged(self) -> str:
        """What the links that are not judged have in common, and what would tell where they lead; "" for none."""
        n = sum(links.count for links in self.unjudged)
        if not n:
            return ""
        forms = "; ".join(map(str, self.unjudged[:MAX_UNJUDGED])) + (" …" if len(self.unjudged) > MAX_UNJUDGED else "")
        are = "1 link is" if n == 1 else f"{n:,} links are"
        return f"{are} not judged, as few of their form lead to what is in the files: {forms}. {TELL_WHERE}"

    def at_least(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of this severity or a worse one, in order of rank."""
        min_level = SEVERITIES.index(severity)
        return tuple(f for f in self.findings if SEVERITIES.index(f.severity) >= min_level)


def finding_id(rule: str, key: Sequence[str]) -> str:
    """Return the id of a finding, which depends on its rule and key alone: ``missing-guide/docker``."""
    return "/".join((rule, *(_id_part(part) for part in key)))


def _id_part(text: str) -> str:
    """Return a readable part of an id; a digest keeps two texts with the same readable form apart."""
    readable = re.sub(r"[^\w.+#:/-]+", "-", fold(text)).strip("-")
    if readable == text and len(readable) <= MAX_ID_LENGTH:
        return readable
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{readable[:MAX_HASHED_ID_LENGTH].rstrip('-')}-{digest}"
