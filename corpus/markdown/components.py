"""The form that shortcodes, template tags and JSX components share, and what readers see of one.

Generators write the same thing in many ways: ``{{< card title="A" >}}``, ``{% card title="A" %}``,
``<Card title="A">``, ``[card title="A"]``. Each is a name, attributes and quoted words. Readers see some of them as
text; the content between an opening and a closing tag is not a part of the component, and stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.plain_text import word_set

TITLES = ("title", "label", "header", "heading", "question", "summary", "caption", "text", "content", "alt", "alt-text")
"""Attributes that readers see, most telling first; one of them is shown. By hand, from 40 sites."""

DETAILS = ("description", "subtitle")
"""Attributes that readers see after a title."""

TARGETS = ("href", "to", "link", "url")
"""Attributes that a title links to."""

DISCLOSURES = word_set(
    "accordion accordionitem collapse collapsible details disclosure expand expandable faqitem question spoiler toggle"
)
"""Components that show their title and, after a click, their content: a question and its answer."""

_SILENT = word_set("badge badges icon icons emoji fa fas fab logo anchor toc comment")
"""Parts of names of components without text that is worth a search. By hand."""

_REFERRING = word_set(
    "asset audio chart code config data demo embed example fig figure file get gist icon iframe image img include"
    " instagram katex link literal map media mermaid meta module param partial path pdf picture post readfile ref"
    " relref render scalar screenshot slot snippet svg tabs tweet url var video vimeo x youtube"
)
"""Parts of names of components whose words refer to something (a file, an id, a setting) and are no text. By hand."""

_KINDS = word_set(
    "attention caution danger default error failure hint important info light note primary quote secondary success tip"
    " todo warn warning left right center true false"
)
"""Words that choose the look of a component. By hand."""

_ARGUMENT = re.compile(
    r"(?:(?<![\w.:@-])(?P<key>[\w.:@-]{1,60})\s{0,20}[=:]\s{0,20})?\{?\s{0,20}"
    r"(?:\"(?P<a>[^\"]{0,1000})\"|'(?P<b>[^']{0,1000})'|`(?P<c>[^`]{0,1000})`|“(?P<d>[^“”]{0,1000})”)"
)
_NAME = re.compile(r"[\s(=,]")
_PARTS = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")
_FILE = re.compile(r"\.\w{1,5}$|^[./#]|://|[{}<>=]")
_WORD = re.compile(r"[^\W\d_](?:['’-]?[^\W\d_]){0,40}$")


@dataclass(frozen=True, slots=True)
class Component:
    """The opening tag of a component, or a component of one tag."""

    name: str
    values: Mapping[str, str]
    """Attributes in quotes by name in lower case; the first of a name wins."""
    words: tuple[str, ...]
    """Quoted arguments without a name."""
    bare: tuple[str, ...]
    """The first arguments that are neither named nor quoted."""

    @property
    def name_parts(self) -> frozenset[str]:
        return frozenset(part.lower() for part in _PARTS.split(self.name)) | {self.name.lower()}

    @property
    def title(self) -> str:
        """The most telling attribute that readers see, "" for none."""
        return next((self.values[name] for name in TITLES if self.values.get(name)), "")

    @property
    def target(self) -> str:
        return next((self.values[name] for name in TARGETS if self.values.get(name)), "")


def read_component(call: str) -> Component:
    """Return the component of the text of a tag, without its marks.

    >>> read_component('tooltip text="Pod" "a word" wide').values, read_component("ref page.md").bare
    ({'text': 'Pod'}, ('page.md',))
    """
    name = _NAME.split(call, maxsplit=1)[0].strip("/")
    bare = tuple(word for word in call.split(None, 3)[1:3] if not set(word) & set("\"'=“{}("))
    if not any(mark in call for mark in "\"'`“"):
        return Component(name, {}, (), bare)
    values: dict[str, str] = {}
    words: list[str] = []
    for match in _ARGUMENT.finditer(call):
        value = match["a"] or match["b"] or match["c"] or match["d"] or ""
        if match["key"]:
            values.setdefault(match["key"].lower().removeprefix(":"), value)
        else:
            words.append(value)
    return Component(name, values, tuple(words), bare)


def visible(component: Component, *, with_words: bool = True) -> str:
    """Return what readers see of a component as Markdown: its title, linked where it has a target, and its details.

    ``with_words`` adds quoted words that are prose: ``{{% heading "whatsnext" %}}``.
    """
    if not component.values and not component.words:
        return ""
    parts = component.name_parts
    if not parts.isdisjoint(_SILENT):
        return ""
    title = component.title
    if not title and with_words:
        refers = not parts.isdisjoint(_REFERRING)
        title = " ".join(word for word in component.words if _is_prose(word, refers=refers))
    shown = f"[{title}]({component.target})" if title and component.target and " " not in component.target else title
    details = [component.values[name] for name in DETAILS if component.values.get(name)]
    return " ".join(" ".join([shown, *details]).split())


def _is_prose(word: str, *, refers: bool) -> bool:
    """Return whether a quoted word is text for readers; a single word is only where its component refers to nothing.

    >>> _is_prose("What's next", refers=True), _is_prose("whatsnext", refers=False), _is_prose("a/b.md", refers=False)
    (True, True, False)
    """
    if _FILE.search(word):
        return False
    if " " in word.strip():
        return True
    return not refers and bool(_WORD.match(word)) and word.lower() not in _KINDS
