"""Marks of Documenter.jl, Paradox, Nuxt's MDC, Dendron, bookdown and PyMdown, and what readers see of each."""

from pathlib import Path

import pytest

from corpus.markdown.generators import plain_markdown
from corpus.questions.wording import asks
from tests.corpus.reading import guide_of, read_folder

SHOWN = [
    ("[`makedocs`](@ref) and [the guide](@ref \"Some name\")", "`makedocs` and the guide"),
    ("[array [1]](@extref Julia) and [a](@cite x)", "array [1] and a"),
    ("[mail](a@ref.org)", "[mail](a@ref.org)"),
    ("@ref[new](new.md), @ref:[old](old.md), @apidoc[Foo.Bar]", "[new](new.md), [old](old.md), Foo.Bar"),
    ("@scala[a `List[Int]`]@java[a list]", "a `List[Int]`a list"),
    ("me@ref[1] and `@ref[x](y)`", "me@ref[1] and `@ref[x](y)`"),
    ("@@@ note\nMind.\n@@@", "\nMind.\n"),
    ("@@toc { depth=1 }", ""),
    ("Scala\n:   @@snip [a](/b) { #c }", "Scala\n"),
    ("::tabs\n::tab blade\nText.\n::", "\n**blade**\nText.\n"),
    ("@@ -1,3 +1,3 @@", "@@ -1,3 +1,3 @@"),
    ("::note\nMind.\n::", "\nMind.\n"),
    ("::card{title=\"Mind\"}\nText.\n::", "**Mind**\nText.\n"),
    ("::card\n---\nicon: x\n---\n#title{unwrap=\"p\"}\nText.\n::", "\n\n\n\n\nText.\n"),
    ("std\n::std::vector is a class.\n", "std\n::std::vector is a class.\n"),
    ("[Send][Demo]{.md-button}", "[Send][Demo]"),
    ("[Nuxt]{.text-primary} and [a](b){.x} and [ref]{ no }", "Nuxt and [a](b) and [ref]{ no }"),
    (":icon{name=\"x\"}:kbd[Ctrl]{.k} at 10:30", "Ctrl at 10:30"),
    ("http://host:port[1] and a:b[c]", "http://host:port[1] and a:b[c]"),
    ("[[the doctor|dendron.topic.doctor#actions]]", "[the doctor](wiki:dendron.topic.doctor#actions)"),
    ("[[Talks|dendron://vault/events.talks]]", "[Talks](wiki:events.talks)"),
    ("[[node|node.js]] [[release|v1.2.3]]", "[node.js](wiki:node) [v1.2.3](wiki:release)"),
    ("In Chapter \\@ref(usage) of knitr\\index{knitr \\emph{x}}.", "In Chapter  of knitr."),
    ("\\mainmatter\n\nText \\mainmatter", "\n\nText \\mainmatter"),
    ("`#!py3 True`, `#!/bin/sh`, `a #!b c`", "`True`, `#!/bin/sh`, `a #!b c`"),
]  # fmt: skip

HEADINGS = [
    ("# [Remotes for `files`](@id remotes)", "Remotes for files", "remotes"),
    ("# (PART) The basics {-}", "The basics", "the-basics"),
    ("# (PART\\*) The basics {-}", "The basics", "the-basics"),
    ("# (APPENDIX) Appendix {-}", "Appendix", "appendix"),
    ("# Preface {.unnumbered}", "Preface", "preface"),
    ("# (PARTIAL) results", "(PARTIAL) results", "partial-results"),
    ("# Designed by [Nuxt]{.text-primary}", "Designed by Nuxt", "designed-by-nuxt"),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_readers_see_the_text_of_a_mark(written: str, shown: str) -> None:
    assert plain_markdown(written) == shown


@pytest.mark.parametrize(("heading", "title", "anchor"), HEADINGS)
def test_a_heading_has_its_title_and_anchor(heading: str, title: str, anchor: str) -> None:
    guide = guide_of(f"{heading}\n\nText.\n")
    assert (guide.title, guide.sections[0].anchor) == (title, anchor)


def test_yaml_of_a_component_is_no_heading() -> None:
    page = "# A\n\n::grid\n  :::card\n  ---\n  icon: x\n  title: y\n  ---\n  Text.\n  :::\n::\n"
    assert [section.title for section in guide_of(page).sections] == ["A"]


@pytest.mark.parametrize("anchor", ["5.3.1-terms%2C-and", "a/b", "x+y", "a@b"])
def test_an_id_of_rendered_html_is_kept_as_it_is(anchor: str) -> None:
    page = f'<html><body><main><h1>A</h1><h2 id="{anchor}">Terms</h2><p>Text.</p></main></body></html>'
    assert guide_of(page, "a.html").sections[-1].anchor == anchor


def test_folders_in_parentheses_have_no_address(tmp_path: Path) -> None:
    page = "# A\n\nText.\n"
    files: dict[str, str | bytes] = dict.fromkeys(["(docs)/a.md", "(docs)/(x)/b.md", "c/d.md"], page)
    assert [guide.slug for guide in read_folder(tmp_path / "one", files).guides] == ["a", "b", "c/d"]
    files = dict.fromkeys(["(a)/index.md", "(b)/index.md", "c.md"], page)
    reading = read_folder(tmp_path / "two", files)
    assert len(reading.guides) == 3
    assert not reading.problems


def test_a_call_with_an_optional_argument_asks_nothing() -> None:
    assert not asks("find(navigation, path, options?)")
    assert not asks("$router.push(to?)")
    assert asks("What does push(to) do?")
    assert asks("Is it slow (and why?)")


def test_a_name_of_two_endings_has_the_address_of_the_page_it_makes(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"a/setup.html.md": "# A\n\nText.\n", "b.html.markdown": "# B\n\nText.\n"})
    assert [guide.slug for guide in reading.guides] == ["a/setup", "b"]
