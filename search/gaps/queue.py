"""The queue: the gaps of all rules, ranked by the gain of readers for the work."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from corpus.guide import Guide
from corpus.nearest_names import misspelt_name
from corpus.problems import GuidedexError
from index.analysis import fold, name_key
from search.gaps.baseline import without_waived
from search.gaps.demand import Demand
from search.gaps.finding import Finding, Gap, GapReport
from search.gaps.grouping import DAY_MINUTES
from search.gaps.replay import closed_queries
from search.gaps.rule import Rule
from search.gaps.rules import RULES
from search.gaps.rules.thin_section import EMPTY
from search.gaps.settings import GapSettings
from search.gaps.site import Site

DEFAULT_RULES = tuple(name for name, rule in RULES.items() if rule.default)
EFFORT_EXPONENT = 0.25
"""Exponent of the minutes in the value of a finding. By hand: a task of 16 times the minutes must be worth twice as
much."""

MAX_ID_LENGTH = 80
MAX_HASHED_ID_LENGTH = 60
"""Letters of a part of an id as it is, and of a part with a digest. By hand."""


def find_gaps(
    guides: Sequence[Guide],
    *,
    settings: GapSettings | None = None,
    today: str,
    demand: Sequence[Demand] = (),
    search: Callable[[str], int] | None = None,
    rules: Collection[str] | None = None,
) -> GapReport:
    """Return the findings of the rules, ranked.

    Args:
        today: an ISO date.
        demand: searches of readers.
        search: returns the present number of results of a query; without it the recorded numbers count.
        rules: names of rules, or ``all``; without it the rules of the settings run, or else the default ones.
    Raises: GuidedexError for an unknown rule or a waiver that has run out.
    """
    settings = settings or GapSettings()
    names = rule_names(rules, settings)
    site = Site(guides, settings, today, demand, search)
    gaps = [(RULES[name], gap) for name in names for gap in RULES[name].check(site)]
    queue = replace(gap_report(ranked_findings(_without_covered(gaps)), names), closed=closed_queries(site.searches))
    return without_waived(queue, settings.waivers, today)


def _without_covered(gaps: Sequence[tuple[Rule, Gap]]) -> list[tuple[Rule, Gap]]:
    """Return the gaps without those that are mended with another one: searches for a guide that is itself missing, and
    guides without words of their own whose text is a reported template."""
    missing = {gap.key[0] for rule, gap in gaps if rule.name == "missing-guide"}
    templates = [_paths(gap) for rule, gap in gaps if rule.name == "boilerplate"]

    def is_covered(rule: Rule, gap: Gap) -> bool:
        if rule.name in ("unanswered-search", "weak-search"):
            return name_key(gap.subject) in missing
        return rule.name == "thin-section" and gap.key == EMPTY and any(_paths(gap) <= paths for paths in templates)

    return [(rule, gap) for rule, gap in gaps if not is_covered(rule, gap)]


def _paths(gap: Gap) -> frozenset[str]:
    return frozenset(place.path for place in gap.evidence)


def rule_names(rules: Collection[str] | None, settings: GapSettings) -> tuple[str, ...]:
    """Return the names of the rules to run, in the order of RULES."""
    names = set(rules if rules else settings.rules or DEFAULT_RULES)
    if unknown := sorted(names - RULES.keys() - {"all"}):
        raise GuidedexError(_unknown_rule(unknown[0]))
    return tuple(name for name in RULES if name in names or "all" in names)


def _unknown_rule(name: str) -> str:
    near = misspelt_name(name, RULES)
    proposal = f"; did you mean {near!r}?" if near else ""
    return f"no rule is called {name!r}{proposal} Rules are: all, {', '.join(RULES)}"


def gap_report(findings: Sequence[Finding], rules: Sequence[str]) -> GapReport:
    """Return the report of ranked findings and the rules that ran."""
    by_rule = Counter(finding.rule for finding in findings)
    return GapReport(tuple(findings), dict(by_rule.most_common()), tuple(rules))


def ranked_findings(gaps: Iterable[tuple[Rule, Gap]]) -> tuple[Finding, ...]:
    """Return the gaps as findings, one per id, the greatest expected value first and equals in order of their ids."""
    scored = [(-expected_value(rule, gap), _finding(rule, gap)) for rule, gap in gaps]
    scored = _distinct(scored)
    scored.sort(key=lambda pair: (pair[0], pair[1].id))
    return tuple(replace(finding, rank=number) for number, (_, finding) in enumerate(scored, 1))


def expected_value(rule: Rule, gap: Gap) -> float:
    """Return the expected gain of mending a gap for the work, always above 0.

    ``worth * (1 + log2(1 + waiting) + 2 log2(1 + demand)) * confidence / minutes ** 0.25``: the gain of one reader,
    times the reach, times the confidence, over the work. By hand: a search counts twice a waiting guide, since a
    reader asked.
    """
    reach = 1 + math.log2(1 + gap.waiting) + 2 * math.log2(1 + gap.demand)
    work: float = (gap.minutes or rule.minutes) ** EFFORT_EXPONENT
    return rule.worth * reach * gap.confidence / work


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
        why=_reasons(rule, gap),
        subject=gap.subject,
        waiting=gap.waiting,
        demand=gap.demand,
        minutes=gap.minutes or rule.minutes,
        confidence=gap.confidence,
    )


def _distinct(scored: Iterable[tuple[float, Finding]]) -> list[tuple[float, Finding]]:
    """Return one finding per id, the one of the greatest value."""
    best: dict[str, tuple[float, Finding]] = {}
    for pair in sorted(scored, key=lambda pair: (pair[0], pair[1].path, pair[1].line)):
        best.setdefault(pair[1].id, pair)
    return list(best.values())


def _reasons(rule: Rule, gap: Gap) -> str:
    """Return the reasons for the rank of a gap in words."""
    reasons = []
    if gap.demand:
        reasons.append(f"searched {gap.demand:,} times" if gap.demand > 1 else "searched once")
    if gap.place.path:
        reasons.append(f"{gap.waiting:,} guides gain" if gap.waiting > 1 else "1 guide gains")
    reasons.append(_work(gap.minutes or rule.minutes))
    if gap.confidence < 1:
        reasons.append("not certain")
    return ", ".join(reasons)


def _work(minutes: int) -> str:
    if minutes < 60:
        return f"about {minutes} minutes" if minutes > 1 else "about a minute"
    if minutes >= DAY_MINUTES:
        return "a day's work or more"
    hours = round(minutes / 60)
    return f"about {hours} hours" if hours > 1 else "about an hour"


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
