"""Metadata of files that have no front matter between fences."""

import pytest

from corpus.guide import Guide
from tests.corpus.reading import file_of, guide_of, rules


def text_of(guide: Guide) -> str:
    return "\n".join(section.text for section in guide.sections)


@pytest.mark.parametrize(
    "header",
    [
        "Title: Kafka basics\nTags: log, stream\nDate: 2026-06-30 10:20\n",
        "title: Kafka basics\ntags: log, stream\nmodified: 2026-06-30\nslug: kafka-basics\n---\n",
        "Title:  Kafka basics\nAuthor: Ann\nKeywords: log,\n  stream\nDate: June 30, 2026\nCSS: style.css\n",
        "Title: Kafka\n    basics\nTags: log, stream\nDate: 2026/06/30\nSummary: A log.\n",
        "title:: Kafka basics\ntags:: [[log]], [[stream]]\ndate:: [[2026-06-30]]\nid:: 64f0\ncollapsed:: true\n",
        "Tags:: log, stream\ntitle:: Kafka basics\nupdated:: 2026-06-30\n",
    ],
)
def test_the_header_of_a_page_is_its_metadata(header: str) -> None:
    reading = file_of(f"{header}\nKafka is a log.\n\n## Use\n\nText.\n")
    guide = reading.guide
    assert guide is not None
    assert reading.problems == ()
    assert (guide.title, guide.tags, guide.updated) == ("Kafka basics", ("log", "stream"), "2026-06-30")
    assert text_of(guide) == "Kafka is a log.\nText."
    assert guide.sections[-1].line == header.count("\n") + 4


@pytest.mark.parametrize(
    ("block", "title", "date"),
    [
        ("% Kafka basics\n% Ann; Bob\n% 2026-06-30\n", "Kafka basics", "2026-06-30"),
        ("% Kafka\n  basics\n%\n% June 2026\n", "Kafka basics", "2026-06"),
        ("% Kafka basics\n", "Kafka basics", ""),
    ],
)
def test_the_title_block_of_pandoc_is_metadata(block: str, title: str, date: str) -> None:
    guide = guide_of(f"{block}\nKafka is a log.\n")
    assert (guide.title, guide.updated, text_of(guide)) == (title, date, "Kafka is a log.")


@pytest.mark.parametrize(
    "text",
    [
        "Note: this is prose.\n\nMore.\n",
        "Difference: a thread shares memory\nand a process does not.\n",
        "Input: a list\nOutput: a number\nTime: linear\n\nText.\n",
        "Title: what a title is\nand how it goes on without an end\n",
        "%% a comment %%\n\nText.\n",
        "100% Kafka\n\nText.\n",
        "Use std::vector and a::b.\n\n`key:: value` stays.\n",
        "Example::\n\n    code\n",
    ],
)
def test_prose_with_a_colon_is_no_header(text: str) -> None:
    guide = guide_of(text, "kafka.md")
    assert (guide.title, guide.tags, guide.fields) == ("Kafka", (), ())


def test_what_pelican_calls_a_draft_is_hidden() -> None:
    assert file_of("Title: A\nStatus: draft\n\nText.\n").hidden
    assert not file_of("Title: A\nStatus: published\n\nText.\n").hidden


def test_front_matter_wins_over_fields_in_the_text() -> None:
    guide = guide_of("---\ntitle: Own\ntags: [a]\n---\ntitle:: Other\ntags:: b, c\n\nText.\n")
    assert (guide.title, guide.tags) == ("Own", ("a", "b", "c"))


def test_readers_see_the_properties_that_are_no_fields() -> None:
    text = "# Film\n\nrating:: 8\n\n- seen:: yes\n  id:: 64f0\n- Time [length:: 2 h] in (place:: Rome) `[a:: b]`\n"
    text += "\n```\nkey:: x\n```\n"
    guide = guide_of(text)
    assert text_of(guide) == "rating: 8\nseen: yes\nTime length: 2 h in Rome [a:: b]"
    assert guide.sections[0].code == "key:: x"


NOTION = "Kafka 0123456789abcdef0123456789abcdef.md"


def test_the_properties_of_a_page_of_notion_are_metadata() -> None:
    text = "# Kafka\n\nCreated: May 3, 2026 1:00 PM\nLast edited time: June 30, 2026 9:15 AM\n"
    text += "Tags: log, stream\nOwner: Ann\n\nA log.\n"
    reading = file_of(text, NOTION)
    assert reading.guide is not None
    assert rules(reading) == []
    assert (reading.guide.title, reading.guide.tags, reading.guide.updated) == (
        "Kafka",
        ("log", "stream"),
        "2026-06-30",
    )
    assert text_of(reading.guide) == "Owner: Ann\nA log."


def test_the_same_lines_elsewhere_are_text() -> None:
    assert "Tags: log" in text_of(guide_of("# Kafka\n\nTags: log\n\nA log.\n"))


TAGGED = (
    "# Kafka\n\nA log #stream #data/log, see #42 and [a](b.md#c).\n\n- #queue\n\n```c\n#include\n```\n`#code` C# a#b\n"
)


@pytest.mark.parametrize(("inline_tags", "tags"), [(True, ("stream", "data/log", "queue")), (False, ())])
def test_tags_in_the_text_are_read_where_the_site_says_so(inline_tags: bool, tags: tuple[str, ...]) -> None:
    guide = guide_of(TAGGED, inline_tags=inline_tags)
    assert guide.tags == tags
    assert guide.sections[0].code == "#include"
    if inline_tags:
        assert text_of(guide) == "A log stream data/log, see #42 and a.\nqueue\n#code C# a#b"


def test_a_page_of_ten_thousand_fields_is_bounded() -> None:
    guide = guide_of("Title: A\n" * 10_000 + "\n" + "key:: value #tag\n" * 10_000, inline_tags=True)
    assert len(guide.fields) < 600
