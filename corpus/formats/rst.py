"""Read reStructuredText: docutils makes HTML of it, which is read as any page is. Needs the extra ``guidedex[rst]``.

Sphinx adds roles and directives that docutils does not know. An unknown role shows its text, an unknown directive its
content; nothing is included, and nothing runs.
"""

import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from corpus.formats.html import read_html
from corpus.page import Page, Value
from corpus.plain_text import plain, word_set
from corpus.problems import Problem

RULE = "rst-invalid"

MAX_CHARACTERS, MAX_LINES, MAX_MARKS, MAX_MARKS_OF_BLOCK = 1_000_000, 10_000, 10_000, 2_000
"""What of a page is given to docutils: its work grows as the lines, and as the square of the marks of a paragraph.

By hand: some seconds of its work (`python -m tests.faults.documents`, the kinds that begin with rst).
"""

MARKS_OF_DIRECTIVE = 2
"""What a directive, target, footnote or comment counts as. By hand."""

_COUNTED = re.compile(r"\n\n?(?: *\.\. )?|_(?!\w)|[|*`](?![|*`\s])")
"""Ends of lines and of paragraphs, and marks that may begin or end a reference, a role, a link or emphasis."""

_EMPTY = word_set(
    "autoclass autofunction automodule automethod autosummary bibliography contents currentmodule default-domain"
    " graphviz highlight include index literalinclude module only-latex raw sectionauthor tabularcolumns toctree"
)
"""Directives without text for readers."""

_CODE = word_set("code code-block sourcecode prompt console ipython doctest testcode jinja program-output")
_LABELLED = re.compile(r"(?P<text>.*)<(?P<target>[^<>]+)>$", re.DOTALL)
_SETTINGS = {
    "file_insertion_enabled": False, "raw_enabled": False, "_disable_config": True, "report_level": 3,
    "warning_stream": False, "halt_level": 5, "embed_stylesheet": False, "stylesheet_path": None,
    "syntax_highlight": "none", "auto_id_prefix": "id",  # Sphinx gives a repeated heading the id "id1"
    "docinfo_xform": False, "doctitle_xform": False, "initial_header_level": 1, "smart_quotes": False,
    "line_length_limit": MAX_CHARACTERS, "input_encoding": "unicode",
}  # fmt: skip
_PATCHING = threading.Lock()


def read_rst(text: str, path: str) -> Page:
    """Return the page of a text in reStructuredText; its field list at the top is its front matter."""
    n_read = _n_readable(text)
    page = _read(text[:n_read], path)
    if n_read == len(text):
        return page
    message = f"only the first {n_read:,} characters of the page are read"
    return replace(page, problems=(*page.problems, Problem(path, 0, RULE, message, "split the page")))


def _n_readable(text: str) -> int:
    """Return how many characters of a text docutils reads within some seconds."""
    n_lines = n_marks = n_of_block = 0
    for found in _COUNTED.finditer(text, 0, MAX_CHARACTERS):
        if found[0].startswith("\n"):
            n_lines += found[0].count("\n")
            n_of_block = 0 if found[0].startswith("\n\n") else n_of_block
            n_marks += MARKS_OF_DIRECTIVE * found[0].endswith(".. ")
        else:
            n_marks, n_of_block = n_marks + 1, n_of_block + 1
        if n_lines > MAX_LINES or n_marks > MAX_MARKS or n_of_block > MAX_MARKS_OF_BLOCK:
            return found.start()
    return min(len(text), MAX_CHARACTERS)


def _read(text: str, path: str) -> Page:
    """Return the page of a text that docutils can read in time."""
    from docutils.core import publish_doctree, publish_from_doctree
    from docutils.writers import get_writer_class

    try:
        with _lenient():
            document = publish_doctree(text, settings_overrides=_SETTINGS)
            problems = tuple(_reported(document, path))
            _name_by_targets(document)
            values, titles = _fields(document), _titles(document)
            html = publish_from_doctree(document, writer=get_writer_class("html5")(), settings_overrides=_SETTINGS)
    except (Exception, RecursionError) as error:
        fix = "mend what docutils reports, or leave the page out with .guidedexignore"
        return Page(body=text, problems=(Problem(path, 0, RULE, f"docutils cannot read the page: {error}", fix),))
    written = html.decode("utf-8") if isinstance(html, bytes) else str(html)
    # docutils writes notes as ``<aside>``, which on other pages is no part of the content.
    page = read_html(written.replace("<aside ", "<div ").replace("</aside>", "</div>"), path)
    found = {name: value for name, value in page.values.items() if value != "<string>"}
    page = replace(page, values={**found, **values}, lines={})
    return replace(page, line_map=_line_map(page.body, titles), problems=(*page.problems, *problems))


def _fields(document: Any) -> dict[str, Value]:
    """Return the field list at the top of the document, and take it out."""
    from docutils import nodes

    fields = next(iter(document.findall(nodes.field_list)), None)
    if fields is None or not isinstance(fields.parent, nodes.document):
        return {}
    values: dict[str, Value] = {plain(field[0].astext()).lower(): plain(field[1].astext()) for field in fields}
    fields.parent.remove(fields)
    return {name: value for name, value in values.items() if name and value}


def _reported(document: Any, path: str) -> Iterator[Problem]:
    """Take the messages of docutils out of the document, and yield those that tell of lost content.

    Unknown targets and substitutions are left out: Sphinx finds them in other files and in its configuration.
    """
    from docutils import nodes

    document.transform_messages.clear()  # those of unknown targets and substitutions
    for message in list(document.findall(nodes.system_message)):
        text = plain(message[0].astext()) if message.children else ""
        if message.get("level", 0) > 3 or text.startswith("Error in"):
            yield Problem(path, message.get("line", 0), RULE, f"docutils reports: {text[:200]}")
        message.parent.remove(message)
    # The text that a message is about would link to it.
    for problematic in list(document.findall(nodes.problematic)):
        problematic.parent.replace(problematic, nodes.inline("", problematic.astext()))


def _name_by_targets(document: Any) -> None:
    """Let a section below a target of its name (``.. _usage:``) have that as its first id, and not ``id1``."""
    from docutils import nodes

    for section in document.findall(nodes.section):
        own = nodes.make_id(section[0].astext()) if section.children else ""
        section["ids"].sort(key=lambda name: name != own)


def _titles(document: Any) -> deque[tuple[str, int]]:
    """Return the letters and the line of the title of each section, in order."""
    from docutils import nodes

    sections = (section for section in document.findall(nodes.section) if section.children)
    return deque((_letters(section[0].astext()), (section[0].line or 2) - 1) for section in sections)


def _line_map(body: str, titles: deque[tuple[str, int]]) -> tuple[int, ...]:
    """Return the line of the file for each line of the body: that of the last heading."""
    lines: list[int] = []
    last = 1
    for line in body.split("\n"):
        if titles and line.startswith("#") and _letters(line.rpartition(" {#")[0] or line) == titles[0][0]:
            last = titles.popleft()[1]
        lines.append(last)
    return tuple(lines)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@contextmanager
def _lenient() -> Iterator[None]:
    """Let docutils find a role and a directive for every name while the body runs."""
    from docutils.parsers.rst import directives, roles

    with _PATCHING:
        known_role, known_directive = roles.role, directives.directive

        def role(name: str, *arguments: Any) -> Any:
            found, messages = known_role(name, *arguments)
            return (found, messages) if found else (_any_role, [])

        def directive(name: str, *arguments: Any) -> Any:
            # Sphinx gives code more options than docutils accepts.
            is_ours = name in _EMPTY or name in _CODE
            found, messages = (None, []) if is_ours else known_directive(name, *arguments)
            return (found, messages) if found else (_any_directive(name), [])

        roles.role, directives.directive = role, directive
        try:
            yield
        finally:
            roles.role, directives.directive = known_role, known_directive


def _any_role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = ()) -> Any:
    """Return what Sphinx shows of a role: the text before a target, else the target without a leading mark."""
    from docutils import nodes, utils

    text = utils.unescape(text)
    labelled = _LABELLED.match(text)
    shown = labelled["text"].rstrip() if labelled else text.removeprefix("!")
    if shown.startswith("~"):
        shown = shown.rpartition(".")[2].lstrip("~")
    is_text = labelled or name in ("ref", "doc", "term", "abbr", "guilabel", "menuselection", "numref", "any")
    return [nodes.inline(raw, shown) if is_text else nodes.literal(raw, shown)], []


def _any_directive(name: str) -> Any:
    """Return the class of a directive that docutils does not know."""
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Options(dict[str, Any]):
        def __bool__(self) -> bool:
            return True

        def __getitem__(self, _: str) -> Any:
            return lambda value: value

    class AnyDirective(Directive):  # type: ignore[misc]
        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = Options()

        def run(self) -> list[Any]:
            if name in _EMPTY:
                return []
            if name in _CODE:
                return [nodes.literal_block("", "\n".join(self.content))]
            if ":" in name:
                return [self._description()]
            title = self._title() if self.arguments and name not in ("tab-set", "grid") else []
            return [*title, *self._content(nodes.container())]

        def _title(self) -> list[Any]:
            parts, _ = self.state.inline_text(self.arguments[0], self.lineno)
            return [nodes.paragraph("", "", *parts)]

        def _content(self, holder: Any) -> list[Any]:
            if name == "glossary" or self.content:
                self.state.nested_parse(self.content, self.content_offset, holder)
            return list(holder.children)

        def _description(self) -> Any:
            """Return the description of an object, such as ``py:function``, as a term with its anchor."""
            signature = self.arguments[0].split("\n")[0] if self.arguments else ""
            target = re.split(r"[(\s]", signature.strip(), maxsplit=1)[0]
            term = nodes.term("", signature, ids=[target] if target else [])
            definition = nodes.definition()
            definition.extend(self._content(nodes.container()))
            return nodes.definition_list("", nodes.definition_list_item("", term, definition))

    return AnyDirective
