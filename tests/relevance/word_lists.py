"""Write the lists of command names and options: ``python -m tests.relevance.word_lists CLONE_OF_TLDR_PAGES``.

``commands.txt`` gains the names of commands that no list has. ``options.txt``, a line for each command, gains its
options of one dash and three letters or more, as the examples in its pages have them.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.query.known_words import LISTS, is_known_word
from search.query.options import OPTIONS

_NAME = re.compile(r"[a-z0-9]{4,}")
_OPTION = re.compile(r"-([A-Za-z][A-Za-z0-9-]{2,})")
_EXAMPLE = re.compile(r"^`(.+)`$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{(?!\[?-)[^}]*\}\}|[{}\[\]|]")
"""What stands for a value, and the signs around the two forms of an option: ``{{[-x|--extract]}}``."""

_NEXT_COMMAND = re.compile(r"\s[|;]\s|&&")


def command_names(pages: Iterable[Path]) -> set[str]:
    """Return the names of commands: of each page, and of the command that its name begins with."""
    names = {name for page in pages for name in (page.stem.lower(), re.split("[-.]", page.stem.lower())[0])}
    return {name for name in names if _NAME.fullmatch(name)}


def options(pages: Iterable[Path]) -> defaultdict[str, set[str]]:
    """Return the options of each command, as they are written, without their dash."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for example in _EXAMPLE.findall(page.read_text(encoding="utf-8")):
            for command, option in _options_in(example):
                found[command].add(option)
    return found


def _options_in(example: str) -> Iterator[tuple[str, str]]:
    for command_line in _NEXT_COMMAND.split(example):
        command, *arguments = _PLACEHOLDER.sub(" ", command_line).removeprefix("sudo ").split() or [""]
        for argument in arguments:
            option = _OPTION.match(argument)
            if option and not argument.startswith("--"):
                yield command.lower(), option[1]


def main() -> None:
    pages = sorted((Path(sys.argv[1]) / "pages").rglob("*.md"))
    commands = LISTS / "commands.txt"
    names = set(commands.read_text(encoding="utf-8").split())
    names |= {name for name in command_names(pages) if not is_known_word(name, "en")}
    commands.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
    of_commands = options(pages)
    for command, *known_options in map(str.split, OPTIONS.read_text(encoding="utf-8").splitlines()):
        of_commands[command].update(known_options)
    lines = [f"{command} {' '.join(sorted(of_commands[command]))}\n" for command in sorted(of_commands)]
    OPTIONS.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
