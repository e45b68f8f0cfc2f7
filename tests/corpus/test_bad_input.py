"""Broken and hostile files; none of them stops a build."""

import os
import random
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import corpus
from corpus.files import printable
from corpus.reader import ReadOptions, read
from corpus.render import to_html
from tests.corpus.banks import FORMATS
from tests.corpus.reading import file_of, folder_of

DEEP = 10_000
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{f'*{a},' * 9}]\n" for a, b in pairwise("abcdef"))

BROKEN: dict[str, tuple[str | bytes, list[str]]] = {
    "yaml that does not parse.md": ("---\na: [b\nc: d: e\n---\n# Y", ["front-matter-invalid"]),
    "yaml bomb.md": (f"---\n{BOMB}---\n# B", ["front-matter-invalid"]),
    "deep yaml.md": (f"---\na: {'[' * DEEP}{']' * DEEP}\n---\n# D", ["front-matter-invalid"]),
    "deep toml.md": (f"+++\na = {'[' * DEEP}{']' * DEEP}\n+++\n# D", ["front-matter-invalid"]),
    "deep json.md": (
        f'{{"a": {"[" * DEEP}{"]" * DEEP}}}\n# D',
        ["front-matter-invalid", "too-much-markup"],
    ),
    "deep html.html": ("<div>" * DEEP + "text" + "</div>" * DEEP, []),
    "deep details.md": ("<details><summary>a</summary>\n\n" * DEEP, []),
    "deep lists.md": ("".join(f"{'  ' * n}- a\n" for n in range(500)), ["too-much-markup"]),
    "deep quotes.md": (">" * DEEP + " a", ["too-much-markup"]),
    "deep callouts.md": ("".join(f"{'    ' * n}!!! note\n" for n in range(300)), ["too-much-markup"]),
    "front matter that never ends.md": ("---\ntitle: N\nx: y\n\nText", ["front-matter-without-end"]),
    "binary.md": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["binary-file"]),
    "scripts.html": ("<h1>Hi<script>alert(1)</script></h1><p onclick=x>Text<b>bold<i>it</p><img src=x onerror=y>", []),
    "controls.html": ("<details><summary>a</summary>\x0b\x1b text</details>&#1;<p>\x07</p>", []),
    "half characters.md": ('{"title": "\\ud800", "tags": ["\\udfff"]}\n\n# H', []),
    "half characters.jsonl": ('{"id": "\\ud800", "title": "x"}', []),
    "deep record.jsonl": ("[" * DEEP, ["bad-record"]),
    "latin record.jsonl": (b'{"id": "caf\xe9", "title": "x"}', ["bad-record"]),
    "too large.md": ("x" * 1_000_001, ["too-large"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_is_read_or_reported_beside_a_good_one(name: str, tmp_path: Path) -> None:
    content, rules = BROKEN[name]
    folder_of(tmp_path, {name: content, "good.md": "# Good\n\nText"})
    reading = read([tmp_path], ReadOptions(max_bytes=1_000_000))
    assert [problem.rule for problem in reading.problems] == rules
    assert {problem.path for problem in reading.problems} <= {name}
    assert "good" in {guide.slug for guide in reading.guides}
    for guide in reading.guides:
        assert "alert" not in to_html(guide)
        repr(guide).encode()


def test_a_gigabyte_on_one_line_is_not_read(tmp_path: Path) -> None:
    for name in ("huge.md", "huge.jsonl"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 30)
    reading = read([tmp_path])
    assert [(problem.path, problem.rule) for problem in reading.problems] == [
        ("huge.jsonl", "too-large"), ("huge.md", "too-large"),
    ]  # fmt: skip


def test_links_in_a_circle_are_not_followed(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.md": "# A"})
    for name, target in {"one": "two", "two": "one", "self.md": "self.md", "here": "."}.items():
        (tmp_path / name).symlink_to(target)
    reading = read([tmp_path])
    assert [guide.slug for guide in reading.guides] == ["a"]
    assert [(problem.path, problem.rule) for problem in reading.problems] == [("self.md", "unreadable")]


def test_a_file_that_may_not_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"a.md": "# A", "b.md": "# B"})
    opened: Callable[[str, int], int] = os.open

    def refusing(path: str, flags: int) -> int:
        if path.endswith("b.md"):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refusing)
    (problem,) = read([tmp_path]).problems
    assert (problem.path, problem.rule, problem.message) == (
        "b.md", "unreadable", "the file cannot be read: Permission denied",
    )  # fmt: skip


def test_a_folder_may_be_named_as_a_guide_is(tmp_path: Path) -> None:
    assert [guide.slug for guide in read([folder_of(tmp_path, {"x.md/a.md": "# A", "b.md": ""})]).guides] == [
        "b",
        "x.md/a",
    ]


def test_names_that_are_no_text_are_written_so_that_they_are(tmp_path: Path) -> None:
    (tmp_path / "new\nline.md").write_text("# A")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.md")).write_text("# B")
    assert [guide.path for guide in read([tmp_path]).guides] == ["bad\\xff.md", "new\\x0aline.md"]
    assert printable("Ünï-文.md") == "Ünï-文.md"


def test_many_empty_files_are_as_many_guides(tmp_path: Path) -> None:
    folder_of(tmp_path, {f"{n % 10}/{n}.md": b"" for n in range(2_000)})
    assert len(read([tmp_path]).guides) == 2_000


PIECES = (
    *("`", "```\n", "[", "](", "**", "_", "<", ">", "<details>", "</summary>", "<!--", "{{<", "{%", "%}", "|", "\\"),
    *("\n|---|\n", "\n\n", "    ", "\t", "> ", "- ", "1. ", "# ", "---\n", "+++\n", "{", "}", "\0", "\r", "[[", "]]"),
    *("==", "!!! note\n    ", ":::", "> [!x] ", "{:", "?", "Q1. ", "\u200b", "[^1]", "[^1]: ", ": ", "~~", "\x1b"),
    *("<table><tr><td>", "<A b={", "&#1;"),
)


def _mutated(text: str, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randint(0, len(text)), chance.randint(0, 200)
        match chance.randrange(3):
            case 0:
                text = text[:at] + chance.choice(PIECES) * chance.choice((1, 2, 400)) + text[at:]
            case 1:
                text = text[:at] + text[at + length :]
            case 2:
                text = text.replace(chance.choice(" \n`."), chance.choice(PIECES), chance.choice((1, 50)))
    return text[:100_000].encode("utf-8", "replace")


@pytest.mark.parametrize("seed", range(8))
def test_mutations_of_good_files_are_read_in_bounded_time(seed: int) -> None:
    chance = random.Random(seed)
    shipped = sorted((Path(corpus.__file__).parent / "guides").glob("*.md"))
    texts = [form.text() for form in FORMATS.values()] + [path.read_text("utf-8") for path in shipped[:10]]
    for _ in range(40):
        data = _mutated(chance.choice(texts), chance)
        started = time.process_time()
        reading = file_of(data, f"a{chance.choice(('.md', '.mdx', '.html', '.txt'))}")
        assert reading.guide or reading.problems
        assert time.process_time() - started < 5, (seed, data[:200])


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"%PDF-1.7\n" + b"text " * 2_000, "binary-file"),
        (b"PK\x03\x04text", "binary-file"),
        (b"{\\rtf1 text}", "binary-file"),
        (b"text\0text", "binary-file"),
        ("# A\n\nText".encode("utf-32"), "not-utf-8"),
        (
            "# A\n\nText".encode("utf-32-be").rjust(44, b"\0")[:0] + b"\0\0\xfe\xff" + "# A".encode("utf-32-be"),
            "not-utf-8",
        ),
        (b"", "empty-file"),
        (b"\xef\xbb\xbf \n\n", "empty-file"),
    ],
)
def test_a_file_that_is_no_page_is_one_problem(data: bytes, rule: str) -> None:
    assert [problem.rule for problem in file_of(data, "a.md").problems] == [rule]


def test_the_text_of_a_file_in_utf_32_is_read() -> None:
    reading = file_of("# A\n\nText".encode("utf-32"), "a.md")
    assert reading.guide is not None
    assert reading.guide.sections[0].text == "Text"


def test_ignore_files_that_cannot_be_read_are_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"a.md": "# A", ".gitignore": "a.md\n"})
    opened = Path.open

    def refusing(path: Path, *arguments: object, **options: object) -> object:
        if path.name == ".gitignore":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    reading = read([tmp_path])
    assert [guide.slug for guide in reading.guides] == ["a"]
    (problem,) = reading.problems
    assert (problem.path, problem.rule) == (".gitignore", "ignore-pattern")
    assert "Permission denied" in problem.message


@pytest.mark.parametrize("name", [".gitignore", ".guidedexignore"])
@pytest.mark.parametrize("target", ["circle", "/dev/zero", "/no/such/file", "../secret.txt", "a.md"])
def test_ignore_files_that_are_links_are_problems_and_not_followed(tmp_path: Path, name: str, target: str) -> None:
    (tmp_path / "secret.txt").write_text("****************a*b*c*d*e*f*g*h*i*j*k*l\n")
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.md").write_text("# A\n")
    (source / name).symlink_to(name if target == "circle" else target)
    reading = read([source])
    assert [guide.slug for guide in reading.guides] == ["a"]
    (problem,) = reading.problems
    assert (problem.path, problem.rule) == (name, "ignore-pattern")
    assert problem.message.endswith("it is a link")


def test_a_huge_ignore_file_is_read_in_bounded_time(tmp_path: Path) -> None:
    folder_of(tmp_path, {f"{n}.md": f"# {n}" for n in range(50)})
    with (tmp_path / ".gitignore").open("wb") as file:
        file.write(b"*.log\nbuild-*-x\n" * 1_000)
        file.truncate(100_000_000)
    started = time.process_time()
    reading = read([tmp_path])
    assert time.process_time() - started < 10
    assert len(reading.guides) == 50
    assert {problem.rule for problem in reading.problems} == {"ignore-pattern"}
