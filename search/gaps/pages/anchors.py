"""The anchors of guides, compared as the generators of sites make them.

Generators agree on the letters and digits of a heading and on little else: ``#node-js``, ``#nodejs``, ``#Node-js`` and
``#node_js`` are all made of "Node.js". So only letters and digits are compared, and headings, ids and labels are looked
for in the file itself, as it is written.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from rapidfuzz.distance import OSA

from corpus.guide import Guide
from corpus.nearest_names import MIN_MISSPELT, nearest_names
from corpus.slugs import heading_anchor
from index.analysis import fold
from search.gaps.pages.files import front_matter

MAX_CANDIDATES = 5
"""Anchors that are compared with a missing one; by hand."""

MIN_WORD_SIMILARITY = 0.6
"""Normalised similarity (1 less the distance by the greater length) of a word of an anchor to the intended one. By
hand."""

MIN_BEGINNING = 4
"""Letters of an anchor from which on a longer one that begins with them may be meant. By hand."""

_GENERATED = re.compile(
    r"(?:user-content-)?(?:fn|fnref|footnotes?|footnote-ref|cite[_-]?(?:ref|note)|citation(?:-reference)?)(?:[^a-z].*)?"
    r"|tab/.*|[/!:+].*|top"
    r"|(?:system-message|problematic)-\d+",
    re.IGNORECASE,
)
"""Anchors that the generator or a script makes: of footnotes, DocFX's tabs, routes in a page, text fragments."""

_UNSEEN = re.compile(
    r"\{%-?\s{0,9}(?:include|include_relative|render|embed|partial|partial-content|snippet|call)\b"
    r"|\{\{[<%]-?\s{0,9}/?[\w/.-]{0,60}?(?:include|readfile|partial|render|snippet|embed|import|content)"
    r"|^\{!.{1,200}!\}|\{\{\s?#(?:rustdoc_)?include|--8<--|<!--\s{0,9}@?include|@@include|\[!INCLUDE|\binclude::"
    r"|::: [a-z_][\w-]{0,60}(?:\.\w{1,60}){0,9}\s{0,9}$"
    r"|^(?:`{3,}|:{3,})\{(?:include|eval-rst|auto\w{1,40}|literalinclude)"
    r"|^\.\. (?:include|auto\w{1,40})::|^import\s[^\n]{1,200}\.mdx?[\"']",
    re.MULTILINE,
)
"""Text of another file, or made by a tool, in the middle of a page: its headings are not in the page's own file."""

_OWN_COMPONENT = re.compile(
    r"""^import\s{1,9}(?P<name>[A-Z]\w{0,60})\s{1,9}from\s{1,9}["'](?:\.|~|@(?:components?|site|theme)?/)[^"'\n]{1,200}["']""",
    re.MULTILINE,
)
_ALONE = re.compile(r"^[ \t]*<([A-Z]\w{0,60})(?:\s[^<>\n]{0,300})?/>[ \t]*$", re.MULTILINE)
"""Components of the site itself that a page imports, and components without text that stand in a line alone: they may
make headings."""

_COMPONENT = re.compile(r"<[A-Z][\w.]*|<script|\{\{|\{%")
"""What makes the headings of a page that has none of its own."""

_IDS = (
    re.compile(r"""\b(?:id|name|titleId|anchor)\s{0,9}=\s{0,9}["'{]{0,2}([^"'\s>{}]{1,300})""", re.IGNORECASE),
    re.compile(r"\{:?[^{}#\n]{0,300}#([\w.:-]{1,300})(?![\w.:-])[^{}\n]{0,300}\}"),
    re.compile(r"\[#([^\]\s]{1,300})\]"),
    re.compile(r"\{/\*\s{0,9}([\w.:-]{1,300})\s{0,9}\*/\}"),
    re.compile(r"^\s{0,9}(?:<!--\s*)?\(([^()\n]{1,300})\)=", re.MULTILINE),
    re.compile(r"^\s{0,9}:(?:name|label):\s*(\S{1,300})", re.MULTILINE),
    re.compile(r"^\s{0,9}\.\. _([^:\n]{1,300}):", re.MULTILINE),
    re.compile(r"^\s{0,9}\.\. \[#?([^\]\n]{1,300})\]", re.MULTILINE),
    re.compile(r"^(?:`{3,}|:{3,})\{[\w-]{1,40}\}[ \t]{1,9}([\w:-]{1,300})[ \t]*$", re.MULTILINE),
)
"""Ids of elements, attributes of a heading (``{#id}``, ``{: #id}``, ``[#id]``, ``{/*id*/}``) and labels of Sphinx
(``(label)=``)."""

_LABEL = _IDS[4]
_HEADINGS = (
    re.compile(r"^[ \t>*+-]{0,20}#{1,6}[ \t]{1,9}(.{1,500})$", re.MULTILINE),
    re.compile(r"^(\S.{0,500})\n(?:={2,}|-{2,})[ \t]*$", re.MULTILINE),
    re.compile(r"<h[1-6]\b[^<>]{0,300}>(.{1,500}?)</h[1-6]", re.IGNORECASE | re.DOTALL),
    re.compile(r"^(\S.{0,300})\n\n?[ ]{0,3}:[ \t]", re.MULTILINE),
    re.compile(r"<(?:summary|dt)\b[^<>]{0,300}>(.{1,500}?)</(?:summary|dt)", re.IGNORECASE | re.DOTALL),
)
"""Headings of Markdown and HTML, wherever they are, and the terms of definition lists."""

_TAB = re.compile(r"""\s{0,40}===[!+]{0,2}\s{1,9}["'](.{1,300}?)["']\s*$""")
_ATTRIBUTES = re.compile(r"(?:\{[:#.][^{}\n]{0,300}\}|\[#[^\]\n]{0,300}\]|(?<!#)#+)$")
_BEGINS_MARKUP = re.compile(r"[\]<:&]")
_TARGETS_AND_TAGS = re.compile(r"\]\([^()\n]{0,500}\)|<[^<>]{1,300}>")
_MARKUP = re.compile(rf"{_TARGETS_AND_TAGS.pattern}|:[a-z0-9_+-]{{2,40}}:|&\w{{1,8}};")
"""What a heading has beside its text: targets of links, tags, short names of emoji, entities."""

_FIELD = re.compile(r"^([A-Za-z][\w-]{0,60}):", re.MULTILINE)
_NUMBER_AT_END = re.compile(r"(?<=\w)[-_]?\d{1,2}$")
_CHUNK = re.compile(r"[\W_]+")


def anchor_key(anchor: str) -> str:
    """Return the letters and digits of an anchor or heading, folded.

    >>> anchor_key("Variáveis-da-Página") == anchor_key("variaveis_da_pagina")
    True
    """
    return _CHUNK.sub("", fold(anchor))


class AnchorIndex:
    """The anchors of guides; ``text_of`` returns the file of a guide as it is written."""

    def __init__(self, text_of: Callable[[Guide], str]) -> None:
        self._text_of = text_of
        self._keys: dict[str, frozenset[str]] = {}
        self._is_whole: dict[str, bool] = {}

    def has(self, guide: Guide, fragment: str) -> bool:
        """Tell whether the guide has this anchor, or may have it, as far as its file tells."""
        key = anchor_key(fragment.removeprefix("user-content-"))
        if not key or _GENERATED.fullmatch(fragment):
            return True
        keys = self._keys_of(guide)
        # The second heading of one name is ``name-1``, ``name_1`` or ``name-2``; generators count in different ways.
        return key in keys or anchor_key(_NUMBER_AT_END.sub("", fragment)) in keys or not self._is_whole[guide.id]

    def _keys_of(self, guide: Guide) -> frozenset[str]:
        if guide.id not in self._keys:
            text = self._text_of(guide)
            keys = {anchor_key(anchor) for anchor in (*anchors(guide), *written_anchors(text), *_fields(text))}
            # kramdown takes leading digits off: ``1. Setup`` is ``#setup``.
            self._keys[guide.id] = frozenset(keys | {key.lstrip("0123456789") for key in keys} - {""})
            is_component = not any(section.title for section in guide.sections) and bool(_COMPONENT.search(text))
            makes_headings = not set(_OWN_COMPONENT.findall(text)).isdisjoint(_ALONE.findall(text))
            self._is_whole[guide.id] = not (is_component or makes_headings or _UNSEEN.search(text))
        return self._keys[guide.id]

    def nearest(self, guide: Guide, fragment: str) -> str:
        """Return the anchor of the guide most similar to the fragment; "" when none is similar."""
        query, names = fragment.lower(), sorted({anchor.lower() for anchor in anchors(guide)} - {""})
        close = nearest_names(query, names, MAX_CANDIDATES, MIN_MISSPELT)
        longer = (anchor for anchor in names if len(query) >= MIN_BEGINNING and anchor.startswith(query))
        others = (anchor for anchor in names if _is_part(query, anchor) or _is_part(anchor, query))
        return next((anchor for anchor in close if _shares_words(query, anchor)), next(chain(longer, others), ""))


def anchors(guide: Guide) -> Iterator[str]:
    """Yield the anchors of the sections, questions and projects of a guide."""
    for section in guide.sections:
        yield section.anchor
        # Some generators write a sign out.
        if "&" in section.title:
            yield section.title.replace("&", "amp")
            yield section.title.replace("&", "and")
    for question in (*guide.questions, *guide.faqs):
        yield question.anchor
        yield heading_anchor(question.text)
    yield from (project.anchor for project in guide.projects)


def written_anchors(text: str) -> Iterator[str]:
    """Yield the ids, labels, headings, tabs and terms in the text of a file."""
    yield from _tabs(text)
    for pattern in _IDS:
        yield from pattern.findall(text)
    for pattern in _HEADINGS:
        for heading in dict.fromkeys(pattern.findall(text)):
            bare = _without_attributes(heading)
            yield bare
            if _BEGINS_MARKUP.search(bare):
                yield _MARKUP.sub("", bare)
                yield _TARGETS_AND_TAGS.sub("", bare)


def _without_attributes(heading: str) -> str:
    return _ATTRIBUTES.sub("", heading.rstrip()).rstrip()


def _tabs(text: str) -> Iterator[str]:
    """Yield the titles of tabs of MkDocs (``=== "Linux"``), alone and after the heading above them."""
    heading = ""
    for line in text.splitlines() if '=== "' in text else ():
        if match := _HEADINGS[0].match(line):
            heading = _MARKUP.sub("", _without_attributes(match.group(1)))
        elif match := _TAB.match(line):
            title = _MARKUP.sub("", match.group(1))
            yield title
            yield f"{heading} {title}"


def _fields(text: str) -> list[str]:
    """Return the names of the fields in front matter: templates show some of them under a heading of that name."""
    return _FIELD.findall(front_matter(text))


def labels(text: str) -> list[str]:
    """Return the labels of Sphinx in a text, ``(label)=``, by which any page may link the place."""
    return _LABEL.findall(text) if ")=" in text else []


def _is_part(one: str, other: str) -> bool:
    """Tell whether the words of one anchor, at least two of them, end another: "usage-with-the-options-api"."""
    return "-" in one and other.endswith(f"-{one}")


def _shares_words(one: str, other: str) -> bool:
    """Tell whether more than half of the words of two anchors are similar: ``css-questions`` is not ``fun-questions``.

    Anchors of different numbers of words pass: a word was added or left out.
    """
    words, others = re.split("[-_]", one), re.split("[-_]", other)
    if len(words) != len(others):
        return True
    n_similar = sum(OSA.normalized_similarity(*pair) >= MIN_WORD_SIMILARITY for pair in zip(words, others, strict=True))
    return n_similar > len(words) / 2
