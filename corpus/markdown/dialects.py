"""Remove marks that only some generators and editors understand: attribute lists, emoji names, wiki links, references.

The number of lines never changes, so that line numbers stay valid.
"""

import re
from urllib.parse import quote, unquote

from corpus.markdown.components import read_component
from corpus.markdown.heading_ids import split_heading

CODE_SPAN = r"(?P<code>(?<!`)(?P<ticks>`{1,20}+)(?!`)[^`\n]{1,500}(?P=ticks)(?!`))"
"""A code span on one line. The possessive ``{1,20}+`` rejects a longer run of backticks without backtracking."""

EMOJI = re.compile(
    r":(?<!(?:[^\W_]|[:/.]):)(?:[a-z](?:[\w+-]{0,60}[a-z0-9])?|[+-]1):(?::[a-z][\w+-]{0,60}:){0,9}+(?![\w:/])"
)
"""An emoji or icon name between colons, such as ``:rocket:``."""

_MEANINGFUL_EMOJI = {":heavy_check_mark:": "✔", ":white_check_mark:": "✔", ":x:": "✗", ":warning:": "⚠"}
"""Emoji that answer a question, such as "supported or not" in a table cell; they stay as characters."""

_EMOJI_LINE = re.compile(rf"{CODE_SPAN}|(?P<name>{EMOJI.pattern})(?P<space>[ \t]?)")

WIKI = "wiki:"
"""Scheme of a link whose target is the name of a page, not its path."""

_ATTRIBUTES = r"(?:[.#][^\s{}]|[\w:-]{1,40}=[^\s{}])[^{}\n]{0,300}"
"""The content of an attribute list: it begins with a class, an id or a value. By hand."""

_LINES = re.compile(
    r"^[ \t]*(?:(?:[-*+]|1\.)[ \t]+toc[ \t]*\n[ \t]*(?=\{:[ ]?toc)|"
    rf"(?:\{{:?[ ]?(?:{_ATTRIBUTES}|toc[^{{}}\n]{{0,40}})\}}"
    r"|\{::[a-z]{1,20}(?:[ ][^{}\n]{0,200})?/?\}|\{:/[a-z]{0,20}\}|\{:[\w-]{1,40}: [^{}\n]{1,200}\}"
    r"|\[\[?_?toc_?\]\]?|--8<--.{0,300}"
    r"|<<<[ \t]+[@./\w].{0,300}|\([\w.-]{1,80}\)="
    r"|<include(?:[ ][^<>\n]{0,200})?>[^<>\n]{1,300}</include>"
    r"|(?::[ \t]{1,10})?@@(?:@|[a-z]).{0,300}"
    r"|\\(?:(?:front|main|back)matter|clear(?:double)?page|newpage|pagebreak|appendix|printindex|tableofcontents)"
    r"|r\[[a-z][\w.-]{1,100}\]"
    r"|\*\[[^\[\]\n]{1,60}\]:.{0,300}|\{\{#[^{}\n]{1,200}\}\}|\+\+\+)[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK_COMMENT = re.compile(r"^%%(?!%)(?:[^%]|%(?!%)){1,1000}%%[ \t]*$", re.MULTILINE)
_INLINE = re.compile(
    r"\{(?P<role>[a-z][\w:-]{0,40})\}`(?P<role_text>[^`\n]{1,300})`"
    rf"|{CODE_SPAN}"
    r"|(?P<embed>!?)\[\[(?P<page>[^\[\]|\s][^\[\]|\n]{0,200}?)(?:\\?\|(?P<alias>[^\[\]\n]{1,200}))?\]\]"
    r"(?!\(|[ \t]*\n[ \t]*[\w.-]{1,40}[ \t]*=)"
    r"|\[(?P<julia>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,300}+)\]\(@(?P<kind>id|ref|extref|cite)\b(?P<name>[^()\n]{0,200})\)"
    r"|(?<![\w`@])@(?:ref|link|extref|apidoc|scala|java|github|scaladoc|javadoc|span|dep):?"
    r"\[(?P<paradox>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,500}+)\](?P<to>\([^()\s]{0,300}\))?(?:\{[^{}\n]{0,100}\})?"
    r"|(?<![\]!\\])\[(?P<span>[^\[\]\n]{1,300})\]\{[ ]?[.#][^{}\n]{0,200}\}"
    r"|(?<![\w:/]):[a-z][\w-]{0,40}(?:\[(?P<mdc>[^\[\]\n]{0,300})\](?!\()(?:\{[^{}\n]{0,300}\})?|\{[^{}\n]{0,300}\})"
    r"|\\@ref\([\w:-]{1,100}\)|\\(?:index|label)\{(?:[^{}\n]|\{[^{}\n]{0,100}\}){0,200}+\}"
    r"|\]\(\{\{(?![<%])[^{}\n]{0,100}\}\}"
    rf"|(?<![\w}}])\{{(?P<attributes>:?[ ]?[.#][^\s{{}}][^{{}}\n]{{0,200}}|:[ ]?{_ATTRIBUTES}|:toc)\}}"
    rf"|(?<=[)\]`*:])\{{[ ]?(?:{_ATTRIBUTES}|:[a-z]{{1,20}}|[a-z]{{1,20}}-[\w-]{{1,40}}[ ]?)\}}"
    rf"|(?<=\w)\{{:[ ]?{_ATTRIBUTES}\}}|\{{::(?P<kramdown>[a-z]{{1,20}})[^{{}}\n]{{0,200}}\}}|\{{:/[a-z]{{0,20}}\}}"
    r"|\{\+\+(?P<added>[^{}\n]{1,300})\+\+\}|\{==(?P<noted>[^{}\n]{1,300})==\}|\{(?:--|>>)[^{}\n]{1,300}(?:--|<<)\}"
    r"|(?<![\w+])\+\+(?P<keys>\w[\w-]{0,20}(?:\+[\w-]{1,20}){0,5})\+\+(?![\w+])"
    r"|(?<![^\s(\[*_])==(?P<marked>[\w*_`\[(](?:[^=\n]{0,200}[\w*_`\])!?.,])?)==(?![\w='\"])"
    r"|\{\{#[^{}\n]{1,200}\}\}"
    r"|(?<![\w%])%%(?!\s)[^%\n]{1,500}%%(?![\w%])"
    r"|:{3}(?P<docfx>[a-z][\w-]{0,40} [^:\n]{1,300}(?::[^:\n]{1,300}){0,3}):{3}"
    r"|[ \t]\^[a-z0-9]{6}(?=[ \t]*$)",
    re.MULTILINE,
)
MIN_LABEL = 3
"""Characters of a label that is no index of an array. By hand."""

_LANGUAGE_OF_CODE = re.compile(r"\{:[\w.-]{1,20}\}(?=`)|(?<=`)(?:#!|:::)[a-z][\w+.-]{0,20} (?=[^\s`])")
"""The language of a code span: ``{:js}`` at its end in Nextra, ``#!js`` at its beginning in PyMdown."""

_DOTTED = re.compile(r"[a-z][\w-]{0,60}(?:\.[a-z][\w-]{0,60}){2,9}(?:#\S{0,100})?$")
"""The name of a note in Dendron."""

_LABELS = {
    "fig": "Figure", "tbl": "Table", "sec": "Section", "eq": "Equation", "lst": "Listing", "thm": "Theorem",
}  # fmt: skip
"""What Quarto writes in place of a label, before a number, by the beginning of the label."""

_REFERENCE = re.compile(
    CODE_SPAN
    + r"|(?:\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,300}+)\]\(<?|<)"
    + r"(?P<scheme>doc|project|path|inv):(?P<target>[^\s<>()]{1,300})(?(text)>?\)|>)"
    + rf"|(?<![\w/@.-])(?:\[-?)?@(?P<label>{'|'.join(_LABELS)})-[\w-]{{0,80}}[a-zA-Z0-9](?![\w/])\]?"
)
_REFERENCE_MARKS = ("doc:", "project:", "path:", "inv:", *(f"@{label}-" for label in _LABELS))
_DEFINED = re.compile(r"^[ \t>]{0,20}\[((?:[^\[\]\\\n]|\\.){1,500}+)\]:", re.MULTILINE)
_BY_LABEL = re.compile(
    CODE_SPAN
    + r"|(?<![a-zA-Z0-9_\])!\\^/$.+?|{}<>=])(?!\[[^\]\n]{0,40}(?:A-Z|a-z|0-9))"
    + r"\[(?P<text>(?:[^\[\]\n]|\n(?!\s)|\[[^\[\]\n]{0,200}\]){1,300}+)\]"
    + r"\[(?P<label>[^\[\]\n]{0,200})\](?![(\[:{])"
)
_ENDING = re.compile(r"\.\w{1,8}$")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_MARKS = ("[[", "{", ":::", "==", "++", "%%", " ^", "](@", "@ref", "@scala", "@java", "@apidoc", "@extref", "`#!")
_LINE_MARKS = ("{", "[[", "[TOC]", "[toc]", "--8<--", "<<<", ")=", "*[", "+++", "<include", "@@", "\\", "r[")


def without_dialect(text: str) -> str:
    """Return ``text``, which contains no fenced code, as plain Markdown.

    >>> without_dialect("See [[Kafka|the log]] ==now== {: .lead}")
    'See [the log](wiki:Kafka) now '
    """
    if any(mark in text for mark in _LINE_MARKS):
        text = _LINES.sub(lambda match: "\n" * match.group().count("\n"), text)
    if any(mark in text for mark in _MARKS):
        text = _BLOCK_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
        text = _INLINE.sub(_plain, text)
    return _without_emoji(text) if EMOJI.search(text) else text


def with_named_references(text: str) -> str:
    """Return ``text``, which contains no fenced code, with references as links or plain words.

    ``<doc:Page#A-Heading>`` (DocC), ``<project:../page.md>``, ``<inv:sphinx#term>`` (MyST) and ``@fig-plot`` (Quarto)
    name a target whose title or number is in another file or in none; the words of its name are shown instead.

    >>> with_named_references("See <doc:Protocols#Adding-Members>, @fig-plot and [](inv:sphinx:std#index).")
    'See [Adding Members](wiki:Protocols#Adding-Members), Figure and index.'
    """
    return _REFERENCE.sub(_named_reference, text) if any(mark in text for mark in _REFERENCE_MARKS) else text


def _named_reference(match: re.Match[str]) -> str:
    if match["code"]:
        return match.group()
    if match["label"]:
        return _LABELS[match["label"]]
    target = match["target"]
    page, _, anchor = target.partition("#")
    last = anchor or _ENDING.sub("", page.rstrip("/").rpartition("/")[2])
    shown = match["text"] or " ".join(unquote(last).replace("-", " ").split())
    if match["scheme"] == "doc":
        # DocC's pages are called by their titles: ``TheBasics``.
        shown = shown if anchor else _INNER_CAPITAL.sub(" ", shown)
        return f"[{shown}]({WIKI}{quote(target.lstrip('/'), safe='/#')})"
    # A label of the project and a name of another project are no addresses.
    return f"[{shown}]({target})" if page and match["scheme"] != "inv" else shown


def labels_of(body: str) -> frozenset[str]:
    """Return the labels of references (``[text][label]``) that a body defines, for ``without_unknown_labels``."""
    return frozenset(_label(match[1]) for match in _DEFINED.finditer(body)) if "][" in body else frozenset()


def without_unknown_labels(text: str, defined: frozenset[str]) -> str:
    """Return ``text``, which contains no fenced code, with references to other labels than ``defined`` as their text.

    Generators define such labels for the whole site: mkdocs-autorefs, snippets that are appended to each page, mdBook's
    preprocessors. A label of one or two letters may be an index: ``[i][j]``.

    >>> without_unknown_labels("[the log][kafka.Log], [here][1] and [a][i]", frozenset("1"))
    'the log, [here][1] and [a][i]'
    """
    if "][" not in text:
        return text

    def shown(match: re.Match[str]) -> str:
        if match["code"] or 0 < len(match["label"]) < MIN_LABEL or _label(match["label"] or match["text"]) in defined:
            return match.group()
        return match["text"]

    return _BY_LABEL.sub(shown, text)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def without_myst_comments(text: str) -> str:
    """Return ``text``, which contains no fenced code, without the comments and block breaks of MyST.

    A comment begins with ``%`` after a blank line or another comment: in a paragraph that is a percentage.
    """
    if "%" not in text and "+++" not in text:
        return text
    lines = text.split("\n")
    may_begin = True
    for at, line in enumerate(lines):
        is_comment = may_begin and line.startswith("%")
        if is_comment or line.startswith("+++"):
            lines[at] = ""
        may_begin = is_comment or not line.strip()
    return "\n".join(lines)


def _plain(match: re.Match[str]) -> str:
    """Return the visible text of one mark."""
    if match["code"]:
        return _LANGUAGE_OF_CODE.sub("", match.group())
    if match["docfx"]:
        return read_component(match["docfx"]).title
    if match["julia"]:
        is_anchor = match["kind"] == "id" and _in_heading(match)
        return f"{match['julia']} {{#{match['name'].strip()}}}" if is_anchor else match["julia"]
    if match["paradox"]:
        return f"[{match['paradox']}]{match['to']}" if match["to"] else match["paradox"]
    if match["page"]:
        return "" if match["embed"] else _wiki_link(match["page"], match["alias"])
    if match["role"]:
        name, _, target = match["role_text"].partition(" <")
        return name if target else f"`{match['role_text']}`"
    if match.group().startswith("]("):
        return "]("
    if match["attributes"] and split_heading(f"a {match.group()}")[1] and _in_heading(match):
        return match.group()
    return match["span"] or match["mdc"] or match["added"] or match["noted"] or match["keys"] or match["marked"] or ""


def _wiki_link(page: str, alias: str | None) -> str:
    if alias and ("://" in alias or _DOTTED.match(alias)):  # Dendron writes the text first
        page, alias = alias.rpartition("/")[2], page
    return f"[{alias or page.replace('#', ' > ')}]({WIKI}{quote(page.strip(), safe='/#')})"


def _in_heading(match: re.Match[str]) -> bool:
    """Return whether an attribute list is in a heading, where it may be the anchor."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    if match.string[start : start + 4].lstrip().startswith("#"):
        return True
    return match.string[match.end() : match.end() + 9].lstrip(" ").startswith(("\n===", "\n---"))


def _without_emoji(text: str) -> str:
    """Return ``text`` without emoji names. Headings keep them, since GitHub's anchors contain them."""
    lines = text.split("\n")
    return "\n".join(line if line.lstrip().startswith("#") else _EMOJI_LINE.sub(_emoji, line) for line in lines)


def _emoji(match: re.Match[str]) -> str:
    name, space = match["name"], match["space"]
    return match.group() if match["code"] else _MEANINGFUL_EMOJI[name] + space if name in _MEANINGFUL_EMOJI else ""
