"""Put the text of included files in the place of the marks that include them, in the forms of many generators.

A mark is alone on its line, outside of code: ``--8<-- "part.md"`` (PyMdown), ``{{#include part.md}}`` (mdBook),
``import Part from "./_part.mdx"`` and ``<Part />`` (MDX), ``<!--@include: ./part.md-->`` (VitePress), and the tags
``{% include %}``, ``{{< include >}}``, ``.. include::``. A mark may choose lines or a region of the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from corpus.formats.endings import MARKDOWN, RST
from corpus.formats.included_lines import WHOLE, Choice, choice_of, choice_of_options
from corpus.frontmatter.split import split_frontmatter
from corpus.markdown.fences import Fence, fence_after, opened_fence
from corpus.page import Page
from corpus.problems import Problem
from corpus.slugs import split_name

RULE = "include-bounded"

MAX_PARTS = 50
"""Files that one page includes, those that its parts include counted too. By hand."""

MAX_INCLUDED = 100_000
"""Characters that one page includes. By hand: the text of a site stays proportional to its number of pages."""

MAX_DEPTH = 4
"""Files that include each other. By hand."""

PART_ENDINGS = (*MARKDOWN, *RST, ".txt", ".inc")

PartOf = Callable[[str, str], tuple[str, str] | None]
"""Returns the path and the text of a file that a page or a part includes, given the target as written and the path of
the including file; None for no file of the source."""

_HINTS = ("nclude", "INCLUDE", "8<-", '.md"', ".md'", '.mdx"', ".mdx'", "partial", "readfile", "nippet", "(!", "{!")
"""What every mark contains one of."""

_FILE = r"[\"']?(?P<{}>[^\s\"'<>{{}}%:#]{{1,300}})[\"']?"
_MARK = re.compile(
    r"(?P<indent>[ \t]{0,40})(?:"
    r"-{1,8}8<-{1,8}[ \t]{1,20}[\"'](?P<snippet>[^\"'\n:#]{1,300})(?::(?P<snippet_lines>[^\"'\n]{1,100}))?[\"']"
    rf"|\{{\{{#include[ \t]{{1,20}}{_FILE.format('mdbook')}(?::(?P<mdbook_lines>[\w:-]{{1,80}}))?[ \t]{{0,20}}\}}\}}"
    r"|\{\{[<%][ \t]{0,20}(?:include|readfile)[ \t]{1,20}(?:file=)?"
    rf"{_FILE.format('hugo')}[ \t]{{0,20}}/?[>%]\}}\}}"
    r"|\{%-?[ \t]{0,20}(?:include|include_relative|include_cached|include-markdown|partial|rendertemplate)[ \t]{1,20}"
    rf"(?:file=)?{_FILE.format('liquid')}(?P<liquid_options>(?:[ \t]{{1,20}}(?:start|end)=\"[^\"\n]{{1,200}}\"){{0,2}})"
    r"[ \t]{0,20}/?-?%\}"
    r"|<!--[ \t]{0,20}@include:[ \t]{0,20}(?P<vitepress>[^\s{}#<>]{1,300}?)"
    r"(?P<vitepress_lines>#[\w-]{1,80}|\{[\d,]{1,20}\}|)[ \t]{0,20}-->"
    r"|\[[^\[\]\n]{0,200}\]\((?P<docsify>[^()\s]{1,300})[ \t]{1,20}[\"']:include"
    r"(?P<docsify_options>(?:[ \t][^\"'\n]{0,100})?)[\"']\)"
    r"|\[!INCLUDE[ \t]{0,20}\[[^\[\]\n]{0,200}\]\((?P<docfx>[^()\s]{1,300})\)[ \t]{0,20}\]"
    r"|\(!(?P<teleport>[^()!\s]{1,300})!\)|\{!(?P<mdinclude>[^{}!\n]{1,300})!\}"
    r"|<include>(?P<fumadocs>[^<>\s]{1,300})</include>"
    r"|<Snippet[ \t]{1,20}file=[\"'](?P<mintlify>[^\"'\n]{1,300})[\"'][ \t]?/>"
    r"|\.\.[ \t]{1,20}include::[ \t]{1,20}(?P<rst>\S{1,300})"
    r")[ \t]{0,40}$"
)
_IMPORT = re.compile(
    r"^import[ \t]{1,20}(?P<name>[A-Z]\w{0,60})[ \t]{1,20}from[ \t]{1,20}"
    r"[\"'](?P<target>[^\"'\n!]{1,300}\.mdx?)[\"'];?[ \t]*$",
    re.MULTILINE,
)
_COMPONENT = re.compile(r"(?P<indent>[ \t]{0,40})<(?P<name>[A-Z]\w{0,60})(?:[ \t][^<>\n]{0,500})?/>[ \t]{0,40}$")
_TAG_OPTION = re.compile(r"(?::?)([\w-]{1,40})=(?:\"([^\"\n]{1,200})\"|(\S{1,200}))")
_OPTION = re.compile(r"[ \t]{0,40}:([\w-]{1,40}):[ \t]{0,20}(.{0,300})$")
_NOT_TEXT = frozenset({"literal", "code", "parser", "number-lines"})
"""Options of directives by which a file is included as code."""

_DIRECTIVE = re.compile(r"\{include\}[ \t]{1,20}(?P<myst>\S{1,300})[ \t]{0,40}$")


@dataclass(frozen=True, slots=True)
class WithParts:
    """A text with the text of the files that it includes."""

    text: str
    origins: tuple[int, ...] = ()
    """For each line, the line of the page itself, counted from 1; () where nothing was included."""
    parts: tuple[str, ...] = ()
    """The paths of the files that were included, and "" if one was not found or not included as a whole."""
    problems: tuple[Problem, ...] = ()


def with_parts(text: str, path: str, part_of: PartOf) -> WithParts:
    """Return ``text`` with the files that it includes and those that they include, within the bounds above."""
    if not any(hint in text for hint in _HINTS):
        return WithParts(text)
    including = _Including(part_of)
    lines = list(including.lines(text, (path,)))
    if not including.n_characters:
        return WithParts(text, parts=tuple(including.parts[:1]))
    problems: tuple[Problem, ...] = ()
    if including.is_bounded:
        message = f"only {MAX_PARTS} files of {MAX_INCLUDED:,} characters in all are included"
        problems = (Problem(path, 0, RULE, message, "split the page"),)
    origins = tuple(origin for _, origin in lines)
    return WithParts("\n".join(line for line, _ in lines), origins, tuple(dict.fromkeys(including.parts)), problems)


def with_origins(page: Page, origins: tuple[int, ...]) -> Page:
    """Return a page that was read from a text with parts, with the lines of the page itself."""
    if not origins:
        return page

    def origin(line: int) -> int:
        return origins[min(line, len(origins)) - 1] if line > 0 else line

    line_map = tuple(origin(page.line(at)) for at in range(page.body.count("\n") + 1))
    problems = tuple(replace(problem, line=origin(problem.line)) for problem in page.problems)
    return replace(page, line_map=line_map, problems=problems)


@dataclass(slots=True)
class _Including:
    """The parts of one page so far."""

    part_of: PartOf
    parts: list[str] = field(default_factory=list)
    n_characters: int = 0
    is_bounded: bool = False

    def lines(self, text: str, chain: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """Yield the lines of a page or a part, each with its line in that text.

        Args:
            chain: the paths of the files that include each other, the last one is that of ``text``.
        """
        imports = {match["name"]: match["target"] for match in _IMPORT.finditer(text)} if "import" in text else {}
        lines = text.split("\n")
        fence: Fence | None = None
        at = 0
        while at < len(lines):
            line = lines[at]
            mark = _mark_at(lines, at, imports) if fence is None else None
            part = self._part(mark, chain) if mark else None
            if mark is None or part is None:
                fence = fence_after(line, fence)
                yield line, at + 1
                at += 1
                continue
            inner_path, inner = part
            for inner_line, _ in self.lines(inner, (*chain, inner_path)):
                yield mark.indent + inner_line if inner_line else "", at + 1
            at = mark.end

    def _part(self, mark: "_Mark", chain: tuple[str, ...]) -> tuple[str, str] | None:
        """Return the path and the text of a part without its front matter, None for one that is not included."""
        if split_name(mark.target.rpartition("/")[2])[1].lower() not in PART_ENDINGS:
            return None
        found = self.part_of(mark.target, chain[-1])
        if found is None:
            self.parts.append("")
            return None
        path, text = found
        if path in chain:
            return None
        chosen = mark.choice.of(text)
        if chosen is None:
            self.parts.append("")
            return None
        body = split_frontmatter(chosen, path).body.strip("\n")
        self.n_characters += len(body)
        if len(chain) > MAX_DEPTH or len(self.parts) >= MAX_PARTS or self.n_characters > MAX_INCLUDED:
            self.is_bounded = True
            return None
        self.parts.append(path if mark.choice == WHOLE else "")
        return path, body


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark that includes a file."""

    target: str
    end: int
    """The line after it."""
    indent: str
    choice: Choice = WHOLE


def _mark_at(lines: list[str], at: int, imports: Mapping[str, str]) -> _Mark | None:
    """Return the mark at line ``at``, None for another line, and for one that includes a file as code."""
    line = lines[at]
    if match := _MARK.match(line):
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        target = next(value for name, value in groups.items() if name != "indent").strip()
        if match["rst"]:
            return _directive(lines, at + 1, target, match["indent"])
        return _Mark(target, at + 1, match["indent"], _choice(groups))
    if imports and (match := _COMPONENT.match(line)):
        target = imports.get(match["name"], "")
        return _Mark(target, at + 1, match["indent"]) if target else None
    opened = opened_fence(line) if "{include}" in line else None
    if opened and (directive := _DIRECTIVE.match(opened.info)):
        mark = _directive(lines, at + 1, directive["myst"], line[: len(line) - len(line.lstrip())])
        closes = mark and mark.end < len(lines) and fence_after(lines[mark.end], opened) is None
        return replace(mark, end=mark.end + 1) if mark and closes else None
    return None


def _directive(lines: list[str], start: int, target: str, indent: str) -> _Mark | None:
    """Return the mark of a directive whose options begin at line ``start``, None for one that includes code."""
    end = start
    options: dict[str, str] = {}
    while end < len(lines) and (match := _OPTION.match(lines[end])):
        options[match[1]] = match[2].strip(" \t'\"")
        end += 1
    return None if _NOT_TEXT & options.keys() else _Mark(target, end, indent, choice_of_options(options))


def _choice(groups: Mapping[str, str]) -> Choice:
    """Return the choice of a mark on one line."""
    for name, value in groups.items():
        if name.endswith("_lines") and value:
            return choice_of(value)
        if name.endswith("_options") and value:
            return choice_of_options({match[1]: match[2] or match[3] for match in _TAG_OPTION.finditer(value)})
    return WHOLE
