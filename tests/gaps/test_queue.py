"""The queue: ranking, ids, and what may be asked of it."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus.problems import GuidedexError
from search.gaps import DEFAULT_RULES, RULES, Demand, GapSettings, Waiver, find_gaps, queue
from search.gaps.finding import Gap, Place, finding_id
from search.gaps.queue import FIRST_SCREEN, MAX_OF_RULE, ranked_findings
from tests.gaps.clean import TODAY, break_corpus, clean_corpus, demand_of
from tests.gaps.conftest import GuidesOf


def gap(key: str, **fields: object) -> Gap:
    return Gap(key=(key,), place=Place("a.md", 1), message=key, **fields)  # type: ignore[arg-type]


def order(*gaps: Gap, rule: str = "missing-guide") -> list[str]:
    return [finding.message for finding in ranked_findings((RULES[rule], gap) for gap in gaps)]


def test_what_more_guides_wait_for_comes_first() -> None:
    assert order(gap("one", waiting=1), gap("nine", waiting=9)) == ["nine", "one"]


def test_what_readers_ask_for_comes_before_what_guides_wait_for() -> None:
    assert order(gap("waited", waiting=5), gap("asked", demand=50)) == ["asked", "waited"]


def test_what_is_certain_comes_before_what_is_not() -> None:
    assert order(gap("unsure", confidence=0.6), gap("sure")) == ["sure", "unsure"]


def test_less_work_comes_first_when_the_use_is_the_same() -> None:
    assert order(gap("day", minutes=480), gap("hour", minutes=60)) == ["hour", "day"]


def test_a_rule_that_is_right_more_often_comes_first() -> None:
    rule = RULES["missing-guide"]
    sure, unsure = (replace(rule, precision=precision) for precision in (0.9, 0.3))
    assert [f.message for f in ranked_findings([(unsure, gap("b")), (sure, gap("c"))])] == ["c", "b"]
    asked = [(unsure, gap("b", demand=9)), (sure, gap("c", demand=9))]
    assert [f.message for f in ranked_findings(asked)] == ["b", "c"], "what readers asked for is wanted"


def test_one_rule_does_not_fill_the_first_screen_while_another_is_certain() -> None:
    links = [(RULES["broken-link"], gap(f"link {i:02}", waiting=9)) for i in range(20)]
    texts = [(RULES["placeholder"], gap(f"text {i}", confidence=0.3 if i == 4 else 1.0)) for i in range(5)]
    first = [finding.message for finding in ranked_findings([*links, *texts])][:FIRST_SCREEN]
    assert [message.split()[0] for message in first] == ["link"] * MAX_OF_RULE + ["text"] * (FIRST_SCREEN - MAX_OF_RULE)
    assert [finding.message for finding in ranked_findings(links)] == [one.message for _, one in links]


def test_ranks_count_from_one_and_say_why() -> None:
    first, second = ranked_findings((RULES["missing-guide"], g) for g in (gap("a", waiting=3, demand=7), gap("b")))
    assert (first.rank, second.rank) == (1, 2)
    assert first.why == "searched 7 times, 3 guides gain, about 4 hours"


def test_findings_do_not_depend_on_the_order_of_guides(guides_of: GuidesOf) -> None:
    files = clean_corpus(7)
    break_corpus(files, Random(7), 10)
    guides = list(guides_of({path: "\n".join(lines) for path, lines in files.items()}))
    report = find_gaps(guides, today=TODAY, rules=["all"], demand=demand_of(files))
    Random(1).shuffle(guides)
    assert find_gaps(guides, today=TODAY, rules=["all"], demand=demand_of(files)) == report
    assert len(report.findings) == 10


def test_an_id_stays_when_the_line_moves(guides_of: GuidesOf) -> None:
    files = clean_corpus(8)
    break_corpus(files, Random(8), 10)
    texts = {path: "\n".join(lines) for path, lines in files.items()}
    ids = {
        finding.id
        for finding in find_gaps(guides_of(texts), today=TODAY, rules=["all"], demand=demand_of(files)).findings
    }
    moved = {path: text.replace("\n## Uses", "\n\n\n## Uses", 1) for path, text in texts.items()}
    assert {
        f.id for f in find_gaps(guides_of(moved), today=TODAY, rules=["all"], demand=demand_of(files)).findings
    } == ids


def test_ids_are_readable_and_never_the_same_for_two_texts() -> None:
    assert finding_id("missing-guide", ["docker"]) == "missing-guide/docker"
    one, other = (finding_id("placeholder", ["a", text]) for text in ("TO DO!", "TO DO?"))
    assert one != other


def test_the_counts_are_those_of_the_findings(guides_of: GuidesOf) -> None:
    files = clean_corpus(9)
    break_corpus(files, Random(9), 10)
    report = find_gaps(
        guides_of({p: "\n".join(t) for p, t in files.items()}), today=TODAY, rules=["all"], demand=demand_of(files)
    )
    assert sum(report.by_rule.values()) == len(report.findings)
    assert set(report.rules) == set(RULES)


def test_the_default_rules_are_those_that_ask_for_action() -> None:
    assert set(DEFAULT_RULES) == {
        "unanswered-search",
        "broken-related",
        "broken-link",
        "placeholder",
        "weak-search",
    }


def test_an_unknown_rule_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(GuidedexError, match="did you mean 'stale-guide'"):
        find_gaps([], today=TODAY, rules=["stale-guides"])


def test_a_search_for_a_guide_that_is_missing_counts_for_that_guide(guides_of: GuidesOf) -> None:
    guides = guides_of({"a.md": "---\ntitle: Alpha\nrelated: [Service Mesh]\n---\n\nText.\n"})
    demand = [Demand("service mesh", 40, results=0), Demand("zig", 9, results=0)]
    report = find_gaps(guides, today=TODAY, demand=demand, rules=["missing-guide", "unanswered-search"])
    assert [(finding.rule, finding.subject, finding.demand) for finding in report.findings] == [
        ("missing-guide", "Service Mesh", 40),
        ("unanswered-search", "zig", 9),
    ]


def test_the_queue_names_no_rule() -> None:
    text = Path(queue.__file__).read_text(encoding="utf-8")
    assert not [name for name in RULES if name in text or name.replace("-", "_") in text]


def test_no_guides_have_no_gaps() -> None:
    assert not find_gaps([], today=TODAY, rules=["all"]).findings


def test_a_waiver_leaves_a_finding_out_until_it_ends(guides_of: GuidesOf) -> None:
    guides = guides_of({"a.md": "---\ntitle: Alpha\nrelated: [Docker]\n---\n\nText.\n"})
    waiver = Waiver("missing-guide/docker", "written in autumn", "2026-10-01")
    settings = GapSettings(rules=("missing-guide",), waivers=(waiver,))
    report = find_gaps(guides, settings=settings, today="2026-10-01")
    assert (report.findings, report.waived) == ((), 1)
    report = find_gaps(guides, settings=settings, today="2026-10-02")
    assert [finding.rule for finding in report.findings] == ["waiver-expired", "missing-guide"]


def test_a_waiver_needs_a_reason() -> None:
    with pytest.raises(GuidedexError, match="a reason"):
        Waiver("missing-guide/docker", " ", "2026-10-01")


def test_findings_at_least_as_severe_are_counted(guides_of: GuidesOf) -> None:
    guides = guides_of({"a.md": "---\ntitle: Alpha\nrelated: [Docker]\n---\n\nTODO: text\n"})
    report = find_gaps(guides, today=TODAY, rules=["missing-guide", "placeholder"])
    assert [len(report.at_least(level)) for level in ("info", "warning", "error")] == [2, 2, 1]
