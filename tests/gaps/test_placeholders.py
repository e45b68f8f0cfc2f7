"""Left-overs of templates, and what only looks like them."""

from pathlib import Path

import pytest

from search.gaps import find_gaps
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, findings_of, page
from web.source_files import FilesOfSources


@pytest.mark.parametrize("text", ["$-style endpoints", "TODO: more", "{{ name }} here", "Lorem ipsum dolor", "[TBD]"])
def test_left_overs_of_a_template_are_found(guides_of: GuidesOf, text: str) -> None:
    (finding,) = findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=f"First.\n\nThe {text}.")})
    assert finding.line == 7


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("To be completed.", True),
        ("_Coming soon…_", True),
        ("> This section is under construction.", True),
        ("🚧 Work in progress", True),
        ("This page is a stub.", True),
        ("Documentation coming soon!", True),
        ("- WIP", True),
        ("A commit to be completed by hooks.", False),
        ("The bridge is under construction.", False),
        ("## Under construction\n\nThe theme of that name.", False),
        ("`WIP`", False),
    ],
)
def test_a_line_that_says_that_its_text_is_to_be_written_is_found(
    guides_of: GuidesOf, text: str, is_found: bool
) -> None:
    assert (
        bool(findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=f"Text.\n\n{text}\n\nText.")}))
        == is_found
    )


@pytest.mark.parametrize("text", ["Lorem ipsum.", "See it. Lorem ipsum stands here.", "a | lorem ipsum | b"])
def test_a_text_that_stands_for_another_is_found(guides_of: GuidesOf, text: str) -> None:
    assert findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=text)})


def test_advice_about_such_texts_is_none(guides_of: GuidesOf) -> None:
    body = "Use real content instead of lorem ipsum in a prototype."
    assert not findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=body)})


@pytest.mark.parametrize(
    "text",
    ["`{{ name }}`", "```\nTODO: x\n```", "<!-- TODO: later -->", "a TODO list", "costs $5-10", "[your guide](a.md)",
     "{{< figure >}}", "the todo app", "<code>${x}</code>", "> ```\n> {{ name }}\n> ```",
     "<pre>\nTODO: x\n</pre>", "    {{ name }}\n    lorem ipsum", "- step\n\n    ```\n    TODO: x\n    ```",
     "one = \"{{ . }} day\"", "`{{ name }}` prints {{ name }}", "## Coming soon\n\n- Dark mode",
     "~~~\n```\nTODO: x\n~~~", "  $-border-radius: 0.25rem;", "$-black : #000", "set $-shadow;"],
)  # fmt: skip
def test_what_only_looks_like_a_left_over_is_left_alone(guides_of: GuidesOf, text: str) -> None:
    assert not findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=f"First.\n\n{text}")})


@pytest.mark.parametrize(
    "text", ["## Why {{ name }}?\n\nText.", "## TODO\n\n## Next\n\nText.", "- TODO", "Coming soon!"]
)
def test_a_left_over_in_a_heading_is_found_unless_it_names_what_stands_below(guides_of: GuidesOf, text: str) -> None:
    (finding,) = findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=text)})
    assert finding.line == 5


def test_a_note_to_the_author_is_shown_with_what_it_says(guides_of: GuidesOf) -> None:
    (finding,) = findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body="**TODO: explain hashing.** More.")})
    assert finding.message == "'TODO: explain hashing' is left over from a template"


def test_one_left_over_of_many_guides_is_one_finding(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", body=f"TODO: part {i}.") for i in range(9)}
    (finding,) = findings_of(guides_of, "placeholder", files)
    assert finding.message == "'TODO:' is left over from a template in 9 guides"
    assert [(place.path, place.line) for place in finding.evidence] == [(f"{i}.md", 5) for i in range(9)]


@pytest.mark.parametrize(
    ("letter", "is_found"),
    [
        ("Join us at [insert date].", True),
        ("Hi from [YOUR COMPANY], I like [YOUR COMPANY].", False),
        ("Dear [your name],\n\nI work at [YOUR AMAZING COMPANY].", False),
    ],
)
def test_several_blanks_are_meant_for_readers(guides_of: GuidesOf, letter: str, is_found: bool) -> None:
    files = {"a.md": page("Alpha", body=f"Write so.\n\n> {letter}")}
    assert bool(findings_of(guides_of, "placeholder", files)) == is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Welcome, [your name], to the site.", True),
        ("It is called “Welcome, [your name]!” and has lists.", False),
        ('Say "I am [your name]" and wait.', False),
        ('Say "yes" to [your name] and wait.', True),
    ],
)
def test_a_blank_between_quotation_marks_is_what_to_say(guides_of: GuidesOf, text: str, is_found: bool) -> None:
    assert bool(findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=text)})) == is_found


@pytest.mark.parametrize(
    ("front", "comment", "is_found"),
    [
        ("", "", True),
        ("editLink: false\n", "", False),
        ("custom_edit_url: null\n", "", False),
        ("editLink: true\n", "", True),
        ("", "<!-- This file is auto-generated, do not edit -->\n\n", False),
        ("", "<!-- DO NOT EDIT this section, run doctoc -->\n\n", True),
    ],
)
def test_a_page_that_a_tool_writes_is_mended_elsewhere(
    guides_of: GuidesOf, tmp_path: Path, front: str, comment: str, is_found: bool
) -> None:
    files = {"a.md": page("Alpha", front, f"{comment}TODO: more.")}
    (tmp_path / "a.md").write_text(files["a.md"], encoding="utf-8")
    report = find_gaps(guides_of(files), today=TODAY, rules=["placeholder"], files=FilesOfSources([tmp_path]))
    assert bool(report.findings) == is_found
