import re
from pathlib import Path

import pytest

from corpus.formats import endings
from corpus.formats.rst import read_rst
from corpus.reader import ReadOptions, read_file
from tests.corpus.reading import file_of, guide_of, read_folder

pytest.importorskip("docutils")

PAGE = """\
:tags: alpha, beta
:orphan:

.. _my-label:

Title of the page
=================

Intro with :ref:`a label <x>`, :func:`~os.path.join`, ``code``, |sub| and `a link`_.

.. |sub| replace:: a substitution
.. _a link: https://example.org

.. toctree::

   other

.. note:: Mind *this*.

.. versionadded:: 3.2
   New *thing*.

Section one
-----------

.. code-block:: python
   :emphasize-lines: 1

   x = 1

.. tab:: Linux

   Do it.

.. glossary::

   Term
      Its meaning.

.. py:function:: json.dumps(obj)

   Serialize.
"""


def test_a_page_of_sphinx_is_read_as_its_readers_see_it() -> None:
    guide = guide_of(PAGE, "a.rst")
    assert (guide.title, guide.tags) == ("Title of the page", ("alpha", "beta"))
    first, second, function = guide.sections
    assert first.text.split("\n") == [
        "Intro with a label, join, code, a substitution and a link.", "Note", "Mind this.", "3.2 New thing.",
    ]  # fmt: skip
    assert (second.title, second.anchor, second.code) == ("Section one", "section-one", "x = 1")
    assert second.text.split("\n") == ["Linux", "Do it.", "Term", "Its meaning."]
    assert (function.title, function.anchor, function.text) == ("json.dumps(obj)", "json.dumps", "Serialize.")


def test_sections_have_the_lines_of_their_titles() -> None:
    lines = PAGE.split("\n")
    assert [lines[section.line - 1] for section in guide_of(PAGE, "a.rst").sections[:2]] == [
        "Title of the page", "Section one",
    ]  # fmt: skip


def test_nothing_is_included_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    page = f"A\n=\n\n.. include:: {tmp_path / 'secret'}\n\n.. raw:: html\n   :file: {tmp_path / 'secret'}\n\nText\n"
    guide = guide_of(page, "a.rst")
    assert "secret" not in guide.body
    assert guide.sections[0].text == "Text"


@pytest.mark.parametrize(
    "page", ["", "A\n==\n\nB\n--\n\nC\n~~~\n\n=\n", "`" * 1_000, "* " * 2_000, ".. a::\n" * 500, "\0"]
)
def test_a_broken_page_is_read_or_reported(page: str) -> None:
    reading = file_of(page, "a.rst")
    assert reading.guide or reading.problems


def test_content_that_docutils_cannot_place_is_a_problem_with_its_line() -> None:
    reading = file_of("A\n=\n\n.. image:: a.png\n   :strange: 1\n\nText, |x| and `y`_.\n", "a.rst")
    assert [(problem.rule, problem.line) for problem in reading.problems] == [("rst-invalid", 4)]


def test_without_docutils_the_pages_are_counted_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endings.accepted_endings.cache_clear()
    monkeypatch.setattr(endings, "find_spec", lambda name: None)
    reading = read_folder(tmp_path, {"a.md": "# A", "b.rst": "B\n=\n"})
    endings.accepted_endings.cache_clear()
    assert (reading.files, reading.skipped) == (1, {".rst": 1})
    assert endings.advice(reading.skipped) == ["1 .rst: pip install 'guidedex[rst]'"]


def test_unknown_targets_and_substitutions_are_no_section() -> None:
    text = "A\n=\n\nSee expanded_ there.\n\nB\n-\n\nAs `x`_ and |sub| [1]_ show.\n"
    reading = read_file(text.encode(), "a.rst", ReadOptions())
    assert reading.guide
    assert [section.title for section in reading.guide.sections] == ["A", "B"]
    assert not reading.problems


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        (".. _inline-metadata:\n\nInline metadata\n===============\n", ["inline-metadata"]),
        (".. _Usage:\n.. _how:\n\nUsage\n=====\n", ["usage"]),
        (".. _how:\n\nUsage\n=====\n", ["usage"]),
        ("Usage\n=====\n\nMore\n----\n\nUsage\n~~~~~\n\nMore\n----\n", ["usage", "more", "id1", "id2"]),
        ("Usage\n=====\n\n.. _two:\n\nUsage\n-----\n", ["usage", "id1"]),
    ],
)
def test_sections_have_the_anchors_that_sphinx_gives_them(text: str, anchors: list[str]) -> None:
    assert re.findall(r"\{#([\w-]+)\}", read_rst(text, "a.rst").body) == anchors


def test_text_that_docutils_objects_to_is_no_link() -> None:
    guide = guide_of("A\n=\n\nAs `x`_ shows, and |sub|, and *this.\n", "a.rst")
    assert guide.links == ()
    assert "x" in guide.sections[0].text


@pytest.mark.parametrize(
    "text",
    [
        "A line.\n" * 20_000,
        "word a_ |b| `c` *d*\n\n" * 5_000,
        "a_ " * 5_000,
        "*a " * 5_000,
        ".. [1] a\n" * 8_000,
        "   .. note:: a\n\n" * 8_000,
        "_" * 50 + " " + "x_ " * 3_000,
    ],
    ids=["lines", "marks", "marks of a paragraph", "emphasis", "footnotes", "directives", "underscores"],
)
def test_a_page_that_docutils_takes_long_for_is_read_in_part_and_reported(text: str) -> None:
    page = read_rst(f"Title\n=====\n\nBegins here.\n\n{text}", "a.rst")
    assert "Begins here." in page.body
    (problem,) = [problem for problem in page.problems if problem.message.startswith("only the first")]
    assert problem.fix == "split the page"
    n_read = int(re.search(r"[\d,]+", problem.message)[0].replace(",", ""))
    assert 1_000 < n_read < len(text)


def test_underlines_of_titles_and_tables_are_no_marks() -> None:
    text = "".join(f"{'*' * 80}\nPart {number}\n{'*' * 80}\n\nText.\n\n" for number in range(300))
    assert "Part 299" in read_rst(text, "a.rst").body
