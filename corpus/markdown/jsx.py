"""Remove what MDX adds to Markdown: imports, expressions and components, of which the visible text stays.

The number of lines never changes, so that line numbers stay valid.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markdown.components import DISCLOSURES, read_component, visible
from corpus.markdown.dialects import CODE_SPAN
from corpus.markdown.fences import Fence, fence_after, outside_code, stretches

MAX_TAG = 10_000
"""Characters of the longest tag or expression; a longer one is text. By hand."""
MAX_UNCLOSED = 200
"""Unclosed tags after which the rest of a stretch is text: each costs a scan of ``MAX_TAG`` characters. By hand."""

EMPTY_COMMENT = "<!---->"
"""Starts a line of raw HTML. CommonMark ends such a block at ``-->``, so the next line is Markdown, as in MDX."""

_MARK = re.compile(
    CODE_SPAN
    + r"|(?P<comment>\{[ \t]{0,20}/\*)"
    + r"|(?P<component></?(?=[A-Z][\w.]{0,80}(?:[\s/>]|$)|>))"
    + r"|(?P<tag></?(?=[a-z]))"
    + r"|(?P<string>\{\s{0,20}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|`[^`$\n]{0,500}`)\s{0,20}\})"
    + r"|(?<![\w}\\$^_{)\]`*:!])\{(?P<expression>)(?![{%#.:])",
    re.MULTILINE,
)
_END_MARK = re.compile(r"[\"'`{}<>]")
_IMPORT = re.compile(
    r"import[ \t]{1,20}(?:type[ \t]{1,20})?(?:[\w$*{][^\n\"']{0,300}[\s}]from[ \t]{0,20})?[\"'][^\"'\n]{1,300}[\"']"
    r"[ \t]{0,20};?[ \t]{0,20}$"
)
_IMPORT_OPEN = re.compile(r"import[ \t]{1,20}(?:type[ \t]{1,20})?(?:[\w$]{1,60},[ \t]{0,20})?\{[^\n\"']{0,300}$")
_EXPORT = re.compile(
    r"export[ \t]+(?:(?:const|let|var)[ \t]+[\w$\[{]|default\b|(?:async[ \t]+)?function\b|class[ \t]|\{|\*[ \t])"
)
_MDX_MARK = re.compile(
    CODE_SPAN
    + r"|(?P<jsx>\{/\*|^[ ]{0,3}<[A-Z][\w.]{0,80}[a-z][\w.]{0,80}[^<>\n]{0,200}=\{)"
    + r"|(?P<import>^import[ \t][^\n]{0,600}$)",
    re.MULTILINE,
)
_COMPONENT = re.compile(r"^[ ]{0,3}<[A-Z][\w.]{0,80}[a-z][\w.]{0,80}[\s/>]", re.MULTILINE)
_JSX = re.compile(r"</?[A-Z>]|\{[ \t]{0,20}/\*|=\{|\{(?:props|frontMatter|frontmatter)\.")
"""What ``without_jsx`` may change in a body that is no MDX."""
_PROPERTY = re.compile(r"(?:props|frontMatter|frontmatter)\.[\w.]{1,100}$")
_STRING = re.compile(r"\s{0,20}(?:\"([^\"]{0,500})\"|'([^']{0,500})'|`([^`$]{0,500})`)\s{0,20}$")
_NAME = re.compile(r"</?[\w.:-]{0,100}")
_ID = re.compile(r"\s{0,20}([\w:.-]{1,200})\s{0,20}$")
_ONLY_TAGS = re.compile(r"[ \t]*(?!</?(?:pre|script|style|textarea)\b)</?[a-z][^<>\n]*>[ \t]*$")
_TAG_LINE = re.compile(r"[ \t]*<(?!/?(?:pre|script|style|textarea)\b|!--).*>[ \t]*$", re.IGNORECASE)


def is_mdx(body: str) -> bool:
    """Return whether a body has an import or a JSX comment or attribute outside of its code, which only MDX has."""
    if not ("{/*" in body or "={" in body or "import" in body):
        return False
    texts = [_outside_scripts(text) for is_code, text in stretches(body) if not is_code]
    return any(
        match["jsx"] or (match["import"] and _IMPORT.match(match["import"]))
        for text in texts
        for match in _MDX_MARK.finditer(text)
    )


def _outside_scripts(text: str) -> str:
    """Return ``text`` without HTML scripts, which have imports of their own."""
    first, *scripts = text.split("<script")
    return first + "".join(script.partition("</script")[2] for script in scripts)


def without_jsx(body: str, *, mdx: bool) -> str:
    """Return ``body`` with components replaced by what readers see of them.

    ``mdx`` also removes imports and expressions; without it, braces in the text are the author's own.
    """
    if mdx:
        lines = body.split("\n")
        if "{/*" in body and ("```" in body or "~~~" in body):
            lines = list(_without_comments(lines))
        body = "\n".join(_without_modules(lines))
    if "<" not in body and "{" not in body:
        return body
    if mdx or _JSX.search(body):
        if _COMPONENT.search(body):
            body = "\n".join(_dedented(body.split("\n")))
        body = outside_code(body, lambda text: _without_tags(text, mdx=mdx))
    return _with_html_ended(body, mdx=mdx) if "<" in body else body


def _without_modules(lines: Sequence[str]) -> Iterator[str]:
    """Yield ``lines`` with imports and exports, each up to the next blank line, as blank lines."""
    fence: Fence | None = None
    in_module = in_script = False
    for line in lines:
        if fence:
            fence = fence_after(line, fence)
            yield line
            continue
        in_script = line.lstrip().startswith("<script") or (in_script and "</script" not in line)
        in_module = bool(line.strip()) and not in_script and (in_module or _begins_module(line))
        fence = None if in_module else fence_after(line, None)
        yield "" if in_module else line


def _without_comments(lines: Sequence[str]) -> Iterator[str]:
    """Yield ``lines`` without JSX comments of several lines, which may hold fenced code."""
    last_end = max((at for at, line in enumerate(lines) if "*/}" in line), default=-1)
    fence: Fence | None = None
    in_comment = False
    for at, line in enumerate(lines):
        shown = line
        if in_comment:
            _, ends, after = line.partition("*/}")
            in_comment, shown = not ends, after
        elif fence is None and "{/*" in line:
            before, _, after = line.partition("{/*")
            in_comment = "*/}" not in after and at < last_end
            shown = before if in_comment else line
        fence = fence_after(shown, fence) if shown else fence
        yield shown


def _begins_module(line: str) -> bool:
    return line.startswith(("import", "export")) and bool(
        _IMPORT.match(line) or _IMPORT_OPEN.match(line) or _EXPORT.match(line)
    )


def _dedented(lines: Sequence[str]) -> Iterator[str]:
    """Yield ``lines`` with what components enclose moved to the left, those in lists aside.

    Markdown takes what is indented by four for code, or for more of the paragraph above; authors indent the content of
    a component as they do in JSX.
    """
    frames: list[tuple[int, int]] = []  # (indent of the content of an open component, columns that it moves)
    tag: tuple[int, int] | None = None  # (indent of the tag in the line before, columns that it moved)
    fence: Fence | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if fence is None and line.strip():
            while frames and indent < frames[-1][0]:
                frames.pop()
            if tag and indent > tag[0] == tag[1]:
                frames.append((indent, indent))
        shift = frames[-1][1] if frames else 0
        yield line[min(shift, indent) :]
        if fence is None and line.strip():
            tag = (indent, shift) if _TAG_LINE.match(line) else None
        fence = fence_after(line, fence)


def _without_tags(text: str, *, mdx: bool) -> str:
    """Return ``text`` without JSX comments, with components replaced by their visible text."""
    parts: list[str] = []
    position, unclosed = 0, 0
    while unclosed < MAX_UNCLOSED and (match := _MARK.search(text, position)):
        parts.append(text[position : match.start()])
        new, position = _replaced(text, match, mdx=mdx)
        # A tag or comment that did not advance past its opening mark has no end.
        unclosed += position == match.end() and not match["code"]
        lost_lines = text.count("\n", match.start(), position) - new.count("\n")
        parts.append(new + "\n" * lost_lines)
    return "".join(parts) + text[position:]


def _replaced(text: str, match: re.Match[str], *, mdx: bool) -> tuple[str, int]:
    """Return the Markdown for the mark that begins at ``match``, and the position of its end."""
    if match["code"]:
        return match.group(), match.end()
    if match["comment"] is not None:
        end = text.find("*/", match.end(), match.end() + MAX_TAG)
        close = text.find("}", end) if end >= 0 else -1
        return (_comment(text, match, end), close + 1) if close >= 0 else (match.group(), match.end())
    if match["string"]:
        return (_value(match["string"][1:-1]) if mdx else match.group()), match.end()
    if match["expression"] is not None:
        end = _end(text, match.start(), "}")
        inner = text[match.end() : end - 1]
        return (_value(inner), end) if end > 0 and (mdx or _PROPERTY.match(inner)) else (match.group(), match.end())
    end = _end(text, match.end(), ">")
    if end < 0:
        return match.group(), match.end()
    tag = text[match.start() : end]
    if tag in ("<>", "</>"):
        return "" if mdx else tag, end
    name = _NAME.match(tag)
    if mdx and name and name.group() == "<p" and text[end : end + 1].strip():
        # What follows on the line is Markdown, which raw HTML is not.
        return "", end
    if match["tag"] is not None or (not mdx and name and name.group().isupper()):
        # Lower-case names are HTML elements; their attributes in braces are dropped.
        return (f"{name.group()}>" if name and "={" in tag and not tag.endswith("/>") else tag), end
    return _component(tag, followed_by=text[end : end + 1]), end


def _comment(text: str, match: re.Match[str], end: int) -> str:
    """Return "" for a comment; one in a heading is its anchor: ``## Caveats {/*caveats*/}``."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    name = _ID.match(text[match.end() : end].strip("*"))
    return f"{{#{name[1]}}}" if name and line.lstrip().startswith("#") else ""


def _value(expression: str) -> str:
    """Return the text of an expression that is a string, "" for another one."""
    match = _STRING.match(expression)
    return next(filter(None, match.groups()), "") if match else ""


def _end(text: str, position: int, mark: str) -> int:
    """Return the position after the mark that ends a tag or an expression, -1 for none in ``MAX_TAG`` characters."""
    # ``>`` inside quotes or braces, as in ``onClick={() => x}``, does not end the tag.
    depth, quote = 0, ""
    for match in _END_MARK.finditer(text, position, position + MAX_TAG):
        found = match.group()
        if quote:
            quote = "" if found == quote else quote
        elif found in "\"'`":
            # An apostrophe in a word is no quote.
            quote = "" if found == "'" and text[match.start() - 1 : match.start()].isalnum() else found
        elif found in "{}":
            depth += 1 if found == "{" else -1
            if not depth and mark == "}":
                return match.end()
        elif depth <= 0 and mark == ">":
            return match.end() if found == ">" else -1
    return -1


def _component(tag: str, followed_by: str) -> str:
    """Return the Markdown for the tag of a component."""
    closing = tag.startswith("</")
    component = read_component(tag.lstrip("</").rstrip("/>"))
    if component.name.rpartition(".")[2].lower() in DISCLOSURES and not tag.endswith("/>"):
        # One without a title around words of a line hides those alone: ``<Spoiler>Yes</Spoiler>``.
        is_inline = followed_by.strip() and not component.title and not closing
        return "" if is_inline else disclosure(component.title, closing=closing)
    shown = "" if closing else visible(component, with_words=False)
    return f"{shown} " if shown and followed_by.strip() else shown


def disclosure(title: str, *, closing: bool) -> str:
    """Return the raw HTML of the beginning or the end of a component that unfolds."""
    if closing:
        return f"{EMPTY_COMMENT}</details>"
    return f"{EMPTY_COMMENT}<details><summary>{title}</summary>" if title else f"{EMPTY_COMMENT}<details>"


def _with_html_ended(body: str, *, mdx: bool) -> str:
    """Return ``body`` with raw HTML ended before the Markdown that follows it on the next line.

    In MDX every line of a tag ends its block. Elsewhere the block lasts until a blank line, but fenced code right below
    tags, as under a ``<summary>``, is meant as code.
    """
    if not mdx and "```" not in body and "~~~" not in body:
        return body
    parts = list(stretches(body))
    texts: list[str] = []
    for at, (is_code, text) in enumerate(parts):
        if not is_code and at + 1 < len(parts):
            text = _with_last_tags_ended(text)
        texts.append("\n".join(map(_ended, text.split("\n"))) if mdx and not is_code else text)
    return "\n".join(texts)


def _with_last_tags_ended(text: str) -> str:
    """Return ``text`` with the tags of its last lines, down from a blank line, each ended on its line."""
    lines = text.split("\n")
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:]
    if not block or not _TAG_LINE.match(block[0]) or not all(line.count("<") == line.count(">") for line in block):
        return text
    return "\n".join([*lines[:start], *(_with_comment(line) if _TAG_LINE.match(line) else line for line in block)])


def _ended(line: str) -> str:
    return _with_comment(line) if _ONLY_TAGS.match(line) else line


def _with_comment(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}{EMPTY_COMMENT}{bare}"
