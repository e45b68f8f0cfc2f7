"""Replace shortcodes and template tags by what readers see of them: Hugo, Zola, Liquid, Nunjucks, Twig, Markdoc.

The number of lines never changes, so that line numbers stay valid.
"""

import re
from collections.abc import Mapping

from corpus.markdown.components import DISCLOSURES, Component, read_component, visible
from corpus.markdown.dialects import CODE_SPAN
from corpus.markdown.fences import stretches
from corpus.markdown.jsx import disclosure
from corpus.plain_text import word_set

MAX_TAG = 2_000
"""Characters of the longest tag; a longer one is text. By hand."""

MAX_BRACES = 10
"""Braces within a tag that are paired. By hand."""

_MARK = re.compile(CODE_SPAN + r"|(?P<open>\{\{(?P<hugo>[<%])|\{%|\{\{|\{#(?=[\s-]))")
_ENDS = {"{%": "%}", "{{": "}}", "{#": "#}"}

_CONTROL = word_set(
    "if elsif elseif elif unless case when for set setasync assign capture layout extends block macro import from call"
    " filter cycle increment decrement tablerow liquid paginate seo feed do with switch else break continue"
)
"""Tags of the logic of a template, of which nothing is shown."""

_INCLUDES = word_set("include include_relative include_cached render partial render_file renderfile rendertemplate")
_LINKS = word_set("ref relref link post_url asset_path url siteurl abslink")
_VALUES = word_set("param meta var get page scalar")
"""Names of tags that include a file, that are the target of a link, and that show a value of the front matter."""

_SITE = re.compile(
    r"(?:site|page|post|layout|config|theme|params|include|frontmatter|\$frontmatter|collections|paginator|jekyll|hexo"
    r"|eleventy|pkg|env|block|loop|forloop)\b"
)
"""The objects of templates: a variable below one is the output of a template on every page."""

_TEMPLATED = re.compile(
    CODE_SPAN + r"|(?P<tag>\{%-?\s{0,20}[a-z$#./]|\{\{[<%]|\{[a-z][\w:-]{0,40}\}`|\{\{-?\s{0,20}[\"'])"
)
_DIRECTIVE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}|:{3,})\{[a-z][\w:-]{0,40}\}", re.MULTILINE)
_LITERAL = re.compile(r"(?:\"(?P<a>[^\"]{0,1000})\"|'(?P<b>[^']{0,1000})')\s{0,20}(?:\||$)")
_CALL = re.compile(r"[\w.]{1,60}\(")
_VARIABLE = re.compile(r"(?P<name>\$?[\w.-]{1,100})\s{0,20}(?:\||$)")
_END = re.compile(r"end\w{0,60}$")
_OPERATORS = re.compile(r"[|(\[+?\"']")
_ANNOTATION = re.compile(r"(?:[^{}]{0,100}\s)?(?:#|id\s?=\s?[\"'])(?P<id>[\w:.-]{1,100})")


def is_templated(body: str) -> bool:
    """Return whether a body has tags of a template or directives outside of its code.

    On such a page ``{{ name }}`` is a variable; on another one it may be left over from a template.
    """
    if _DIRECTIVE.search(body):
        return True
    if not any(mark in body for mark in ("{%", "{{<", "{{%", "}`", '{{ "', "{{ '", '{{"', "{{'")):
        return False
    return any(match["tag"] for code, text in stretches(body) if not code for match in _TEMPLATED.finditer(text))


class Shortcodes:
    """Replaces the shortcodes and tags of one page; ``values`` are what variables stand for."""

    def __init__(self, values: Mapping[str, str], *, templated: bool) -> None:
        self._values = values
        self._templated = templated

    def replaced(self, text: str) -> str:
        """Return ``text``, which has no fenced code, with tags replaced."""
        parts: list[str] = []
        position = 0
        ends: dict[str, int] = {}
        for match in _MARK.finditer(text):
            if match.start() < position or not match["open"]:
                continue
            closing = "}}" if match["hugo"] else _ENDS[match["open"]]
            # The end of a tag is looked for once for all openings before it.
            if ends.get(closing, 0) < match.end():
                found = text.find(closing, match.end())
                ends[closing] = found if found >= 0 else len(text) + MAX_TAG + 1
            end = ends[closing]
            if end - match.end() > MAX_TAG:
                continue
            end = _balanced(text, match.end(), end) if match["open"] == "{{" else end
            inner = text[match.end() : end].rstrip("%>") if match["hugo"] else text[match.end() : end]
            after = end + 2
            new = self._replacement(match["open"], inner, text, (match.start(), after))
            if new is not None:
                parts += [text[position : match.start()], new]
                parts.append("\n" * (text.count("\n", match.start(), after) - new.count("\n")))
                position = after
        return "".join(parts) + text[position:]

    def _replacement(self, mark: str, inner: str, text: str, span: tuple[int, int]) -> str | None:
        """Return the Markdown for one tag, None for one that is text."""
        call = inner.strip().strip("-~").strip()
        if not call:
            return None
        if mark == "{#":
            return ""
        if mark == "{{":
            return self._output(call, in_target=_in_target(text, span[0]))
        annotation = _ANNOTATION.match(call)
        if call[0] in "#.$" or (annotation and _in_heading(text, span[0]) and " " not in call):
            return f"{{#{annotation['id']}}}" if annotation and _in_heading(text, span[0]) else ""
        return self._tag(call, in_target=_in_target(text, span[0]))

    def _tag(self, call: str, *, in_target: bool) -> str:
        closing = call.startswith("/") or bool(_END.match(call))
        component = read_component(call.lstrip("/ ") if call.startswith("/") else call)
        name = component.name.lower()
        if name.removeprefix("end") in DISCLOSURES:
            title = component.title or next(iter(component.words), "")
            return disclosure(title, closing=closing)
        if closing or name in _CONTROL:
            return ""
        if name in _LINKS:
            return _target(component) if in_target else ""
        if name in _VALUES:
            value = next(iter((*component.bare, *component.words)), "")
            return self._values.get(value.lower(), value if value.startswith("/") else "")
        shown = visible(component, with_words=name not in _INCLUDES)
        return _without_spaces(shown) if in_target else shown

    def _output(self, expression: str, *, in_target: bool) -> str | None:
        """Return what ``{{ expression }}`` shows, None where it is text."""
        if literal := _LITERAL.match(expression):
            shown = literal["a"] or literal["b"] or ""
            return _without_spaces(shown) if in_target else shown
        variable = _VARIABLE.match(expression)
        if variable and (value := self._values.get(_key(variable["name"]))):
            return _without_spaces(value) if in_target else value
        if _CALL.match(expression):
            return visible(read_component(expression)) if not in_target else ""
        if in_target or _SITE.match(expression):
            return ""
        is_expression = variable or _OPERATORS.search(expression)
        return "" if self._templated and is_expression else None


def _key(name: str) -> str:
    """Return the name of a variable without the object of the page's front matter."""
    lower = name.lower()
    for prefix in ("page.header.", "page.", "$frontmatter.", "frontmatter.", "post."):
        lower = lower.removeprefix(prefix)
    return lower


def _balanced(text: str, start: int, end: int) -> int:
    """Return the end of a tag that holds braces itself: ``{{ x({a: {b: 1}}) }}``."""
    for _ in range(MAX_BRACES):
        following = text.find("}}", end + 1, start + MAX_TAG)
        if following < 0 or text.count("{", start, end) <= text.count("}", start, end):
            break
        end = following
    return end


def _in_target(text: str, position: int) -> bool:
    """Return whether a position is in the target of a link or in a quoted attribute."""
    before = text[max(0, position - 200) : position].rpartition("\n")[2]
    opened = max(before.rfind("]("), before.rfind('="'), before.rfind("='"), before.rfind("]: "))
    return opened >= 0 and not set(before[opened + 2 :].lstrip()) & set(") \"'")


def _in_heading(text: str, position: int) -> bool:
    start = text.rfind("\n", 0, position) + 1
    return text[start : start + 4].lstrip().startswith("#")


def _target(component: Component) -> str:
    """Return the target of a link shortcode; those of Jekyll are relative to the root of the site."""
    named = next((component.values[key] for key in ("path", "page", "to", "href") if key in component.values), "")
    target = named or next(iter((*component.words, *component.bare)), "")
    if component.name == "post_url":
        return f"/_posts/{target}.md"
    return f"/{target}" if component.name == "link" and not target.startswith("/") else _without_spaces(target)


def _without_spaces(target: str) -> str:
    """Return a text in the place of a target, "" for one that no target is."""
    return "" if len(target.split()) > 1 else target.strip()
