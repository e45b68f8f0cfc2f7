"""The queue: the gaps of all rules, ranked by the gain of readers for the work."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from corpus.guide import Guide
from corpus.nearest_names import misspelt_name
from corpus.problems import GuidedexError
from search.gaps.baseline import gone_ids, is_known, waived_ids
from search.gaps.demand import Demand
from search.gaps.finding import Finding, Gap, GapReport, finding_id
from search.gaps.grouping import DAY_MINUTES
from search.gaps.pages.files import SourceFiles
from search.gaps.replay import closed_queries
from search.gaps.rule import Rule
from search.gaps.rules import RULES
from search.gaps.run import RULE_FAILED, WAIVER_EXPIRED, failure, gaps_of, unjudged_by
from search.gaps.settings import RETIRED_RULES, GapSettings, retired
from search.gaps.site import Site

FIRST_SCREEN, MAX_OF_RULE = 10, 6
"""Findings of the first screen, and those of one rule among them while other rules have some. By hand: an editor sees
that there is more to do than links."""

MIN_CONFIDENCE = 0.7
"""Confidence from which on a finding is moved up to the first screen. By hand."""

DEFAULT_RULES = tuple(name for name, rule in RULES.items() if rule.default)
EFFORT_EXPONENT = 0.25
"""Exponent of the minutes in the value of a finding. By hand: a task of 16 times the minutes must be worth twice as
much."""


def find_gaps(
    guides: Sequence[Guide],
    *,
    settings: GapSettings | None = None,
    today: str,
    demand: Sequence[Demand] = (),
    search: Callable[[str], int] | None = None,
    rules: Collection[str] | None = None,
    known: Collection[str] = (),
    files: SourceFiles | None = None,
    best_guide: Callable[[str], str] | None = None,
) -> GapReport:
    """Return the findings of the rules, ranked.

    Args:
        today: an ISO date.
        demand: searches of readers.
        search: returns the present number of results of a query; without it the recorded numbers count.
        rules: names of rules, or ``all``; without it the rules of the settings run, or else the default ones.
        known: ids of findings that are left out, those of a baseline.
        files: the files of the sources, in which links and anchors are looked for before they are called broken.
        best_guide: returns the id of the guide nearest to answering a query, where a finding about a search points.
    A rule that raises, and a waiver that has run out, are findings at the top of the report.

    Raises: GuidedexError for an unknown rule.
    """
    settings = settings or GapSettings()
    names = rule_names(rules, settings)
    waived = waived_ids(settings.waivers, today)
    site = Site(guides, settings, today, demand, search, files, best_guide)
    gaps = [pair for name in names for pair in gaps_of(RULES[name], site)]
    closed, failed = _closed_queries(site)
    gaps += [*failed, *gaps_of(WAIVER_EXPIRED, site)]
    queue = _ranked(_without_explained(gaps))
    not_waived = [(rule, gap) for rule, gap in queue if not is_known(rule.name, gap, waived)]
    new = [(rule, gap) for rule, gap in not_waived if not is_known(rule.name, gap, known)]
    findings = ranked_findings(new)
    return GapReport(
        findings,
        dict(Counter(finding.rule for finding in findings).most_common()),
        names,
        known=len(not_waived) - len(new),
        waived=len(queue) - len(not_waived),
        closed=closed,
        gone=gone_ids({*known, *waived}, [(rule.name, gap) for rule, gap in gaps], _not_run(names, gaps)),
        unjudged=tuple(links for name in names for links in unjudged_by(RULES[name], site)),
        retired=tuple(retired({*(rules or settings.rules), *settings.leave_out, *settings.retired})),
    )


def _closed_queries(site: Site) -> tuple[tuple[str, ...], list[tuple[Rule, Gap]]]:
    """Return the searches that have answers now, and the failure to find them, if it failed."""
    try:
        return closed_queries(site.searches), []
    except GuidedexError:
        raise
    except Exception as error:  # as for a rule: the report stands without this part of it
        return (), [(RULE_FAILED, failure("closed-searches", error))]


def _not_run(names: Collection[str], gaps: Iterable[tuple[Rule, Gap]]) -> frozenset[str]:
    """Return the rules that did not run, or not to their end, so that what they do not find may still be there."""
    failed = {gap.subject for rule, gap in gaps if rule is RULE_FAILED}
    return frozenset((RULES.keys() - set(names)) | failed)


def _without_explained(gaps: Sequence[tuple[Rule, Gap]]) -> list[tuple[Rule, Gap]]:
    """Return the gaps without those that are mended with another one, since it explains all their causes."""
    explaining = [gap.explains for _, gap in gaps if gap.explains]
    return [
        (rule, gap)
        for rule, gap in gaps
        if not (gap.explained_by and any(gap.explained_by <= causes for causes in explaining))
    ]


def rule_names(rules: Collection[str] | None, settings: GapSettings) -> tuple[str, ...]:
    """Return the names of the rules to run, in the order of RULES; retired ones are left out.

    Raises: GuidedexError for an unknown rule.
    """
    names = set(rules if rules else settings.rules or DEFAULT_RULES)
    if unknown := sorted((names | settings.leave_out.keys()) - RULES.keys() - RETIRED_RULES.keys() - {"all"}):
        raise GuidedexError(_unknown_rule(unknown[0]))
    return tuple(name for name in RULES if name in names or "all" in names)


def _unknown_rule(name: str) -> str:
    near = misspelt_name(name, RULES)
    proposal = f"; did you mean {near!r}?" if near else ""
    return f"no rule is called {name!r}{proposal} Rules are: all, {', '.join(RULES)}"


def _ranked(gaps: Iterable[tuple[Rule, Gap]]) -> list[tuple[Rule, Gap]]:
    """Return the gaps, one per id, the greatest expected value first and equals in order of their ids."""
    best: dict[str, tuple[float, Rule, Gap]] = {}
    scored = [(-expected_value(rule, gap), rule, gap) for rule, gap in gaps]
    for value, rule, gap in sorted(scored, key=lambda triple: (triple[0], triple[2].place.path, triple[2].place.line)):
        best.setdefault(finding_id(rule.name, gap.key), (value, rule, gap))
    return [(rule, gap) for _, (_, rule, gap) in sorted(best.items(), key=lambda item: (item[1][0], item[0]))]


def ranked_findings(gaps: Iterable[tuple[Rule, Gap]]) -> tuple[Finding, ...]:
    """Return the gaps as findings, ranked from 1."""
    return tuple(_finding(rule, gap, rank) for rank, (rule, gap) in enumerate(_mixed(_ranked(gaps)), 1))


def _mixed(ranked: Sequence[tuple[Rule, Gap]]) -> list[tuple[Rule, Gap]]:
    """Return the gaps, on the first screen at most MAX_OF_RULE of one rule, where certain ones of others fill it."""
    first: list[tuple[Rule, Gap]] = []
    later: list[tuple[Rule, Gap]] = []
    n_of_rule: Counter[str] = Counter()
    for rule, gap in ranked:
        has_room = len(first) < FIRST_SCREEN and n_of_rule[rule.name] < MAX_OF_RULE
        is_first = has_room and (not later or gap.confidence >= MIN_CONFIDENCE)
        n_of_rule[rule.name] += is_first
        (first if is_first else later).append((rule, gap))
    return first + later


def expected_value(rule: Rule, gap: Gap) -> float:
    """Return the expected gain of mending a gap for the work, always above 0.

    ``worth * (1 + log2(1 + waiting) + 2 log2(1 + demand)) * confidence * precision / minutes ** 0.25``: the gain of one
    reader, times the reach, times how sure the finding and its rule are, over the work. By hand: a search counts twice
    a waiting guide, since a reader asked; and what readers searched for is wanted, whichever rule found it.
    """
    reach = 1 + math.log2(1 + gap.waiting) + 2 * math.log2(1 + gap.demand)
    work: float = (gap.minutes or rule.minutes) ** EFFORT_EXPONENT
    precision = 1.0 if gap.demand else rule.precision
    return rule.worth * reach * gap.confidence * precision / work


def _finding(rule: Rule, gap: Gap, rank: int) -> Finding:
    return Finding(
        id=finding_id(rule.name, gap.key),
        rule=rule.name,
        severity=rule.severity,
        path=gap.place.path,
        line=gap.place.line,
        message=gap.message,
        evidence=gap.evidence,
        fix=gap.fix,
        rank=rank,
        why=_reasons(rule, gap),
        subject=gap.subject,
        waiting=gap.waiting,
        demand=gap.demand,
        minutes=gap.minutes or rule.minutes,
        confidence=gap.confidence,
    )


def _reasons(rule: Rule, gap: Gap) -> str:
    """Return the reasons for the rank of a gap in words."""
    reasons = []
    if gap.demand:
        reasons.append(f"searched {gap.demand:,} times" if gap.demand > 1 else "searched once")
    if gap.place.path and not (gap.demand and gap.waiting == 1):
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
