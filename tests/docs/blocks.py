"""Parts of the documentation that are made from the code.

A page has a part between ``<!-- made: NAME -->`` and ``<!-- end -->``; ``made`` writes it anew with ``BLOCKS[NAME]``.
"""

import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from corpus.frontmatter.fields import NAMES
from search import Searcher, open_index, results
from search.gaps.rules import RULES
from tests.docs.descriptions import FIELDS, PROBLEMS
from tests.docs.rule_sections import rule_sections
from web.app import create_app
from web.blueprint import guidedex_blueprint
from web.cli.main import COMMANDS, cli
from web.settings.load import template_text

DOCS = Path(__file__).parents[2] / "docs"

WIDTH = 92
"""Columns of the help of a command; by hand, so that it fits the page."""

QUESTIONS = (
    "search", "suggest", "related", "skills", "skill", "guide", "guides", "document", "facet_values", "query_terms",
    "best", "pinned", "verify", "build_id", "damage", "problems", "site",
)  # fmt: skip
"""Members of a searcher, in the order of the page."""

VALUES = (
    results.ResultPage, results.Hit, results.Reason, results.Crumb, results.VersionLink, results.FacetCount,
    results.Relaxation, results.Suggestion, results.RelatedPage, results.Skill, results.Contribution,
)  # fmt: skip
"""Types that a searcher returns."""

MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")

PART = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def made(text: str) -> str:
    """Return a page with its generated parts made anew."""
    return PART.sub(lambda part: f"{part[1]}\n{BLOCKS[part[2]]().strip()}\n\n{part[3]}", text)


def pages() -> Iterator[Path]:
    """Yield the pages that have generated parts."""
    return (path for path in sorted(DOCS.rglob("*.md")) if PART.search(path.read_text(encoding="utf-8")))


def commands() -> str:
    """Return the help of every command."""
    return "\n\n".join(f"## guidedex {name}\n\n```text\n{_help(name)}\n```" for name in sorted(COMMANDS))


def _help(name: str) -> str:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    parent = click.Context(cli, info_name="guidedex", **cli.context_settings)
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    return command.get_help(context).replace("\b", "").rstrip()


def fields() -> str:
    """Return a table of front-matter fields with the names that sites give them."""
    rows = [f"| `{ours}` | {FIELDS[ours]} | {_codes(theirs, ours)} |" for ours, theirs in NAMES.items()]
    return "\n".join(["| field | meaning | other names |", "|---|---|---|", *rows])


def _codes(names: tuple[str, ...], apart: str) -> str:
    return ", ".join(f"`{name}`" for name in names if name != apart) or "–"


def problems() -> str:
    """Return a table of the problems that a build reports."""
    rows = [f"| `{name}` | {meaning} | {fix} |" for name, (meaning, fix) in sorted(PROBLEMS.items())]
    return "\n".join(["| problem | what was found | what to do |", "|---|---|---|", *rows])


def settings() -> str:
    """Return the settings file with all keys and their explanations."""
    return f"```text\n{template_text().rstrip()}\n```"


def rules() -> str:
    """Return a table of the rules of the gap queue."""
    rows = [
        f"| `{rule.name}` | {rule.severity} | {'yes' if rule.default else 'no'} | {rule.summary} |"
        for rule in RULES.values()
    ]
    return "\n".join(["| rule | severity | on by default | finds |", "|---|---|---|---|", *rows])


def python() -> str:
    """Return the reference of the Python API from its docstrings."""
    parts = [_function(open_index, "open_index")]
    parts += [_member(name) for name in QUESTIONS]
    parts += [_function(create_app, "create_app"), _function(guidedex_blueprint, "guidedex_blueprint")]
    parts += ["## What comes back", *map(_value, VALUES)]
    return "\n\n".join(parts)


def _function(function: Callable[..., Any], name: str) -> str:
    return f"## `{name}`\n\n```python\n{name}{_signature(function)}\n```\n\n{_docstring(function)}"


def _member(name: str) -> str:
    member = inspect.getattr_static(Searcher, name)
    if isinstance(member, property):
        return f"## `Searcher.{name}`\n\n{_docstring(member.fget)}"
    call = f"index.{name}{_signature(getattr(Searcher, name))}"
    return f"## `Searcher.{name}`\n\n```python\n{call}\n```\n\n{_docstring(member)}"


def _signature(function: Callable[..., Any]) -> str:
    """Return a signature without ``self``, one parameter a line where it is long."""
    signature = inspect.signature(function)
    parameters = [_plain(str(each)) for each in signature.parameters.values() if each.name != "self"]
    returned = _plain(inspect.formatannotation(signature.return_annotation))
    line = f"({', '.join(parameters)}) -> {returned}"
    if len(line) <= WIDTH - 20:
        return line
    return "(\n" + "".join(f"    {each},\n" for each in parameters) + f") -> {returned}"


def _plain(annotation: str) -> str:
    """Return an annotation without the modules of its types, and without quotes around the whole."""
    return MODULES.sub("", annotation).strip("'\"") if "=" not in annotation else MODULES.sub("", annotation)


def _docstring(documented: object) -> str:
    """Return a docstring as Markdown: ``Args`` as a list, examples as code."""
    text = inspect.getdoc(documented) or ""
    assert text, f"{documented} has no docstring"
    return "\n\n".join(filter(None, map(_block, text.replace("``", "`").split("\n\n"))))


def _block(text: str) -> str:
    """Return one block of a docstring as Markdown."""
    if text.startswith(">>>"):
        return f"```pycon\n{text}\n```"
    text = re.sub(r"\n {8,}", " ", text)  # an argument of several lines
    text = re.sub(r"(?m)^(?:Args|Attributes):$", "", text)
    text = re.sub(r"(?m)^ {4}([a-z_]+): ", r"- `\1`: ", text)
    text = re.sub(r"\n {4}", " ", text)  # the second line of what is raised
    return re.sub(r"(?m)^(Returns|Raises): ", r"\n\1: ", text).strip()


def _value(type_: type) -> str:
    fields_ = [f"{field.name}: {_annotation(field)}" for field in dataclasses.fields(type_)]
    body = textwrap.indent("\n".join(fields_), "    ")
    return f"### `{type_.__name__}`\n\n{_docstring(type_)}\n\n```python\nclass {type_.__name__}:\n{body}\n```"


def _annotation(field: "dataclasses.Field[Any]") -> str:
    annotation = field.type
    return _plain(annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


BLOCKS: Mapping[str, Callable[[], str]] = {
    "commands": commands, "fields": fields, "problems": problems, "settings": settings, "rules": rules,
    "python": python, "rule-sections": rule_sections,
}  # fmt: skip
