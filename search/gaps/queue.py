"""The queue: every rule's gaps, ranked by what readers gain for the work."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from rapidfuzz import process

from corpus.guide import Guide
from corpus.problems import GuidedexError
from index.analysis import fold
from search.gaps.baseline import without_waived
from search.gaps.demand import Demand
from search.gaps.finding import Finding, Gap, GapReport
from search.gaps.grouping import A_DAY
from search.gaps.names import name_key
from search.gaps.replay import closed
from search.gaps.rule import Rule
from search.gaps.rules import RULES
from search.gaps.rules.thin_section import EMPTY
from search.gaps.settings import GapSettings
from search.gaps.site import Site

DEFAULT_RULES = tuple(name for name, rule in RULES.items() if rule.default)
EFFORT = 0.25
"""How much the work counts against a finding: a task of 16 times the minutes must be worth twice as
much."""


def find_gaps(
    guides: Sequence[Guide],
    *,
    settings: GapSettings | None = None,
    today: str,
    demand: Sequence[Demand] = (),
    search: Callable[[str], int] | None = None,
    rules: Collection[str] | None = None,
) -> GapReport:
    """Return what the rules find, ranked.

    ``today`` is an ISO date; ``search`` gives the number of results of a search on the present
    index; ``rules`` are names of rules, or ``all``; without it, those of the settings or the
    default ones run.
    """
    settings = settings or GapSettings()
    names = chosen(rules, settings)
    site = Site(guides, settings, today, demand, search)
    found = [(RULES[name], gap) for name in names for gap in RULES[name].check(site)]
    queue = replace(report(rank(_once(found)), names), closed=closed(site.answered))
    return without_waived(queue, settings.waivers, today)


def _once(found: Sequence[tuple[Rule, Gap]]) -> list[tuple[Rule, Gap]]:
    """Return the gaps without those that another mends with it: searches for a guide that is itself a gap, and guides
    without words of their own that a template is found in."""
    unwritten = {gap.key[0] for rule, gap in found if rule.name == "missing-guide"}
    templates = [_paths(gap) for rule, gap in found if rule.name == "boilerplate"]

    def is_mended(rule: Rule, gap: Gap) -> bool:
        if rule.name in ("unanswered-search", "weak-search"):
            return name_key(gap.subject) in unwritten
        return rule.name == "thin-section" and gap.key == EMPTY and any(_paths(gap) <= paths for paths in templates)

    return [(rule, gap) for rule, gap in found if not is_mended(rule, gap)]


def _paths(gap: Gap) -> frozenset[str]:
    return frozenset(place.path for place in gap.evidence)


def chosen(rules: Collection[str] | None, settings: GapSettings) -> tuple[str, ...]:
    """Return the names of the rules to run, in the order of the registry."""
    asked = set(rules if rules else settings.rules or DEFAULT_RULES)
    if unknown := sorted(asked - RULES.keys() - {"all"}):
        raise GuidedexError(_unknown_rule(unknown[0]))
    return tuple(name for name in RULES if name in asked or "all" in asked)


def _unknown_rule(name: str) -> str:
    near = process.extractOne(name, list(RULES), score_cutoff=60)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"no rule is called {name!r}{meant} Rules are: all, {', '.join(RULES)}"


def report(findings: Sequence[Finding], rules: Sequence[str]) -> GapReport:
    """Return the report on ranked findings."""
    by_rule = Counter(finding.rule for finding in findings)
    return GapReport(tuple(findings), dict(by_rule.most_common()), tuple(rules))


def rank(found: Iterable[tuple[Rule, Gap]]) -> tuple[Finding, ...]:
    """Return the gaps as findings, best first; equals in order of severity, then of their ids."""
    scored = [(-value(rule, gap), _finding(rule, gap)) for rule, gap in found]
    scored = _distinct(scored)
    scored.sort(key=lambda pair: (pair[0], pair[1].id))
    return tuple(replace(finding, rank=number) for number, (_, finding) in enumerate(scored, 1))


def value(rule: Rule, gap: Gap) -> float:
    """Return the expected use of mending a gap, for the work that it is.

    What a reader gains, times how many are reached (guides that wait for it and searches that
    asked, each on a logarithmic scale), times the confidence, over the fourth root of the minutes.
    """
    reached = 1 + math.log2(1 + gap.waiting) + 2 * math.log2(1 + gap.demand)
    work: float = (gap.minutes or rule.minutes) ** EFFORT
    return rule.worth * reached * gap.confidence / work


def _finding(rule: Rule, gap: Gap) -> Finding:
    return Finding(
        id=finding_id(rule.name, gap.key),
        rule=rule.name,
        severity=gap.severity or rule.severity,
        path=gap.place.path,
        line=gap.place.line,
        message=gap.message,
        evidence=gap.evidence,
        fix=gap.fix,
        why=_why(rule, gap),
        subject=gap.subject,
        waiting=gap.waiting,
        demand=gap.demand,
        minutes=gap.minutes or rule.minutes,
        confidence=gap.confidence,
    )


def _distinct(scored: Iterable[tuple[float, Finding]]) -> list[tuple[float, Finding]]:
    """Return one finding per id: the one that counts most."""
    best: dict[str, tuple[float, Finding]] = {}
    for pair in sorted(scored, key=lambda pair: (pair[0], pair[1].path, pair[1].line)):
        best.setdefault(pair[1].id, pair)
    return list(best.values())


def _why(rule: Rule, gap: Gap) -> str:
    """Return why a finding stands where it does, in words."""
    said = []
    if gap.demand:
        said.append(f"searched {gap.demand:,} times" if gap.demand > 1 else "searched once")
    if gap.place.path:
        said.append(f"{gap.waiting:,} guides gain" if gap.waiting > 1 else "1 guide gains")
    said.append(_work(gap.minutes or rule.minutes))
    if gap.confidence < 1:
        said.append("not certain")
    return ", ".join(said)


def _work(minutes: int) -> str:
    if minutes < 60:
        return f"about {minutes} minutes" if minutes > 1 else "about a minute"
    if minutes >= A_DAY:
        return "a day's work or more"
    hours = round(minutes / 60)
    return f"about {hours} hours" if hours > 1 else "about an hour"


def finding_id(rule: str, key: Sequence[str]) -> str:
    """Return an id that stays the same while what the finding is about does:
    ``missing-guide/docker``."""
    return "/".join((rule, *(_part(part) for part in key)))


def _part(text: str) -> str:
    """Return a part of an id: readable, and never the same for two texts."""
    readable = re.sub(r"[^\w.+#:/-]+", "-", fold(text)).strip("-")
    if readable == text and len(readable) <= 80:
        return readable
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{readable[:60].rstrip('-')}-{digest}"
