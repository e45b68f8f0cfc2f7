"""Files that other pages include are parts of these pages, and no guides of their own."""

import os
from pathlib import Path

import pytest

from corpus.formats.includes import MAX_INCLUDED, MAX_PARTS, RULE
from corpus.reader import Reading
from index.build import build
from search import open_index
from tests.corpus.reading import read_folder

PART = "Install it with pip.\n\n## On Windows\n\nUse the installer.\n"

FORMS = [
    ("a.mdx", "import Part from './part.md'\n\n# A\n\nBefore.\n\n<Part />\n\n## After\n\nEnd.\n"),
    ("a.mdx", "import Part from '@site/part.md';\n\n# A\n\n<Part name='x' />\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n{{#include part.md}}\n\n## After\n\nEnd.\n"),
    ("a.md", '# A\n\n--8<-- "part.md"\n\n## After\n\nEnd.\n'),
    ("a.md", "# A\n\n<!--@include: ./part.md-->\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n{% include_relative part.md %}\n\n## After\n\nEnd.\n"),
    ("a.md", '# A\n\n{{% include "part.md" %}}\n\n## After\n\nEnd.\n'),
    ("a.qmd", "# A\n\n{{< include part.md >}}\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n[part](part.md ':include')\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n[!INCLUDE [the part](part.md)]\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n```{include} part.md\n```\n\n## After\n\nEnd.\n"),
    ("a.md", "# A\n\n{!part.md!}\n\n## After\n\nEnd.\n"),
    ("a.mdx", "# A\n\n<include>./part.md</include>\n\n## After\n\nEnd.\n"),
    ("a.mdoc", '# A\n\n{% partial file="part.md" /%}\n\n## After\n\nEnd.\n'),
]


def titles(reading: Reading) -> list[str]:
    return [guide.title for guide in reading.guides]


@pytest.mark.parametrize(("name", "text"), FORMS, ids=[text.split("\n")[2][:20] for _, text in FORMS])
def test_the_text_of_a_part_belongs_to_the_page_that_includes_it(tmp_path: Path, name: str, text: str) -> None:
    reading = read_folder(tmp_path, {f"docs/{name}": text, "docs/part.md": PART, "docs/b.md": "# B\n\nText.\n"})
    assert titles(reading) == ["A", "B"]
    guide = reading.guides[0]
    assert [section.anchor for section in guide.sections] == ["a", "on-windows", "after"]
    assert "Install it with pip." in guide.sections[0].text
    lines = text.split("\n")
    mark = next(at for at, line in enumerate(lines, 1) if "part" in line.lower() and not line.startswith("import"))
    assert [section.line for section in guide.sections[1:]] == [mark, lines.index("## After") + 1]
    assert not reading.problems
    assert reading.ignored == 1


def test_a_part_in_restructuredtext_belongs_to_its_page(tmp_path: Path) -> None:
    page = "A\n=\n\n.. include:: part.rst\n\nAfter\n-----\n\nEnd.\n"
    reading = read_folder(tmp_path, {"a.rst": page, "part.rst": "Install it.\n", "b.md": "# B\n\nText.\n"})
    assert titles(reading) == ["A", "B"]
    assert reading.guides[0].sections[0].text == "Install it."


def test_a_page_with_front_matter_stays_a_page_where_others_include_it(tmp_path: Path) -> None:
    page = f"---\ntitle: Installation\n---\n\n{PART}"
    reading = read_folder(tmp_path, {"a.md": "# A\n\n{{#include b.md}}\n", "b.md": page})
    assert titles(reading) == ["A", "Installation"]
    assert "title:" not in reading.guides[0].body


LINES = """\
# Part

Before.

<!-- ANCHOR: setup -->
<!-- --8<-- [start:setup] -->
<!-- #region setup -->
Set it up.
<!-- #endregion setup -->
<!-- --8<-- [end:setup] -->
<!-- ANCHOR_END: setup -->

## Later

Afterwards.
"""


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ("{{#include part.md:setup}}", "Set it up."),
        ("{{#include part.md:3:8}}", "Before.\nSet it up."),
        ("{{#include part.md:8}}", "Set it up."),
        ("{{#include part.md::3}}", "Part\nBefore."),
        ('--8<-- "part.md:setup"', "Set it up."),
        ('--8<-- "part.md:3,8"', "Before. Set it up."),
        ("<!--@include: ./part.md#setup-->", "Set it up."),
        ("<!--@include: ./part.md#later-->", "Later\nAfterwards."),
        ("<!--@include: ./part.md{15,}-->", "Afterwards."),
        ("[part](part.md ':include :fragment=setup')", "Set it up."),
        ('{% include-markdown "part.md" start="#region setup -->" end="<!-- #end" %}', "Set it up."),
        ("```{include} part.md\n:start-after: '## Later'\n```", "Afterwards."),
        ("```{include} part.md\n:start-line: 12\n```", "Later\nAfterwards."),
        ("```{include} part.md\n:start-after: Before.\n:end-before: '## Later'\n```", "Set it up."),
        ("```{include} part.md\n:code: md\n```", ""),
        ("{{#include part.md:missing}}", ""),
    ],
)  # fmt: skip
def test_a_mark_includes_the_lines_that_it_chooses(tmp_path: Path, mark: str, shown: str) -> None:
    reading = read_folder(tmp_path, {"a.md": f"# A\n\n{mark}\n", "part.md": LINES})
    assert titles(reading) == ["A", "Part"]
    found = [text for section in reading.guides[0].sections for text in (section.title, section.text) if text]
    assert "\n".join(found[1:]) == shown


@pytest.mark.parametrize(
    "mark",
    [
        "```\n{{#include part.md}}\n```",
        "`{{#include part.md}}`",
        "See {{#include part.md}} there.",
        "{{#include part.md:2:5}}",
        "<!--@include: ./part.md{3,}-->",
        '--8<-- "part.md:1:2"',
        "{{#include missing.md}}",
        "{{#include ../../part.md}}",
        "import Part from './part.md'",
    ],
)
def test_a_mark_in_code_or_text_or_of_some_lines_hides_no_page(tmp_path: Path, mark: str) -> None:
    reading = read_folder(tmp_path, {"docs/a.md": f"# A\n\n{mark}\n", "docs/part.md": f"# Part\n\n{PART}"})
    assert titles(reading) == ["A", "Part"]


def test_parts_lie_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("The password.")
    source = tmp_path / "source"
    source.mkdir()
    os.symlink(tmp_path / "secret.md", source / "link.md")
    marks = ["../secret.md", str(tmp_path / "secret.md"), "link.md", "a" * 299 + ".md", "."]
    page = "# A\n\n" + "\n\n".join(f"{{{{#include {mark}}}}}" for mark in marks)
    assert "password" not in read_folder(source, {"a.md": page}).guides[0].body


def test_pages_that_include_each_other_stay_pages(tmp_path: Path) -> None:
    files = {"a.md": "# A\n\n{{#include b.md}}\n", "b.md": "# B\n\n{{#include a.md}}\n", "c.md": "{{#include c.md}}\n"}
    assert sorted(titles(read_folder(tmp_path, dict(files)))) == ["A", "B", "C"]


def test_parts_of_parts_belong_to_the_page(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "# A\n\n{{#include parts/b.md}}\n",
        "parts/b.md": "Of B.\n\n{{#include c.md}}\n",
        "parts/c.md": "Of C.\n",
    }
    reading = read_folder(tmp_path, files)
    assert titles(reading) == ["A"]
    assert reading.guides[0].sections[0].text == "Of B.\nOf C."


@pytest.mark.parametrize(
    "part", ["x" * (MAX_INCLUDED // 2) + "\n", "{{#include part.md}}\n{{#include b.md}}\n", "short\n"]
)
def test_what_a_page_includes_is_bounded_and_reported(tmp_path: Path, part: str) -> None:
    marks = "\n\n".join(["{{#include part.md}}"] * (MAX_PARTS + 10))
    reading = read_folder(tmp_path, {"a.md": f"# A\n\n{marks}\n", "part.md": part, "b.md": marks})
    guide = next(guide for guide in reading.guides if guide.title == "A")
    assert len(guide.body) < MAX_INCLUDED + 10_000
    assert RULE in {problem.rule for problem in reading.problems}


def test_an_edited_part_is_read_again_with_its_page(tmp_path: Path) -> None:
    source, index = tmp_path / "source", tmp_path / "index"
    source.mkdir()
    (source / "a.md").write_text("# A\n\n{{#include part.md}}\n")
    (source / "b.md").write_text("# B\n\nText.\n")
    for part in ("One.\n", "Two.\n"):
        (source / "part.md").write_text(part)
        build([source], index)
    assert open_index(index).search("two").total == 1
