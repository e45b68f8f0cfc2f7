"""Documentation that is made from the code is up to date, and the site of it builds."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import corpus
from corpus.frontmatter.fields import NAMES
from search.gaps.rules import RULES
from tests.docs.blocks import BLOCKS, DOCS, PART, made, pages
from tests.docs.descriptions import FIELDS, PROBLEMS

ROOT = Path(__file__).parents[2]


def test_every_generated_part_is_on_a_page_and_up_to_date() -> None:
    texts = {page.name: page.read_text(encoding="utf-8") for page in pages()}
    stale = [name for name, text in texts.items() if made(text) != text]
    assert stale == [], "run python -m tests.docs"
    assert {part[2] for text in texts.values() for part in PART.finditer(text)} == set(BLOCKS)


def test_every_field_and_every_problem_is_described() -> None:
    assert FIELDS.keys() == NAMES.keys()
    assert PROBLEMS.keys() == reported_problems()


def reported_problems() -> set[str]:
    """Return the names of problems that the modules of ``corpus`` define."""
    folder = Path(corpus.__file__).parent
    names = set()
    for path in folder.rglob("*.py"):
        if re.search(r"^RULE(_[A-Z_]+)? = ", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = importlib.import_module(".".join(("corpus", *path.relative_to(folder).with_suffix("").parts)))
            names |= {value for name, value in vars(module).items() if name.partition("_")[0] == "RULE"}
    return {name for name in names if isinstance(name, str)}


def test_every_rule_has_a_section_with_its_meaning_and_how_sure_it_was() -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### ([a-z-]+)\n(.*?)(?=^### |^<!-- end)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == RULES.keys()
    for name, section in sections.items():
        assert RULES[name].meaning in section
        assert "oreign sites" in section
    assert "`stale_after_days: " in sections["stale-guide"]
    assert "[probes](kubernetes.md#probs)" in sections["broken-link"]


def test_every_page_is_in_the_menu_of_the_site() -> None:
    menu = set(re.findall(r"^ *- ([a-z-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    assert menu == {page.name for page in DOCS.glob("*.md")}


def test_the_site_of_the_documentation_builds_without_a_warning() -> None:
    command = [Path(sys.executable).with_name("zensical"), "build", "--strict"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (ROOT / "build" / "docs" / "getting-started" / "index.html").exists()
