"""A section for each rule of the gap queue, made from the rule's own text, its settings and the figures of the page."""

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from search.gaps.rule import Rule
from search.gaps.rules import RULES
from web.settings.keys import GAP_KEYS
from web.settings.load import template_text

FIGURES = Path(__file__).parents[2] / "docs" / "rules.md"

_SETTING = re.compile(r"^#\s+(\w+): (.*?)\s+# (?:([a-z-]+): )?(.+)$", re.MULTILINE)
_USED = re.compile(r"settings\.(\w+)|\bgaps: (\w+)")
_READ = re.compile(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \|", re.MULTILINE)


def rule_sections() -> str:
    """Return the sections of all rules, in the order in which they run."""
    return "\n\n".join(_section(rule) for rule in RULES.values())


def _section(rule: Rule) -> str:
    when = "runs by default" if rule.default else f"runs with `--rules {rule.name}`, or `all`"
    parts = [f"### {rule.name}", *_text(rule), f"{rule.meaning} Its severity is *{rule.severity}*; it {when}."]
    parts += [_field(rule), *_kinds(rule)]
    settings = [f"- `{name}: {value}`: {meaning}" for name, value, meaning in _settings(rule)]
    if settings:
        parts.append("Under `gaps:` in `guidedex.yaml`:\n\n" + "\n".join(settings))
    return "\n\n".join(parts)


def _text(rule: Rule) -> Iterator[str]:
    """Yield the paragraphs of a rule's docstring as Markdown; lines in columns are an example."""
    text = (inspect.getdoc(importlib.import_module(rule.check.__module__)) or "").replace("``", "`")
    first, *rest = text.split("\n\n")
    finds = first.partition(": ")[2].replace("\n", " ")
    yield f"{finds[0].upper()}{finds[1:]}"
    for paragraph in rest:
        is_example = bool(re.search(r"\S {2,}\S|^ {4}", paragraph, re.MULTILINE))
        yield f"```text\n{inspect.cleandoc(paragraph)}\n```" if is_example else paragraph


def _field(rule: Rule) -> str:
    """Return how many of a rule's findings on foreign sites were worth acting on, from the table of the page."""
    if rule.name not in _figures():
        return "On the foreign sites that were read it found nothing."
    n_read, n_yes = _figures()[rule.name]
    few = ", which is too few to be sure" if n_read < 10 else ""
    return f"On foreign sites an editor would act on {n_yes} of the {n_read} findings that were read{few}."


@cache
def _figures() -> Mapping[str, tuple[int, int]]:
    found = _READ.findall(FIGURES.read_text(encoding="utf-8"))
    return {name: (int(n_read), int(n_yes)) for name, n_read, n_yes in found}


def _kinds(rule: Rule) -> Iterator[str]:
    kinds = sorted(rule.leaves_out)
    if kinds:
        yield f"Pages that it does not judge: {', '.join(f'`{kind}`' for kind in kinds)}."


def _settings(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Yield name, example and meaning of each setting that a rule reads or names in its advice."""
    source = inspect.getsource(importlib.import_module(rule.check.__module__))
    used = {name for pair in _USED.findall(source) for name in pair if name in GAP_KEYS}
    for name, value, owner, meaning in _SETTING.findall(template_text()):
        if name in GAP_KEYS and name not in ("rules", "leave_out", "waivers") and (name in used or owner == rule.name):
            yield name, value, meaning
