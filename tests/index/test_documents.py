"""Tests of documents: where the site has them, and the names of table rows."""

import pytest

from index.documents import documents_of
from index.options import SiteOptions
from tests.corpus.reading import guide_of

LONG = "Change the address, the icon, the members and the name of an organization"

FAQ = """\
    ---
    slug: beans
    lang: en
    ---
    # Beans

    ## FAQ

    ### What is a bean?

    A seed.

    ## Interview questions

    - **Why roast it?**

      For its taste.

    ## Example projects

    | Project | Scope | Signal |
    | --- | --- | --- |
    | Roaster | Roast a bag | Patience |
    """


@pytest.mark.parametrize(
    ("kind", "document_id", "place"),
    [
        ("faq", "beans#faq-what-is-a-bean", "what-is-a-bean"),
        ("question", "beans#q-why-roast-it", "interview-questions"),
        ("project", "beans#project-roaster", "example-projects"),
    ],
)
def test_a_question_leads_to_the_heading_that_the_site_has(kind: str, document_id: str, place: str) -> None:
    guide = guide_of(FAQ)
    on_site = {d.kind: d for d in documents_of([guide], site=SiteOptions(url_pattern="/skills/{slug}/#{anchor}"))}
    assert (on_site[kind].id, on_site[kind].url) == (document_id, f"/skills/beans/#{place}")
    own = {d.kind: d for d in documents_of([guide])}
    assert own[kind].url == f"/guides/{document_id}"


def test_a_question_above_all_headings_leads_to_the_page() -> None:
    guide = guide_of(
        "---\ntitle: Beans FAQ\nfaq:\n- question: Why?\n  answer: So.\n---\n# Beans\n\nSeeds.\n", "beans.md"
    )
    (faq,) = (d for d in documents_of([guide], site=SiteOptions(url_pattern="/s/{slug}")) if d.kind == "faq")
    assert (faq.anchor, faq.url) == ("", f"/s/{guide.slug}")


def test_questions_of_equal_text_lead_to_their_own_headings() -> None:
    text = "# Bank\n\n## FAQ\n\n### What is it?\n\nA seed.\n\n### What is it?\n\nA leaf.\n"
    faqs = [d for d in documents_of([guide_of(text, "bank.md")]) if d.kind == "faq"]
    assert [d.anchor for d in faqs] == ["what-is-it", "what-is-it-1"]


@pytest.mark.parametrize(
    ("header", "rows", "titles"),
    [
        ("Key | Action", ["a | Go", "b | Stop"], ["a", "b"]),
        ("Default | Dir | Name", ["Yes | > | open", "Yes | < | open", "Yes | > | dup", "No | < | dup"] * 2, None),
        ("Method | Path", ["GET | /a", "GET | /b", "GET | /c", "POST | /d"] * 2, None),
        ("Key | Icon | Action", ["x | - | Go", "– | * | Fly", "- | ! | Dive"], ["x", "*", "!"]),
        ("Key | Icon | Action", ["x | | Go", "- | | Fly", "— | | Dive"], ["x", "Fly", "Dive"]),
        ("Type | What", ["Fix | " + "word " * 20 + str(number) for number in range(5)], ["Fix"] * 5),
        ("A | B", ["- | -", "- | –"], ["-", "-"]),
        ("Sl.No. | Command", ["01. | npm ci", "02. | npm run"], ["npm ci", "npm run"]),
        ("# | Command | What", ["1 | ls | List", "2 | cd | Change"], ["ls", "cd"]),
        ("Status | Meaning", ["404 | Missing", "413 | Too large"], ["404", "413"]),
        ("No. | Text", ["1 | " + "word " * 20 + "1", "2 | " + "word " * 20 + "2"], ["1", "2"]),
        ("Sign | Meaning", ["+ | Add", "- | Take away"], ["+", "-"]),
        ("May | Who", [f"{LONG} {n} | All" for n in (1, 2)], [f"{LONG} 1", f"{LONG} 2"]),
        ("State | Since", ["on | 1", "on | 1", "on | 1", "on | 1"], ["on"] * 4),
    ],
)
def test_a_row_is_named_by_the_column_that_tells_rows_apart(
    header: str, rows: list[str], titles: list[str] | None
) -> None:
    width = header.count("|") + 1
    if titles is None:  # the last column
        rows = [f"{row}{number // 2}" for number, row in enumerate(rows)]
        titles = [row.rpartition("| ")[2] for row in rows]
    lines = [f"| {line} |" for line in (header, " | ".join(["---"] * width), *rows)]
    guide = guide_of("# A\n\n## T\n\n" + "\n".join(lines) + "\n", "a.md")
    found = sorted((d for d in documents_of([guide]) if d.kind == "row"), key=lambda d: d.line)
    assert [d.title for d in found] == titles
