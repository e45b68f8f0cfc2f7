"""Real files with unusual formats or defects, one folder for each."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.guide import Guide
from corpus.reader import read
from tests.corpus.reading import file_of, guide_of

Expectation = Callable[[Guide], bool]


def _text(guide: Guide) -> str:
    return "\n".join(section.text for section in guide.sections)


def _code(guide: Guide) -> str:
    return "\n".join(section.code for section in guide.sections)


def _names(guide: Guide) -> list[str]:
    return [name for name, _ in guide.fields]


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}


EXPECTED: dict[str, Expectation] = {
    "blank_line_before_front_matter": lambda g: "title" in _names(g) and g.body_line == 24,
    "cjk": lambda g: bool({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"} & _scripts(g.body)),
    "code_fence": lambda g: "```" not in _text(g),
    "colon_in_quoted_title": lambda g: ":" in g.title and '"' not in g.title,
    "comment_in_front_matter": lambda g: bool(_text(g)) and "Do not remove" not in g.title,
    "crlf": lambda g: "\r" not in g.body and "title" in _names(g) and bool(_text(g)),
    "duplicate_key": lambda g: g.title == "Qiskit" and "sdk" in g.related,
    "emoji": lambda g: any(ord(c) > 0xFFFF for c in g.body),
    "empty_body": lambda g: g.sections == () and bool(g.summary),
    "empty_file": lambda g: g.sections == () and g.title == "1 zola",
    "hugo_shortcode": lambda g: "{{<" not in _text(g) and "{{%" not in _text(g),
    "html_details": lambda g: "<details>" not in _text(g) or "`<details>`" in g.body,
    "invalid_utf8": lambda g: "—" in _text(g) and "\ufffd" not in g.body,
    "liquid_or_tera": lambda g: bool(_text(g)) and "{%" not in _text(g),
    "mdx_import": lambda g: "import " not in _text(g) and "<Note>" not in g.body,
    "nested_front_matter": lambda g: bool(g.title) and g.slug == "",
    "nbsp": lambda g: "\u00a0" not in _text(g),
    "no_front_matter": lambda g: g.fields == () and g.title == g.sections[0].title,
    "no_title_anywhere": lambda g: "title" in _names(g) and bool(g.sections[0].title),
    "opener_but_no_front_matter": lambda g: "title" in _names(g) and bool(g.sections[0].title),
    "over_100KB": lambda g: len(g.sections) > 100,
    "raw_html_block": lambda g: "<div" not in _text(g),
    "rtl_script": lambda g: bool({"ARABIC", "HEBREW"} & _scripts(_text(g))),
    "tab_in_front_matter": lambda g: g.title == "Converting Units Minutes to Hours",
    "table": lambda g: bool(_text(g)),
    "tags_is_string": lambda g: len(g.tags) > 1 and not any("," in tag for tag in g.tags),
    "title_is_bool": lambda g: g.title in ("on", "off"),
    "token_over_200_chars": lambda g: max(map(len, g.body.split())) > 200,
    "toml_front_matter": lambda g: "+++" not in g.body and "title =" not in _text(g),
    "unbalanced_code_fence": lambda g: bool(_code(g)),
    "utf8_bom": lambda g: not g.body.startswith("\ufeff") and bool(_text(g)),
    "zero_width_or_bidi": lambda g: "\u200b" not in _text(g) and "\u200e" not in _text(g),
}

REPORTED = {
    "duplicate_key/1_gh.md": [("duplicate-key", 13)],
    "invalid_utf8/1_freeCodeCamp.md": [("not-utf-8", 55)],
}
HIDDEN = {"nested_front_matter/2_hugo.md", "over_100KB/1_hugo.md"}


@pytest.mark.real_data
def test_every_odd_file_is_read_or_reported_as_expected(real_data: Path) -> None:
    folder = real_data / "oddities"
    files = sorted(p for p in folder.glob("*/*") if p.suffix in (".md", ".mdx"))
    assert len(files) >= 100
    assert {file.parent.name for file in files} == set(EXPECTED)
    for file in files:
        name = f"{file.parent.name}/{file.name}"
        reading = file_of(file.read_bytes(), file.name)
        assert reading.guide is not None, name
        assert EXPECTED[file.parent.name](reading.guide), name
        reported = [("empty-file", 0)] if file.parent.name == "empty_file" else REPORTED.get(name, [])
        assert [(p.rule, p.line) for p in reading.problems] == reported, name
        assert reading.hidden == (name in HIDDEN), name


@pytest.mark.real_data
def test_the_folder_as_a_whole_loses_no_file(real_data: Path) -> None:
    reading = read([real_data / "oddities"])
    assert {problem.rule for problem in reading.problems} == {"duplicate-key", "empty-file", "not-utf-8"}
    assert len(reading.guides) + len(HIDDEN) == reading.files


HOSTILE = {
    "brackets": "[" * 50_000,
    "images": "![a](" * 10_000,
    "emphasis": "**a" * 20_000,
    "backticks": " ".join("`" * (n % 300) for n in range(400)),
    "quotes": "> " * 20_000,
    "nested lists": "".join(f"{'  ' * n}- a\n" for n in range(200)),
    "unclosed tags": '<a "' * 20_000,
    "unclosed comments": "<!--" * 20_000,
    "nested details": "<details><summary>Why?</summary>\n\n" * 2_000,
    "nested elements": "<div>" * 20_000,
    "shortcodes": "{{<" * 20_000,
    "liquid": "{% comment %}" * 5_000,
    "jsx": "<A b={" * 10_000,
    "footnotes": "[^1]: a\n\n" * 5_000,
    "one long line": "x" * 1_000_000,
    "one long question": "what is x? " * 20_000,
    "spaces": " " * 300_000,
    "a wide table": f"|{'a|' * 5_000}\n|{'-|' * 5_000}\n",
    "many questions": "**Why?**\n\ntext\n\n" * 4_000,
    "carriage returns": "a\r" * 30_000,
    "null bytes at the end": "a" * 5_000 + "\0" * 100,
    "front matter that never ends": "---\n" + "a: b\n" * 20_000,
}


@pytest.mark.contract
@pytest.mark.parametrize("suffix", [".md", ".mdx", ".html", ".txt"])
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_is_a_guide_in_bounded_time(name: str, suffix: str) -> None:
    assert guide_of(HOSTILE[name].encode(), f"a{suffix}").path == f"a{suffix}"
