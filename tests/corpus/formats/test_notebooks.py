import json

import pytest

from tests.corpus.reading import file_of, guide_of


def notebook(*cells: tuple[str, str | list[str]], **fields: object) -> str:
    written = [{"cell_type": kind, "source": source, "outputs": [{"data": "an output"}]} for kind, source in cells]
    return json.dumps({"cells": written, "metadata": {"kernelspec": {"language": "r"}}, **fields}, indent=1)


def test_markdown_cells_are_text_and_code_cells_are_code() -> None:
    guide = guide_of(notebook(("markdown", ["# Plots\n", "\n", "Some *text*"]), ("code", ["x <- 1\n", "x"])), "a.ipynb")
    (section,) = guide.sections
    assert (guide.title, section.text, section.code) == ("Plots", "Some text", "x <- 1\nx")
    assert "```r\n" in guide.body
    assert "output" not in guide.body


def test_sections_have_the_lines_of_their_strings() -> None:
    text = notebook(("markdown", ["# A\n", "\n", "One"]), ("code", ["```\n", "# B"]), ("markdown", ["## B\n", "Two"]))
    lines = text.split("\n")
    assert [lines[section.line - 1].strip() for section in guide_of(text, "a.ipynb").sections] == [
        '"# A\\n",', '"## B\\n",',
    ]  # fmt: skip


def test_the_first_cell_may_be_front_matter() -> None:
    guide = guide_of(notebook(("raw", "---\ntitle: Given\ntags: [a]\n---"), ("markdown", "# Other")), "a.ipynb")
    assert (guide.title, guide.tags) == ("Given", ("a",))


def test_notebooks_of_version_three_are_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"]},
        {"cell_type": "markdown", "source": "Text"},
        {"cell_type": "code", "input": "x = 1"},
    ]
    (section,) = guide_of(json.dumps({"worksheets": [{"cells": cells}]}), "a.ipynb").sections
    assert (section.title, section.level, section.text, section.code) == ("Old", 2, "Text", "x = 1")


@pytest.mark.parametrize("text", ["{bad", "[]", "3", '{"cells": 3}', '{"cells": [3]}', "[" * 100_000, '{"a": 1}'])
def test_a_notebook_that_does_not_parse_is_a_problem(text: str) -> None:
    assert [problem.rule for problem in file_of(text, "a.ipynb").problems] == ["notebook-invalid"]


def test_an_empty_notebook_is_no_problem_of_its_form() -> None:
    assert not file_of('{"cells": []}', "a.ipynb").problems
