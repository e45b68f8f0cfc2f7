"""Each rule on a few lines of Markdown: what it finds, and what it leaves alone."""

from collections.abc import Mapping

import pytest

from corpus.problems import GuidedexError
from search.gaps import Finding, GapSettings, PageType, SectionSchema, find_gaps
from search.gaps.demand import Demand
from tests.gaps.conftest import GuidesOf

TODAY = "2026-06-15"
WORDS = (
    "Alder birch cedar dogwood elm fir gum hazel ivy juniper kapok larch maple nutmeg oak pine quince rowan sumac teak "
)


def findings_of(guides_of: GuidesOf, rule: str, files: Mapping[str, str], **settings: object) -> tuple[Finding, ...]:
    chosen = GapSettings(**settings)  # type: ignore[arg-type]
    return find_gaps(guides_of(files), settings=chosen, today=TODAY, rules=[rule]).findings


def page(title: str, front: str = "", body: str = "Text.") -> str:
    return f"---\ntitle: {title}\n{front}---\n\n{body}\n"


def questions(*rows: tuple[str, str, str]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["## Questions", "", "| Question | Strong answer | Difficulty |", "|---|---|---|", *lines])


def test_a_missing_skill_is_one_finding_with_every_place(guides_of: GuidesOf) -> None:
    (finding,) = findings_of(
        guides_of,
        "missing-guide",
        {
            "a.md": page("Alpha", "related: [Docker, Beta]\n"),
            "b.md": page("Beta", "related: [docker]\n", "Ship it with Docker."),
        },
    )
    assert finding.subject == "Docker"
    assert finding.message == "Docker has no guide; 2 guides list it, 1 guide mentions it"
    assert [(place.path, place.line) for place in finding.evidence] == [("a.md", 3), ("b.md", 3), ("b.md", 6)]


def test_a_misspelt_related_guide_is_broken_and_not_missing(guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", "related: [Kuberntes]\n"), "k.md": page("Kubernetes")}
    (finding,) = findings_of(guides_of, "broken-related", files)
    assert (finding.path, finding.line) == ("a.md", 3)
    assert finding.fix == "replace 'Kuberntes' by 'Kubernetes'"
    assert not findings_of(guides_of, "missing-guide", files)


def test_a_near_name_that_many_list_is_a_skill_of_its_own(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", "related: [Vitest]\n") for i in "abc"} | {"v.md": page("Vitesse")}
    assert [finding.subject for finding in findings_of(guides_of, "missing-guide", files)] == ["Vitest"]
    assert not findings_of(guides_of, "broken-related", files)


def test_a_near_name_that_the_guides_write_about_is_a_skill_of_its_own(guides_of: GuidesOf) -> None:
    files = {
        "a.md": page("Alpha", "related: [Grafina]\n", "Dashboards come from Grafina here."),
        "g.md": page("Grafana"),
    }
    assert not findings_of(guides_of, "broken-related", files)
    (finding,) = findings_of(guides_of, "missing-guide", files)
    assert finding.fix == "write it: guidedex new \"Grafina\"; correct it, if 'Grafana' is meant"


def test_a_link_to_a_guide_that_nobody_wrote_is_a_missing_guide(guides_of: GuidesOf) -> None:
    files = {f"{name}.md": page(name, body="See [Terraform](terraform.md).") for name in ("Alpha", "Beta")}
    assert [finding.subject for finding in findings_of(guides_of, "missing-guide", files)] == ["Terraform"]
    both = find_gaps(guides_of(files), today=TODAY, rules=["missing-guide", "broken-link"])
    assert both.by_rule == {"missing-guide": 1}
    (broken,) = findings_of(guides_of, "broken-link", files)
    assert broken.subject == "terraform.md"


def test_guides_that_say_nothing_else_are_told_so(guides_of: GuidesOf) -> None:
    stub = "This is a stub. Help our community expand it. A style guide will help your request be accepted."
    files = {f"{i}.md": page(f"Guide {i}", body=stub) for i in range(30)} | {
        "x.md": page("Xeno", body=f"{stub} {WORDS}")
    }
    report = find_gaps(guides_of(files), today=TODAY, rules=["boilerplate", "thin-section"])
    (finding,) = report.findings
    assert finding.message.startswith(
        "31 guides share 3 sentences but for the names in them; 30 of them say nothing else"
    )
    assert "This is a stub. Help our community expand it." in finding.message


def test_a_template_is_one_finding_whatever_the_skill(guides_of: GuidesOf) -> None:
    text = "{} earns its place when teams value its ecosystem, its operations and its hiring pool."
    names = ["Kafka", "GraphQL", "Rate Limiting"]
    files = {f"{i}.md": page(name, body=f"Own {i} words.\n\n{text.format(name)}") for i, name in enumerate(names)}
    (finding,) = findings_of(guides_of, "boilerplate", files)
    assert [(place.path, place.line) for place in finding.evidence] == [("0.md", 7), ("1.md", 7), ("2.md", 7)]


def test_titles_of_books_that_guides_link_are_no_template(guides_of: GuidesOf) -> None:
    link = "* [The Long Title of a Book on Patterns of Large Systems](https://example.org/book)"
    files = {f"{i}.md": page(f"Guide {i}", body=link) for i in "abcd"}
    assert not findings_of(guides_of, "boilerplate", files)


def test_a_reworded_question_of_another_guide_is_a_duplicate(guides_of: GuidesOf) -> None:
    one = ("How does a broker keep messages of one customer in order?", "Keys choose partitions.", "Easy")
    other = ("How are messages of one customer kept in order by the broker?", "Partitions follow keys.", "Easy")
    files = {"a.md": page("Alpha", body=questions(one)), "b.md": page("Beta", body=questions(other))}
    (finding,) = findings_of(guides_of, "duplicate-question", files)
    assert [(place.path, place.line) for place in finding.evidence] == [("a.md", 9), ("b.md", 9)]


@pytest.mark.parametrize(
    ("one", "other", "is_found"),
    [
        ("How does Kafka keep messages in order?", "How is the order of messages kept in Kafka?", False),
        ("How does Kafka keep messages in order?", "How does Kafka keep messages in order?", True),
    ],
)
def test_headings_that_ask_are_the_same_question_in_the_same_words_only(
    guides_of: GuidesOf, one: str, other: str, is_found: bool
) -> None:
    files = {
        f"{name}.md": page(name, body=f"## FAQ\n\n### {asked}\n\nBy partition.\n\n### Does {name} scale?\n\nIt does.\n")
        for name, asked in (("Alpha", one), ("Beta", other))
    }
    assert bool(findings_of(guides_of, "duplicate-question", files)) == is_found


def test_why_is_another_question_than_what(guides_of: GuidesOf) -> None:
    rows = [("What is data driven design?", "A.", "Easy"), ("Why data driven design?", "B.", "Easy")]
    assert not findings_of(guides_of, "duplicate-question", {"a.md": page("Net", body=questions(*rows))})


def test_a_question_that_names_no_skill_is_about_its_guide(guides_of: GuidesOf) -> None:
    asked = "What is the difference between struct and class?"
    too = "What is the difference between a class and a struct, and when is a struct worth it?"
    struct = (
        "Members of a struct are public unless it says otherwise, and that is all that the compiler ever cares for."
    )
    value = (
        "A struct is a value that assignment copies whole onto the stack, a class lives on the heap behind a pointer."
    )

    def files(other: str) -> dict[str, str]:
        return {
            "cpp.md": page("C++", body=questions((asked, struct, "Easy"))),
            "csharp.md": page("C#", body=questions((too, other, "Easy"))),
        }

    assert not findings_of(guides_of, "duplicate-question", files(value))
    assert findings_of(guides_of, "duplicate-question", files(struct))


def test_the_same_question_on_two_skills_is_no_duplicate(guides_of: GuidesOf) -> None:
    files = {
        f"{name}.md": page(name, body=questions((f"How does {name} fit a system you shipped?", "Say so.", "Easy")))
        for name in ("Kafka", "GraphQL")
    }
    assert not findings_of(guides_of, "duplicate-question", files)


def test_other_intents_on_one_subject_are_no_duplicates(guides_of: GuidesOf) -> None:
    rows = [("How do sockets work?", "A.", "Easy"), ("When can I use sockets?", "B.", "Easy")]
    assert not findings_of(guides_of, "duplicate-question", {"a.md": page("Net", body=questions(*rows))})


def with_sections(name: str, category: str, *titles: str) -> str:
    sections = "\n\n".join(f"## {title}\n\nText." for title in titles)
    return page(name, f"category: {category}\n", sections)


def test_a_section_that_nearly_all_of_a_category_have_is_missed(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": with_sections(f"Guide {i}", "Backend", "Limits", "Uses", "Costs") for i in range(9)}
    files["x.md"] = with_sections("Xeno", "Backend", "Uses", "Costs")
    (finding,) = findings_of(guides_of, "missing-section", files)
    assert finding.path == "x.md"
    assert "9 of 10 Backend guides have one" in finding.message


@pytest.mark.parametrize(
    "others",
    [[("Uses", "Costs")] * 2, [("Uses",)], [()], [("Uses", "Costs", "Limits of it")]],
    ids=["two of ten lack it", "one of another type", "one without any", "one by another name"],
)
def test_a_section_is_missed_where_the_page_is_a_clear_exception(
    guides_of: GuidesOf, others: list[tuple[str, ...]]
) -> None:
    files = {f"{i}.md": with_sections(f"Guide {i}", "Backend", "Limits", "Uses", "Costs") for i in range(8)}
    files |= {f"x{i}.md": with_sections(f"Xeno {i}", "Backend", *titles) for i, titles in enumerate(others)}
    assert not findings_of(guides_of, "missing-section", files)


def test_a_heading_with_the_own_name_counts_as_that_of_the_others(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", "category: C\n", f"## What is Guide {i}?\n\nText.") for i in range(5)}
    files["x.md"] = page("Xeno", "category: C\n", "## What is Xeno?\n\nText.")
    assert not findings_of(guides_of, "missing-section", files)


def test_a_section_that_several_guides_lack_is_one_finding_over_all_categories(guides_of: GuidesOf) -> None:
    files = {
        f"{kind}{i}.md": with_sections(f"{kind} {i}", kind, f"What {kind} {i} costs", "Uses", "Limits")
        for kind in ("Backend", "Data")
        for i in range(9)
    }
    files |= {f"{kind}.md": with_sections(kind, kind, "Uses", "Limits") for kind in ("Backend", "Data")}
    (finding,) = findings_of(guides_of, "missing-section", files)
    assert finding.message == (
        "2 guides of 2 categories have no section 'What … costs'; 18 of their categories have one"
    )
    assert [place.path for place in finding.evidence] == ["Backend.md", "Data.md"]


def test_a_translation_is_not_asked_for_what_its_category_has(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", "category: C\n", "## Limits\n\nText.") for i in range(9)}
    files |= {
        f"es/{i}.md": page(f"Guía {i}", f"category: C\nlang: es\nslug: '{i}'\n", "## Usos\n\nText." if i else "Text.")
        for i in range(9)
    }
    assert not findings_of(guides_of, "missing-section", files)


def test_what_many_guides_lack_of_their_page_type_is_one_finding(guides_of: GuidesOf) -> None:
    skill = PageType("skill", (SectionSchema(("Uses",)), SectionSchema(("Limits",))))
    files = {f"{i}.md": page(f"Guide {i}", body="## Uses\n\nText.") for i in range(25)}
    (finding,) = findings_of(guides_of, "missing-section", files, page_types=(skill,))
    assert finding.message == "25 skill guides do not have 'Limits' as their page type asks"


def test_a_page_type_says_what_its_guides_have(guides_of: GuidesOf) -> None:
    skill = PageType(
        "skill",
        (
            SectionSchema(("Uses", "Use cases")),
            SectionSchema(("Limits",), min_words=5),
            SectionSchema(("Costs",)),
            SectionSchema(("Extras",), required=False),
        ),
        min_questions=1,
        ordered=True,
    )
    files = {"a.md": page("Alpha", body="## Limits\n\nFew words.\n\n## Use cases\n\nText.")}
    findings = findings_of(guides_of, "missing-section", files, page_types=(skill,))
    said = {(finding.line, finding.message) for finding in findings}
    assert said == {
        (1, "'Alpha' has no section 'Costs'; skill guides have it"),
        (1, "'Alpha' has 0 interview questions, not 1"),
        (5, "'Limits' has 2 words of its own, not 5"),
        (5, "'Limits' stands before 'Use cases'; it belongs after it"),
    }


def test_guides_without_questions_are_found_where_others_have_them(guides_of: GuidesOf) -> None:
    asked = questions(("Why?", "So.", "Easy"))
    files = {name: page(name.title(), body=asked) for name in ("alpha.md", "gamma.md")} | {"b.md": page("Beta")}
    files |= {"blog/2026-01-02-news.md": page("News"), "x/index.md": page("Folder"), "x/y.md": page("Y", body=asked)}
    assert [finding.path for finding in findings_of(guides_of, "no-questions", files)] == ["b.md"]


def test_on_a_site_without_the_habit_of_questions_none_is_missing(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}") for i in range(30)}
    assert not findings_of(guides_of, "no-questions", files)
    asked = questions(("Why?", "So.", "Easy"), ("What of gRPC?", "That.", "Easy"), ("How?", "Thus.", "Hard"))
    files |= {f"{i}.md": page(f"Guide {i}", body=asked) for i in range(5)}
    for rule in ("no-questions", "difficulty-gap", "uncovered-topic"):
        assert not findings_of(guides_of, rule, files), rule


@pytest.mark.parametrize(
    ("updated", "said"),
    [("2025-06-14", "was last updated"), ("2024", "was last updated"), ("2026-07", "yet to come")],
)
def test_a_date_that_is_too_old_or_to_come_is_stale(guides_of: GuidesOf, updated: str, said: str) -> None:
    (finding,) = findings_of(guides_of, "stale-guide", {"a.md": page("Alpha", f"updated: {updated}\n")})
    assert said in finding.message
    assert finding.line == 3


@pytest.mark.parametrize("updated", ["2025-06-15", "2025-06", "2025", "2026-06", "2026"])
def test_a_date_has_the_benefit_of_what_it_leaves_out(guides_of: GuidesOf, updated: str) -> None:
    assert not findings_of(guides_of, "stale-guide", {"a.md": page("Alpha", f"updated: '{updated}'\n")})


def test_a_guide_without_a_date_is_never_taken_for_fresh(guides_of: GuidesOf) -> None:
    dated = page("Beta", "updated: 2026-05\n")
    (finding,) = findings_of(guides_of, "stale-guide", {"a.md": page("Alpha"), "b.md": dated})
    assert finding.path == "a.md"
    assert "has no date" in finding.message


def test_a_site_without_dates_and_a_dated_post_are_not_stale(guides_of: GuidesOf) -> None:
    assert not findings_of(guides_of, "stale-guide", {"a.md": page("Alpha"), "b.md": page("Beta")})
    old = page("Old", "updated: 2015-01-02\n")
    posts = ("blog/old.md", "2015/01/old.md", "_posts/2015-01-02-old.md", "changelog.md", "docs/release-notes.md")
    assert not findings_of(guides_of, "stale-guide", dict.fromkeys(posts, old))


def test_today_must_be_a_date(guides_of: GuidesOf) -> None:
    with pytest.raises(GuidedexError, match="not an ISO date"):
        find_gaps(guides_of({"a.md": page("Alpha")}), today="now", rules=["stale-guide"])


def test_a_guide_that_keeps_another_out_is_not_one_way(guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", "related: [Beta]\n"), "b.md": page("Beta")}
    files |= {f"{i}.md": page(f"Guide {i}", f"related: [Guide {i ^ 1}]\n") for i in range(6)}
    assert [finding.path for finding in findings_of(guides_of, "one-way-related", files)] == ["b.md"]
    files["b.md"] = page("Beta", "related_exclude: [Alpha]\n")
    assert not findings_of(guides_of, "one-way-related", files)


def test_a_level_that_the_others_have_is_missed(guides_of: GuidesOf) -> None:
    levels = {"a": "EMH", "b": "EMH", "c": "EMH", "d": "EMM"}
    names = {"E": "Easy", "M": "Medium", "H": "Hard"}
    files = {
        f"{i}.md": page(
            f"Guide {i}", body=questions(*((f"Why {i}{n}?", "So.", names[x]) for n, x in enumerate(wanted)))
        )
        for i, wanted in levels.items()
    }
    (finding,) = findings_of(guides_of, "difficulty-gap", files)
    assert (finding.path, finding.fix) == ("d.md", "add a question that is hard")


def test_a_level_by_another_name_is_not_missed(guides_of: GuidesOf) -> None:
    levels = {"a": "Easy Hard", "b": "Easy Hard", "c": "Easy Hard", "d": "Basic Senior", "e": "Basic Basic"}
    files = {
        f"{i}.md": page(f"Guide {i}", body=questions(*((f"Why {i}{n}?", "So.", x) for n, x in enumerate(names))))
        for i, names in ((i, (*names.split(), "Medium")) for i, names in levels.items())
    }
    (finding,) = findings_of(guides_of, "difficulty-gap", files)
    assert (finding.path, finding.fix) == ("e.md", "add a question that is hard")


@pytest.mark.parametrize("n_answered", [0, 3])
def test_a_list_of_questions_alone_is_meant(guides_of: GuidesOf, n_answered: int) -> None:
    rows = [(f"Why {i}?", "So." if i < n_answered else "", "Easy") for i in range(8)]
    assert not findings_of(guides_of, "unanswered-question", {"a.md": page("Alpha", body=questions(*rows))})


def test_what_a_question_names_and_the_guide_never_speaks_of_is_uncovered(guides_of: GuidesOf) -> None:
    row = ("How does gRPC change this, and OAuth2?", "OAuth2 does not.", "Easy")
    (finding,) = findings_of(guides_of, "uncovered-topic", {"a.md": page("Alpha", body=questions(row))})
    assert finding.subject == "gRPC"
    assert finding.confidence < 1


def test_an_everyday_word_that_is_also_a_guide_is_no_topic(guides_of: GuidesOf) -> None:
    row = ("Where does it run after a restart?", "On the node that had it before the restart.", "Easy")
    files = {"a.md": page("Alpha", body=questions(row)), "w.md": page("Where"), "x.md": page("After")}
    assert not findings_of(guides_of, "uncovered-topic", files)


def test_unanswered_searches_for_one_thing_are_one_finding(guides_of: GuidesOf) -> None:
    demand = [Demand("service mesh", 40), Demand("service mesh istio", 7), Demand("kafka", 90), Demand("zig", 1)]
    guides = guides_of({"a.md": page("Alpha")})
    results = {"kafka": 3}
    report = find_gaps(
        guides, today=TODAY, demand=demand, search=lambda q: results.get(q, 0), rules=["unanswered-search"]
    )
    (finding,) = report.findings
    assert (finding.subject, finding.demand, len(finding.evidence)) == ("service mesh", 47, 2)


def test_a_search_that_has_an_answer_now_is_closed(guides_of: GuidesOf) -> None:
    guides = guides_of({"a.md": page("Alpha")})
    report = find_gaps(guides, today=TODAY, demand=[Demand("alpha", 9, results=0)], search=lambda _: 1)
    assert report.closed == ("alpha",)
    assert not report.findings


def test_few_results_or_few_clicks_make_a_search_weak(guides_of: GuidesOf) -> None:
    demand = [Demand("few", 5, results=2), Demand("shunned", 500, clicks=1, results=50), Demand("fine", 500, 90, 50)]
    report = find_gaps(guides_of({"a.md": page("Alpha")}), today=TODAY, demand=demand, rules=["weak-search"])
    assert {finding.subject for finding in report.findings} == {"few", "shunned"}
