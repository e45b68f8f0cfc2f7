"""Hostile kinds of document, and the processor time of each on its whole way.

A document goes from its file through the reader to a guide, documents and rendered HTML; then all gap rules run over it
and two guides that link to it. Each kind runs in a process of its own, which the system ends at ``MAX_SECONDS``.

    python -m tests.faults.documents [--sizes 10000,100000,1000000] [KIND ...]
"""

import argparse
import json
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.reader import read
from corpus.render import to_html
from index.documents import documents_of, field_texts
from search.gaps import find_gaps

SIZES = (10_000, 100_000, 1_000_000)
"""Characters of a document."""

MAX_SECONDS = 6
"""Processor time after which a case is ended. By hand."""

ALLOWED_SECONDS = 5.0
"""Processor time that the largest document may take. By hand: a reader of the site waits no longer."""

ALLOWED_RATIO = 15.0
"""Growth of the time for ten times the text: n log n gives 13, and machines differ by a little."""

FLOOR_SECONDS = 0.2
"""Times below this count as this: constant parts are no growth. By hand."""

SHARE = 2
"""Shares of the time of ``make faults``. By hand: some seventy kinds in twenty minutes."""

SEED = 19
"""Orders the kinds of a run that has no time for all of them."""

WORST = (
    "lists-alternating", "page-table-short-rows", "pasted-numbers", "pasted-bullets", "headings-of-twenty-words",
    "headings-of-links", "headings-numbered-alike", "page-headings-closed", "page-paragraphs", "page-table-wide",
    "lists-one-line", "links-to-itself", "links-unclosed", "definition-lists-open", "questions-items",
    "pasted-blank-lines",
)  # fmt: skip
"""The kinds that took longest in a run of all, or did before they were mended; each run begins with them."""

N_STAGES = 4
"""Stages of ``walk``: read, documents, render, gaps."""

Make = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document; ``make`` returns one of about so many characters."""

    name: str
    make: Make
    path: str = "hostile.md"


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor time of one document: in all, and by stage; ``seconds`` is infinite for a case that was ended."""

    kind: str
    size: int
    seconds: float
    stages: Mapping[str, float]


def repeated(unit: str, head: str = "", tail: str = "") -> Make:
    """Return a maker of documents of ``unit`` without end."""

    def make(size: int) -> str:
        return head + unit * max(1, (size - len(head) - len(tail)) // len(unit)) + tail

    return make


def numbered(unit: str, head: str = "", tail: str = "") -> Make:
    """Return a maker of documents of ``unit``, in which ``%d`` is a number that no other has."""

    def make(size: int) -> str:
        parts, length = [head], len(head) + len(tail)
        for number in count():
            part = unit.replace("%d", str(number))
            if length + len(part) > size and number:
                break
            parts.append(part)
            length += len(part)
        return "".join([*parts, tail])

    return make


def nested(opening: str, inner: str, closing: str, head: str = "", tail: str = "") -> Make:
    """Return a maker of documents that open and close as often as the size allows."""

    def make(size: int) -> str:
        depth = max(1, (size - len(head) - len(inner) - len(tail)) // max(1, len(opening) + len(closing)))
        return head + opening * depth + inner + closing * depth + tail

    return make


def indented(unit: str) -> Make:
    """Return a maker of lines of which each is indented two blanks deeper: about the root of the size is the depth."""

    def make(size: int) -> str:
        lines, length = [], 0
        for depth in count():
            line = "  " * depth + unit + "\n"
            if length + len(line) > size:
                break
            lines.append(line)
            length += len(line)
        return "".join(lines)

    return make


def triangle(head: str, unit: str, size: int) -> str:
    """Return lines of one, two, three … units."""
    n_lines = max(1, int((2 * size / len(unit)) ** 0.5) - len(head))
    return "".join(head + unit * n + "\n" for n in range(1, n_lines + 1))


def wide_table(size: int) -> str:
    n = max(2, size // 12)
    return "|a" * n + "|\n" + "|--" * n + "|\n" + "|b" * n + "|\n" + "|c" * n + "|\n"


def square_table(size: int) -> str:
    n = max(2, int((size / 2) ** 0.5))
    return "|a" * n + "|\n" + "|-" * n + "|\n" + ("|b" * n + "|\n") * (n - 2)


def short_rows(size: int) -> str:
    """A header of half the document and rows of one cell, each filled to its width: quadratic by definition."""
    n = max(2, size // 10)
    return "|a" * n + "|\n" + "|-" * n + "|\n" + "|b\n" * (size // 5)


def html_short_rows(size: int) -> str:
    return "<table><tr>" + "<th>a" * (size // 10) + "</tr>" + "<tr><td>b" * (size // 18) + "</table>\n"


def yaml_bomb(size: int) -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, max(2, size // 70))]
    return "---\n" + "".join(levels) + "---\n# Bomb\n"


def json_lines(line: Callable[[int], str]) -> Make:
    def make(size: int) -> str:
        parts, length = [], 0
        for number in count():
            part = line(number) + "\n"
            if length + len(part) > size and number:
                break
            parts.append(part)
            length += len(part)
        return "".join(parts)

    return make


def notebook(size: int) -> str:
    cell = {"cell_type": "markdown", "source": ["# A *heading*\n", "and `text` [x](y)\n"]}
    return json.dumps({"cells": [cell] * max(1, size // len(json.dumps(cell))), "nbformat": 4})


def ticks_of_all_lengths(size: int) -> str:
    """Runs of backticks of which no two have the same length: each looks for its end in vain."""
    parts, length = [], 0
    for n in count(1):
        parts.append("`" * n + "a ")
        length += n + 2
        if length > size:
            return "".join(parts)
    raise AssertionError


FAQ = "---\ntitle: Questions\n---\n"
MARKDOWN: Mapping[str, Make] = {
    # headings and their anchors
    "anchors-unclosed": repeated("{#a"),
    "anchors-unclosed-lines": repeated("# h {#a\n"),
    "anchors-nested": repeated("{", "# ", "#a}"),
    "heading-of-blanks": repeated(" ", "# a", "b\n"),
    "heading-blanks-hashes": repeated(" #", "# a", " b\n"),
    "headings": numbered("# Heading %d\n\ntext %d\n\n"),
    "headings-deep": repeated("# a\n## b\n### c\n#### d\n##### e\n###### f\n"),
    "headings-growing": repeated("# a\n"),
    "headings-alike": repeated("## Heading\n\nsome words here\n\n"),
    "headings-numbered-alike": numbered("# a-%d\n# a\n"),
    "headings-of-twenty-words": numbered("# Heading %d\n" + "word " * 20 + "\n"),
    "headings-of-links": numbered("# Heading %d\n[" + "word " * 20 + "](https://a.b)\n"),
    "headings-subsections": numbered("## Part %d\n\nOne sentence of the part.\n\n", "# All\n\n"),
    "headings-setext": repeated("a\n=\n\nb\n-\n\n"),
    "setext-underline": repeated("=", "a\n", "\n"),
    "setext-long-paragraph": repeated("a\n", "", "===\n"),
    "rules": repeated("---\n\n"),
    "rules-of-stars": repeated("* ", "", "a\n"),
    # inline
    "emphasis-unclosed": repeated("*a "),
    "emphasis-nested": repeated("*a **b "),
    "emphasis-underscores": repeated("_a __b "),
    "emphasis-stars": repeated("*"),
    "emphasis-mixed": repeated("*_"),
    "strikethrough": repeated("~~a "),
    "brackets-open": repeated("["),
    "brackets-closed": repeated("]"),
    "brackets-nested": nested("[", "a", "]"),
    "brackets-nested-links": nested("[", "a", "](b)"),
    "images-nested": nested("![", "a", "](b)"),
    "links-unclosed": repeated("[a]("),
    "links-unclosed-angle": repeated("[a](<b"),
    "links-unclosed-title": repeated('[a](b "'),
    "links-lines": numbered("[text %d](page-%d.md)\n"),
    "links-to-itself": numbered("[text](hostile.md#part-%d)\n\n"),
    "links-one-line": repeated("[a](b)"),
    "links-deep-path": repeated("../", "[a](", "x.md)\n"),
    "links-path": repeated("a/", "[a](", "x.md)\n"),
    "links-host": repeated("http://[", "[a](<", ">)\n"),
    "links-paths": numbered("[a](a/b/c/d/e/f/g/h/%d.md)\n"),
    "link-parentheses": repeated("(", "[a](", ")\n"),
    "link-escapes": repeated("%25", "[a](", ")\n"),
    "autolinks": repeated("<http://a"),
    "autolinks-closed": repeated("<http://a.b/c> "),
    "bare-addresses": repeated("http://a.b/c "),
    "bare-address": repeated("a", "http://", ".md\n"),
    "mail-addresses": repeated("a@b."),
    "code-unclosed": repeated("`a "),
    "code-lengths": ticks_of_all_lengths,
    "code-ticks": repeated("`"),
    "code-two-ticks": repeated("`` ` "),
    "code-one-line": repeated("`a` "),
    "entities": repeated("&amp;"),
    "entities-unknown": repeated("&a"),
    "entities-long": repeated("&#0000000"),
    "escapes": repeated("\\*"),
    "backslashes": repeated("\\"),
    "line-breaks": repeated("a  \n"),
    "blanks-in-line": repeated(" ", "a", "b\n"),
    "tabs-in-line": repeated("\t", "a", "b\n"),
    "blank-lines": repeated("\n"),
    "blank-characters": repeated(" "),
    "lines-of-blanks": repeated(" " * 99 + "\n"),
    "one-word": repeated("a"),
    "slashes": repeated("a/"),
    "dots": repeated("a."),
    "hyphens": repeated("a-"),
    "underscores": repeated("a_"),
    "colons": repeated("a::"),
    "digits": repeated("1"),
    "digits-dotted": repeated("1."),
    "apostrophes": repeated("'s"),
    "quotes": repeated('"'),
    "question-marks": repeated("?"),
    "sentences-short": repeated("a. "),
    "sentences": numbered("This is the sentence %d of the page. "),
    "words": numbered("word%d "),
    "capitals": repeated("A "),
    "zero-width": repeated("\u200b"),
    "zero-width-words": repeated("a\u200b\u2060"),
    "combining-marks": repeated("\u0301", "a"),
    "direction-marks": repeated("\u202e\u2066"),
    "emoji": repeated("\U0001f468\u200d\U0001f469\u200d"),
    "chinese": repeated("\u8bbe\u8ba1"),
    "thai": repeated("\u0e01\u0e33"),
    "ligatures": repeated("\ufdfa"),
    "surrogate-like": repeated("\ufffd\ufffe\uffff"),
    "carriage-returns": repeated("a\r"),
    "line-separators": repeated("a\u2028\u0085\x0b\x0c"),
    "control-characters": repeated("\x01\x02\x1b["),
    # blocks
    "lists-deep": indented("- a"),
    "lists-deep-numbers": indented("1. a"),
    "table-beginnings": numbered("*__%d\n-----\n"),
    "table-beginnings-piped": numbered("a%d | b\n|---|---|---|\n"),
    "lists-one-line": repeated("- ", "", "a\n"),
    "lists-numbers-one-line": repeated("1. ", "", "a\n"),
    "lists-items": repeated("- a\n"),
    "lists-loose": repeated("- a\n\n"),
    "lists-alternating": repeated("- a\n* b\n+ c\n"),
    "quotes-one-line": repeated(">", "", "a\n"),
    "quotes-one-line-blanks": repeated("> ", "", "a\n"),
    "quotes-lines": repeated("> a\n"),
    "quotes-lazy": repeated("a\n", "> "),
    "quotes-deep-lines": repeated("> > > > > > > > a\n"),
    "quotes-lists": repeated("> - ", "", "a\n"),
    "fences-unclosed": repeated("```a\nb\n\n~~~\n"),
    "fences-lengths": numbered("```%d\n"),
    "fences-tildes": repeated("~", "", "\na\n"),
    "fences-many": repeated("```\na\n```\n"),
    "fences-in-lists": repeated("- ```\n  a\n"),
    "fences-blanks": repeated(" ", "", "```\n"),
    "indented-code": repeated("    a\n"),
    "definitions": numbered("[a%d]: b\n"),
    "definitions-alike": repeated("[a]: b\n"),
    "definitions-title": repeated('[a]: b "\n'),
    "definitions-one-title": repeated("a\n", "[a]: b '"),
    "definitions-label": repeated("[a\n"),
    "definitions-used": numbered("[a%d]: b\n[a%d]\n\n"),
    "definition-lists": repeated("a\n: b\n\n"),
    "definition-lists-open": repeated("a\n: "),
    "footnotes": numbered("[^%d]: a\n\nb[^%d]\n\n"),
    "footnotes-unknown": repeated("[^a]"),
    "footnotes-nested": repeated("[^1]: "),
    "footnotes-inline": repeated("^[a", "[^1]: b\n\n"),
    "footnotes-repeated": repeated("a[^1] ", "[^1]: b\n\n"),
    "tables-rows": numbered("| a | b%d |\n", "| x | y |\n|---|---|\n"),
    "tables-columns": wide_table,
    "tables-square": square_table,
    "tables-short-rows": short_rows,
    "tables-many": repeated("|a|b|\n|-|-|\n|c|d|\n\n"),
    "tables-pipes": repeated("|", "a|b\n-|-\n", "\n"),
    "tables-escaped-pipes": repeated("\\|", "|a|b|\n|-|-|\n|", "|\n"),
    "tables-dashes": repeated("-", "a|b\n", "|-\n"),
    "tables-colons": repeated(":-:|", "a|b\n", "\n"),
    "tables-heads": repeated("|a|b|\n"),
    "tables-ticks": repeated("`|", "|a|b|\n|-|-|\n|", "\n"),
    # questions
    "questions": numbered("### What is the thing %d?\n\nThe thing is explained in a sentence.\n\n", "# Questions\n\n"),
    "questions-alike": repeated("### What is it?\n\nIt.\n\n", "# Questions\n\n"),
    "questions-bold": numbered("**Q%d: What is it?**\n\nIt.\n\n", "# Interview questions\n\n"),
    "questions-items": numbered("%d. What is it?\n", "# Interview questions\n\n"),
    "questions-table": numbered("| What is %d? | It. |\n", "# Questions\n\n| Question | Answer |\n|---|---|\n"),
    "questions-details": repeated("<details><summary>What?</summary>\n\nIt.\n\n</details>\n\n", "# Questions\n\n"),
    "questions-words": repeated("what ", "# Interview questions\n\n", "?\n"),
    "questions-marks": repeated("? ", "# Interview questions\n\n"),
    "questions-brackets": repeated("(", "# Interview questions\n\n## ", "?\n"),
    "questions-labels": repeated("**Answer:** a\n\n", "# Interview questions\n\n## What is it?\n\n"),
    "questions-difficulty": repeated("(easy) ", "# Interview questions\n\n## What is it? ", "\n"),
    "questions-unanswered": numbered("## How does one solve %d?\n\n", "# Interview questions\n\n"),
    "projects": numbered("| Project %d | a | b |\n", "| Project | Scope | Signal |\n|---|---|---|\n"),
    # HTML
    "html-open": repeated("<a "),
    "html-open-lines": repeated("<a \n"),
    "html-angle": repeated("<"),
    "html-closers": repeated("</"),
    "html-headings": repeated("<h1>"),
    "html-headings-closed": repeated("<h1>a</h1>"),
    "html-headings-lines": repeated("<h1>a\n"),
    "html-headings-blanks": repeated(" ", "<h1>a</h1", "\n"),
    "html-summaries": repeated("<summary>", "", "\n"),
    "html-div": repeated("<div>"),
    "html-div-lines": repeated("<div>\n"),
    "html-div-closed": nested("<div>", "a", "</div>"),
    "html-div-paragraphs": repeated("<div>\n\na\n\n"),
    "html-span": repeated("<span>", "a "),
    "html-bold": repeated("<b>", "a "),
    "html-links": repeated("<a href=x>", "a "),
    "html-anchors": numbered('<a id="a%d"></a>\n'),
    "html-anchor-links": repeated("<a>", "a "),
    "html-comments": repeated("<!-- a -->"),
    "html-comments-lines": repeated("<!-- a -->\n"),
    "html-comments-inline": repeated("<!-- a --> ", "a "),
    "html-comments-open": repeated("<!--"),
    "html-comments-dashes": repeated("-", "<!--", "\n"),
    "html-declarations": repeated("<!A "),
    "html-cdata": repeated("<![CDATA["),
    "html-instructions": repeated("<?"),
    "html-attributes": repeated(" a=b", "<div", ">\n"),
    "html-attributes-open": repeated(" a=", "<div", "\n"),
    "html-attributes-quotes": repeated(" a='", "<div", "\n"),
    "html-attributes-inline": repeated(" a=b", "a <b", "\n"),
    "html-attribute-name": repeated("a", "<div ", "\n"),
    "html-attribute-blanks": repeated(" ", "<div a", "=b>\n"),
    "html-quote-open": repeated("<a href='"),
    "html-details": nested("<details>\n", "a\n", "</details>\n"),
    "html-details-inline": nested("<details><summary>a</summary>\n\n", "b\n\n", "</details>\n\n"),
    "html-lists": nested("<ul><li>", "a", "</li></ul>"),
    "html-lists-open": repeated("<ul><li>a\n"),
    "html-table": repeated("<tr><td>a<td>b\n", "<table>\n", "</table>\n"),
    "html-table-cells": repeated("<td>a", "<table><tr>", "</table>\n"),
    "html-table-short-rows": html_short_rows,
    "html-table-nested": repeated("<table><tr><td>"),
    "html-script": repeated("<script>"),
    "html-style-open": repeated("<style>\n"),
    "html-pre": repeated("<pre>\n"),
    "html-code-inline": repeated("<code>", "a "),
    "html-code-lines": repeated("a <code>b\n"),
    "html-svg": repeated("<svg><math>"),
    "html-images": repeated("<img src=a alt=b>"),
    "html-breaks": repeated("<br>"),
    "html-entities": repeated("<p>&lt;"),
    "html-names": repeated("<a:b-c"),
    "html-formatting": repeated("<b><i><u><a href=x>"),
    "html-formatting-distinct": lambda size: numbered("<b id=a%d>")(size // 2) + repeated("<p>a")(size // 2),
    "html-tables-formatting": repeated("<table><b><i>"),
    "html-templates": repeated("<template>"),
    "html-select": repeated("<select><option>"),
    # what generators add
    "shortcodes-open": repeated("{{< a "),
    "shortcodes": repeated("{{< a >}}\n"),
    "shortcodes-percent": repeated("{{% a "),
    "shortcodes-arguments": repeated(" title=", "{{< a", ">}}\n"),
    "liquid-open": repeated("{% a "),
    "liquid": repeated("{% a %}\n"),
    "liquid-comments": repeated("{% comment %}"),
    "liquid-comments-closed": repeated("{% comment %}a{% endcomment %}"),
    "liquid-highlight": repeated("{% highlight js %}\na\n{% endhighlight %}\n"),
    "liquid-raw": repeated("{% raw %}\n"),
    "liquid-calls": repeated("{{ a(", "", ") }}"),
    "liquid-braces": repeated("{{ {"),
    "liquid-braces-closed": nested("{{ a({", "b", "}) }}", "{% a %}"),
    "liquid-output": repeated("{{ a.b | c }} ", "{% a %}\n"),
    "liquid-raw-closed": repeated("{% raw %}a{% endraw %}"),
    "liquid-highlight-open": repeated("{% highlight js %}\na\n"),
    "liquid-set": numbered("{% set a%d %}\nb\n{% endset %}\n{{ a%d }}\n"),
    "shortcodes-code-open": numbered("{{< a%d lang='b' >}}\n"),
    "shortcodes-quotes": repeated(' "a', "{{< a", ">}}\n"),
    "bracket-codes": repeated('[a b="c"]'),
    "bracket-codes-closing": numbered("[/a%d]"),
    "docfx-includes": repeated("[!a [b](c"),
    "docfx-inline": repeated(":::a b"),
    "heading-targets": repeated("(a)=\n"),
    "heading-ids": repeated("{#a", "# a ", "\n"),
    "obsidian-comments": repeated("%%a\n"),
    "myst-comments": repeated("% a\n", "{a}`b`\n\n"),
    "directives-colons": numbered(":::{a%d}\n"),
    "pymdown-blocks": repeated("/// a\n"),
    "components-deep": indented("<Aa>"),
    "components-comments": repeated("{/*"),
    "components-quotes": repeated("<Aa b='"),
    "braces": repeated("{"),
    "braces-closed": nested("{", "a", "}"),
    "braces-doubled": repeated("{{"),
    "placeholders": repeated("{{ name }} "),
    "placeholders-dollar": repeated("$-style "),
    "placeholders-distinct": numbered("{{ name%d }} ", "```\n" + "a " * 500 + "\n```\n\n"),
    "placeholders-todo": repeated("TODO "),
    "placeholders-square": repeated("[TODO "),
    "placeholders-angle": repeated("<your name "),
    "attribute-lists": repeated("a {: .b }\n"),
    "attribute-lists-open": repeated("{: .a "),
    "attribute-lists-inline": repeated("{.a b"),
    "callouts-mkdocs": repeated("!!! note\n    a\n"),
    "callouts-blanks": repeated(" ", "!!!", "(\n"),
    "callouts-mkdocs-nested": indented("!!! note"),
    "callouts-mkdocs-unclosed": repeated("!!! note\n"),
    "callouts-mkdocs-body": repeated("    a\n", "!!! note\n"),
    "callouts-mkdocs-blank": repeated("\n", "!!! note\n"),
    "callouts-mkdocs-each-blank": repeated("!!! note\n\n\n\n"),
    "callouts-colons": repeated(":::tip\n"),
    "callouts-colons-one": repeated(":", "", "\n"),
    "callouts-title": repeated("[", ":::tip ", "\n"),
    "callouts-titles": repeated(":::tip {a title=\n"),
    "callouts-quote": repeated("> [!NOTE]\n> a\n\n"),
    "callouts-quote-marks": repeated("> ", "", "[!NOTE]\n"),
    "callouts-myst": repeated("```{note}\n"),
    "callouts-myst-options": repeated(":a: b\n", "```{note}\n"),
    "callouts-myst-fences": repeated("````{note}\n```{note}\na\n```\n````\n"),
    "tabs-mkdocs": repeated('=== "a"\n    b\n'),
    "wiki-links": repeated("[[a]] "),
    "wiki-links-open": repeated("[[a"),
    "wiki-links-alias": repeated("[[a|"),
    "wiki-embeds": repeated("![[a"),
    "wiki-links-distinct": numbered("[[Page %d]]\n"),
    "marks": repeated("==a "),
    "keys": repeated("++a+"),
    "critic-marks": repeated("{++a"),
    "comments-obsidian": repeated("%%\n"),
    "comments-obsidian-inline": repeated("%%a "),
    "emoji-names": repeated(":a"),
    "emoji-names-closed": repeated(":rocket: "),
    "roles": repeated("{a}`"),
    "toc-marks": repeated("- toc\n"),
    "block-ids": repeated(" ^abcdef"),
    "math": repeated("$$a\n"),
    "math-inline": repeated("$a"),
    "snippets": repeated("--8<--"),
    "template-settings": repeated('a = "b"\n'),
    "setting-line": repeated("a", "", "\n"),
    # front matter
    "yaml-bomb": yaml_bomb,
    "yaml-nested": nested("[", "a", "]", "---\na: ", "\n---\n# T\n"),
    "yaml-nested-open": repeated("[", "---\na: ", "\n---\n# T\n"),
    "yaml-maps": nested("{a: ", "b", "}", "---\na: ", "\n---\n# T\n"),
    "yaml-deep": lambda size: "---\n" + indented("a:")(size) + "---\n# T\n",
    "yaml-keys": numbered("k%d: v\n", "---\n", "---\n# T\n"),
    "yaml-keys-alike": repeated("k: v\n", "---\n", "---\n# T\n"),
    "yaml-list": numbered("- v%d\n", "---\nrelated:\n", "---\n# T\n"),
    "yaml-aliases": numbered("- Name %d\n", "---\ntitle: T\naliases:\n", "---\n\nName 1 and Name 2.\n"),
    "yaml-aliases-growing": lambda size: (
        "---\ntitle: T\naliases:\n" + triangle("- ", " a", size // 2) + "---\n# T\n\n" + "a " * (size // 4)
    ),
    "yaml-tags": numbered("- t%d\n", "---\ntags:\n", "---\n# T\n"),
    "yaml-merges": repeated("<<: *a\n", "---\na: &a {b: c}\n", "---\n# T\n"),
    "yaml-anchors": numbered("a%d: &a%d b\n", "---\n", "---\n# T\n"),
    "yaml-string": repeated("a ", "---\ntitle: ", "\n---\n# T\n"),
    "yaml-quoted": repeated("a\n", '---\ntitle: "', '"\n---\n# T\n'),
    "yaml-escapes": repeated("\\x41", '---\ntitle: "', '"\n---\n# T\n'),
    "yaml-block": repeated("  a\n", "---\nsummary: |\n", "---\n# T\n"),
    "yaml-comments": repeated("# a\n", "---\n", "a: b\n---\n# T\n"),
    "yaml-unclosed": repeated("a: b\n", "---\n"),
    "yaml-unclosed-blanks": repeated(" ", "---\na", ":\n"),
    "yaml-tabs": repeated("\t", "---\na:", "b\n---\n# T\n"),
    "yaml-number": repeated("9", "---\ntitle: ", "\n---\n# T\n"),
    "yaml-sexagesimal": repeated("1:", "---\ntitle: ", "1\n---\n# T\n"),
    "yaml-date": repeated("1", "---\nupdated: 2026-", "\n---\n# T\n"),
    "yaml-questions": numbered("- question: What %d?\n  answer: It.\n", "---\nfaq:\n", "---\n# T\n"),
    "yaml-url": repeated("/a", "---\nurl: ", "\n---\n# T\n"),
    "yaml-old-addresses": numbered("- /a/%d/\n", "---\naliases:\n", "---\n# T\n"),
    "yaml-slug": repeated("a/", "---\nslug: ", "\n---\n# T\n"),
    "yaml-title-slashes": repeated("a b ", "---\ntitle: ", "\n---\n# T\n\na b a b\n"),
    "toml": numbered('k%d = "v"\n', "+++\n", "+++\n# T\n"),
    "toml-tables": numbered("[a%d]\n", "+++\n", "+++\n# T\n"),
    "toml-arrays": repeated("[[a]]\n", "+++\n", "+++\n# T\n"),
    "toml-nested": nested("[", "1", "]", "+++\na = ", "\n+++\n# T\n"),
    "toml-inline": nested("{a=", "1", "}", "+++\na = ", "\n+++\n# T\n"),
    "toml-dotted": repeated("a.", "+++\n", "a = 1\n+++\n# T\n"),
    "toml-dotted-lines": numbered("a.b.c.d.e.f.g.h%d = 1\n", "+++\n", "+++\n# T\n"),
    "toml-number": repeated("9", "+++\na = ", "\n+++\n# T\n"),
    "toml-float": repeated("9_9", "+++\na = ", "x\n+++\n# T\n"),
    "toml-string": repeated("a", '+++\ntitle = "', '"\n+++\n# T\n'),
    "toml-escapes": repeated("\\u0041", '+++\ntitle = "', '"\n+++\n# T\n'),
    "toml-table-blanks": repeated(" ", "+++\n[a", "\n+++\n# T\n"),
    "json-nested": nested("[", "1", "]", '{"a": ', "}\n# T\n"),
    "json-nested-open": repeated('{"a":'),
    "json-keys": numbered('"k%d": "v",\n', "{", '"title": "T"}\n\n# T\n'),
    "json-keys-late": numbered('"k%d": "v",', "{", '"title": "T"}\n\n# T\n'),
    "json-number": repeated("9", '{"title": ', "}\n# T\n"),
    "json-escapes": repeated("\\u0041", '{"title": "', '"}\n# T\n'),
    "json-blanks": repeated(" ", "{", '"a'),
}
OTHERS: Sequence[Kind] = (
    Kind("ignore-stars", repeated("*a", "", "*b\n"), ".gitignore"),
    Kind("ignore-stars-lines", repeated("*a*a*a*a*a*b\n"), ".gitignore"),
    Kind("ignore-folders", repeated("**/", "", "b\n"), ".gitignore"),
    Kind("ignore-folders-lines", repeated("**/a/**/a/**/a/**/b\n"), ".gitignore"),
    Kind("ignore-lines", numbered("a%d\n"), ".guidedexignore"),
    Kind("ignore-brackets", repeated("[a", "", "\n"), ".gitignore"),
    Kind("ignore-negations", numbered("!a%d\n"), ".guidedexignore"),
    Kind("ignore-blanks", repeated("\\ ", "a", "\n"), ".gitignore"),
    Kind("mdx-tags", repeated("<A "), "hostile.mdx"),
    Kind("mdx-tags-closed", repeated("<A b={c}>\n"), "hostile.mdx"),
    Kind("mdx-braces", repeated("<A b={", "", "\n"), "hostile.mdx"),
    Kind("mdx-comments", repeated("{/*"), "hostile.mdx"),
    Kind("mdx-imports", numbered("import a%d from 'b'\n"), "hostile.mdx"),
    Kind("mdx-import-open", repeated("a, ", "import {", "\n"), "hostile.mdx"),
    Kind("mdx-exports", repeated("export const a = {\n"), "hostile.mdx"),
    Kind("mdx-blanks", repeated("{' '}"), "hostile.mdx"),
    Kind("mdx-space-open", repeated("{ "), "hostile.mdx"),
    Kind("mdx-only-tags", repeated("<div>\n"), "hostile.mdx"),
    Kind("mdx-only-tag-blanks", repeated(" ", "<div>", "a\n"), "hostile.mdx"),
    Kind("mdx-components", nested("<A>\n", "b\n", "</A>\n"), "hostile.mdx"),
    Kind("mdx-accordions", repeated('<Accordion title="a">\nb\n</Accordion>\n'), "hostile.mdx"),
    Kind("mdx-titles", repeated(" title=", "<A", ">\n"), "hostile.mdx"),
    Kind("mdx-quotes", repeated('<A b="', "", "\n"), "hostile.mdx"),
    Kind("page-div", repeated("<div>", "<html><body>"), "hostile.html"),
    Kind("page-div-closed", nested("<div>", "a", "</div>", "<html><body>"), "hostile.html"),
    Kind("page-angle", repeated("<"), "hostile.html"),
    Kind("page-headings", repeated("<h1>", "<html><body>"), "hostile.html"),
    Kind("page-headings-closed", repeated("<h2>a</h2>", "<html><body>"), "hostile.html"),
    Kind("page-paragraphs", repeated("<p>a", "<html><body>"), "hostile.html"),
    Kind("page-lists", nested("<ul><li>", "a", "</li></ul>"), "hostile.html"),
    Kind("page-items", repeated("<li>a</li>", "<ul>"), "hostile.html"),
    Kind("page-quotes", nested("<blockquote>", "a", "</blockquote>"), "hostile.html"),
    Kind("page-table", repeated("<tr><td>a<td>b</tr>", "<table>"), "hostile.html"),
    Kind("page-table-wide", repeated("<td>a", "<table><tr>"), "hostile.html"),
    Kind("page-table-short-rows", html_short_rows, "hostile.html"),
    Kind("page-table-spans", repeated("<td colspan=1000 rowspan=1000>a", "<table><tr>"), "hostile.html"),
    Kind("page-tables-nested", repeated("<table><tr><td>"), "hostile.html"),
    Kind("page-formatting", repeated("<b><i><a href=x>a"), "hostile.html"),
    Kind("page-spans", nested("<span>", "a", "</span>"), "hostile.html"),
    Kind("page-links", numbered("<a href=a%d.html>b</a> "), "hostile.html"),
    Kind("page-comments", repeated("<!-- a -->"), "hostile.html"),
    Kind("page-comments-open", repeated("<!--"), "hostile.html"),
    Kind("page-attributes", repeated(" a=b", "<div", ">a"), "hostile.html"),
    Kind("page-attributes-distinct", numbered(" a%d=b", "<div", ">a"), "hostile.html"),
    Kind("page-entities", repeated("&amp;&#1;"), "hostile.html"),
    Kind("page-script", repeated("<script>"), "hostile.html"),
    Kind("page-pre", repeated("<pre>a\n"), "hostile.html"),
    Kind("page-code-ticks", repeated("`", "<code>", "</code>"), "hostile.html"),
    Kind("page-markdown", repeated("*_`[#|>\\", "<p>"), "hostile.html"),
    Kind("page-details", nested("<details><summary>a</summary>", "b", "</details>"), "hostile.html"),
    Kind("page-meta", numbered('<meta name=a%d content="b">', "<html><head>"), "hostile.html"),
    Kind("page-title", repeated("<title>a", "<html><head>"), "hostile.html"),
    Kind(
        "page-json-ld", nested('{"a":[', "1", "]}", '<script type="application/ld+json">', "</script>"), "hostile.html"
    ),
    Kind("page-breaks", repeated("<br>"), "hostile.html"),
    Kind("page-blanks", repeated(" ", "<p>a", "b"), "hostile.html"),
    Kind("page-definition-lists", repeated("<dl><dt>a<dd>b", ""), "hostile.html"),
    Kind("page-images", repeated("<img src=a alt=b>"), "hostile.html"),
    Kind("page-bytes", repeated("\x01\x02\ufffe"), "hostile.html"),
    Kind("pasted-lines", repeated("A line\n"), "hostile.txt"),
    Kind("pasted-headings", numbered("Heading %d\n\nA sentence that follows it.\n\n"), "hostile.txt"),
    Kind("pasted-one-line", repeated("word "), "hostile.txt"),
    Kind("pasted-tabs", repeated("a\tb\tc\n"), "hostile.txt"),
    Kind("pasted-tabs-one-line", repeated("a\t"), "hostile.txt"),
    Kind("pasted-tabs-rows", numbered("a%d\t\n"), "hostile.txt"),
    Kind("pasted-blanks", repeated(" ", "a", "b\n"), "hostile.txt"),
    Kind("pasted-blank-lines", repeated("a\n\n\n\n"), "hostile.txt"),
    Kind("pasted-cells", repeated("Project\nScope\nSignal\n"), "hostile.txt"),
    Kind("pasted-questions", repeated("What is it?\nWhy asked: a\nStrong answer: b\n"), "hostile.txt"),
    Kind("pasted-labels", repeated("Difficulty: easy\n"), "hostile.txt"),
    Kind("pasted-stated", numbered("Key %d: value\n"), "hostile.txt"),
    Kind("pasted-colons", repeated(":", "a", "\n"), "hostile.txt"),
    Kind("pasted-bullets", repeated("• a\n"), "hostile.txt"),
    Kind("pasted-numbers", numbered("%d. a\n"), "hostile.txt"),
    Kind("pasted-marks", repeated("*_`[<#|"), "hostile.txt"),
    Kind("pasted-frontmatter", repeated("title: a\n", "---\n"), "hostile.txt"),
    Kind("pasted-related", numbered("Skill %d, ", "A page\n\nRelated skills: "), "hostile.txt"),
    Kind("rst-lines", repeated("A line of text\n"), "hostile.rst"),
    Kind("rst-paragraphs", repeated("A paragraph.\n\n"), "hostile.rst"),
    Kind("rst-headings", numbered("Heading %d\n==========\n\nText\n\n"), "hostile.rst"),
    Kind("rst-headings-alike", repeated("Head\n====\n\n"), "hostile.rst"),
    Kind("rst-adornments", repeated("~~~\n"), "hostile.rst"),
    Kind("rst-adornments-marked", nested("\u200b~~~[a]: b\n/*", "x", "a"), "hostile.rst"),
    Kind("rst-bullets", repeated("- a\n"), "hostile.rst"),
    Kind("rst-numbers", numbered("%d. a\n"), "hostile.rst"),
    Kind("rst-quotes", nested("  ", "a", "\n"), "hostile.rst"),
    Kind("rst-references", repeated("a_ "), "hostile.rst"),
    Kind("rst-references-distinct", numbered("a%d_ "), "hostile.rst"),
    Kind("rst-references-paragraphs", numbered("a%d_ a_\n\n"), "hostile.rst"),
    Kind("rst-substitutions", repeated("|a| "), "hostile.rst"),
    Kind("rst-substitutions-paragraphs", repeated("|a|\n\n"), "hostile.rst"),
    Kind("rst-footnotes", repeated("[#]_ "), "hostile.rst"),
    Kind("rst-footnotes-defined", repeated(".. [#] a\n\n"), "hostile.rst"),
    Kind("rst-footnotes-alike", repeated(".. [1] a\n"), "hostile.rst"),
    Kind("rst-targets", numbered(".. _a%d: http://b\n"), "hostile.rst"),
    Kind("rst-targets-alike", repeated(".. _a: http://b\n\n"), "hostile.rst"),
    Kind("rst-anonymous", repeated("a__ ", "", "\n\n__ b\n"), "hostile.rst"),
    Kind("rst-anonymous-defined", repeated("__ b\n\n"), "hostile.rst"),
    Kind("rst-emphasis-open", repeated("*a "), "hostile.rst"),
    Kind("rst-ticks-open", repeated("`a "), "hostile.rst"),
    Kind("rst-roles", repeated(":a:`b` "), "hostile.rst"),
    Kind("rst-links", numbered("`a%d <b>`_ "), "hostile.rst"),
    Kind("rst-directives", repeated(".. note:: a\n\n"), "hostile.rst"),
    Kind("rst-directives-unknown", repeated(".. abc:: a\n\n   b\n\n"), "hostile.rst"),
    Kind("rst-comments", repeated(".. a\n\n"), "hostile.rst"),
    Kind("rst-fields", numbered(":a%d: b\n"), "hostile.rst"),
    Kind("rst-definitions", repeated("a\n  b\n"), "hostile.rst"),
    Kind("rst-line-blocks", repeated("| a\n"), "hostile.rst"),
    Kind("rst-table", repeated("a   b\n", "=== ===\n", "=== ===\n"), "hostile.rst"),
    Kind("rst-tables", repeated("=== ===\na   b\n=== ===\n\n"), "hostile.rst"),
    Kind("rst-grid", repeated("|a |b |\n+--+--+\n", "+--+--+\n"), "hostile.rst"),
    Kind("rst-grid-open", repeated("+--+--+\n|a |b |\n"), "hostile.rst"),
    Kind("rst-grid-wide", repeated("--+", "+"), "hostile.rst"),
    Kind("rst-csv", repeated("   a,b\n", ".. csv-table:: a\n\n"), "hostile.rst"),
    Kind("rst-list-table", repeated("   * - a\n     - b\n", ".. list-table::\n\n"), "hostile.rst"),
    Kind("rst-addresses", repeated("http://a.b "), "hostile.rst"),
    Kind("rst-backslashes", repeated("\\ "), "hostile.rst"),
    Kind("rst-underscores", repeated("_"), "hostile.rst"),
    Kind("rst-colons", repeated(":a:"), "hostile.rst"),
    Kind("rst-words", repeated("word "), "hostile.rst"),
    Kind("records", json_lines(lambda n: json.dumps({"id": f"r{n}", "title": "t", "text": "a b"})), "records.jsonl"),
    Kind("records-alike", json_lines(lambda n: '{"id": "r", "title": "t", "text": "a"}'), "records.jsonl"),
    Kind("records-one-line", repeated("a ", '{"id": "r", "title": "t", "text": "', '"}'), "records.jsonl"),
    Kind("records-open", repeated('{"id": "r", "text": "'), "records.jsonl"),
    Kind("records-nested", nested("[", "1", "]"), "records.jsonl"),
    Kind("records-nested-lines", json_lines(lambda n: "[" * 50 + "]" * 50), "records.jsonl"),
    Kind("records-number", repeated("9", '{"id": ', "}"), "records.jsonl"),
    Kind("records-blank-lines", repeated("\n"), "records.jsonl"),
    Kind("records-keys", numbered('"k%d": 1, ', '{"id": "r", "text": "t", ', '"z": 1}'), "records.jsonl"),
    Kind("records-tags", numbered('"t%d", ', '{"id": "r", "text": "t", "tags": [', '"z"]}'), "records.jsonl"),
    Kind("records-date", repeated("1", '{"id": "r", "text": "t", "updated": "2026-', '"}'), "records.jsonl"),
    Kind("notebook", notebook, "hostile.md"),
    Kind("notebook-text", notebook, "hostile.txt"),
    Kind("latin-bytes", repeated("\udce9 \udcfc"), "hostile.md"),
    Kind("shared-words", repeated("The guide says the same as the others do here. "), "hostile.md"),
)
KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (*(Kind(name, make) for name, make in MARKDOWN.items()), *OTHERS)
}

NEIGHBOUR = """---
title: Neighbour {0}
related: [Hostile]
---

# Neighbour {0}

See [the hostile one](hostile.md#nowhere-{0}), [it](hostile.md) and Hostile again. The guide says the same as the others
do here.

## What is Hostile?

A page that the neighbours link to, so that every rule reads it.
"""


@contextmanager
def _timed(stages: dict[str, float], name: str) -> Iterator[None]:
    started = time.process_time()
    yield
    stages[name] = time.process_time() - started


def walk(kind: Kind, size: int, folder: Path, report: Callable[[dict[str, float]], object] = len) -> dict[str, float]:
    """Take a document of ``kind`` its whole way, and return the processor time of each stage in seconds.

    ``report`` is called after each stage, since the process may be ended in the next one.
    """
    (folder / kind.path).write_text(kind.make(size), "utf-8", "surrogateescape")
    for number in (1, 2):
        (folder / f"neighbour-{number}.md").write_text(NEIGHBOUR.format(number), "utf-8")
    stages: dict[str, float] = {}
    with _timed(stages, "read"):
        reading = read([folder])
    report(stages)
    with _timed(stages, "documents"):
        for document in documents_of(reading.guides, reading.records):
            field_texts(document)
    report(stages)
    with _timed(stages, "render"):
        for guide in reading.guides:
            to_html(guide)
    report(stages)
    with _timed(stages, "gaps"):
        find_gaps(reading.guides, today="2026-01-01", rules=["all"])
    return stages


def _walk_in_child(kind: Kind, size: int, max_seconds: int, connection: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (max_seconds, max_seconds))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    with tempfile.TemporaryDirectory() as folder:
        connection.send(walk(kind, size, Path(folder), connection.send))


def measured(kind: Kind, size: int, max_seconds: int = MAX_SECONDS) -> Timing:
    """Return the time of one document, from a process of its own that ends after ``max_seconds``."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_walk_in_child, args=(kind, size, max_seconds, sender))
    child.start()
    sender.close()
    stages: Mapping[str, float] = {}
    try:
        while len(stages) < N_STAGES:
            stages = receiver.recv()
    except EOFError:
        pass  # the system ended the process
    child.join()
    seconds = sum(stages.values()) if len(stages) == N_STAGES else float("inf")
    return Timing(kind.name, size, seconds, stages)


def warm_up() -> None:
    """Import and compile everything once, so that the first kind does not pay for it."""
    with tempfile.TemporaryDirectory() as folder:
        walk(KINDS["headings"], 2_000, Path(folder))


def too_slow(small: Timing, large: Timing) -> bool:
    """Tell whether the time grows faster than ``ALLOWED_RATIO`` for ten times the text."""
    return large.seconds > ALLOWED_RATIO * max(small.seconds, FLOOR_SECONDS)


def rows(kinds: Sequence[str], sizes: Sequence[int] = SIZES, max_seconds: int = MAX_SECONDS) -> Iterator[list[Timing]]:
    """Yield the times of each kind by size; the larger sizes of a kind that was ended are left out."""
    for name in kinds:
        timings: list[Timing] = []
        for size in sizes:
            timings.append(measured(KINDS[name], size, max_seconds))
            if timings[-1].seconds == float("inf"):
                break
        yield timings


def in_order() -> list[str]:
    """Return the names of all kinds, ``WORST`` first and the others as ``SEED`` deals them."""
    others = sorted(KINDS.keys() - set(WORST))
    random.Random(SEED).shuffle(others)
    return [*WORST, *others]


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of all kinds, or of as many as the budget allows, as rows of a table."""
    warm_up()
    ends = time.monotonic() + budget_seconds
    done = []
    for timings in rows(in_order()):
        done.append(timings)
        if time.monotonic() > ends:
            break
    slow = [timings[0].kind for timings in done if not is_bounded(timings)]
    worst = max((timings[-1] for timings in done), key=lambda timing: timing.seconds)
    return [
        {"what": "hostile kinds of document", "figure": len(done), "of": len(KINDS)},
        {"what": "kinds over 5 s, or that grow faster than n log n", "figure": len(slow), "which": slow},
        {"what": f"slowest, {worst.kind} at {worst.size:,} characters, seconds", "figure": round(worst.seconds, 2)},
    ]


def is_bounded(timings: Sequence[Timing]) -> bool:
    """Tell whether a kind keeps ``ALLOWED_SECONDS`` and ``ALLOWED_RATIO`` at all sizes."""
    grows = any(too_slow(*pair) for pair in pairwise(timings))
    return not grows and all(timing.seconds <= ALLOWED_SECONDS for timing in timings)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--limit", type=int, default=MAX_SECONDS, help="processor time after which a case is ended")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    options = parser.parse_args(arguments)
    warm_up()
    n_slow = 0
    sizes = [int(size) for size in options.sizes.split(",")]
    for timings in rows(options.kinds or list(KINDS), sizes, options.limit):
        sound = is_bounded(timings)
        n_slow += not sound
        seconds = " ".join(f"{timing.seconds:8.3f}" for timing in timings)
        stages = " ".join(f"{name} {spent:.2f}" for name, spent in timings[-1].stages.items() if spent > 0.05)
        print(f"{timings[0].kind:28} {seconds}  {'' if sound else 'SLOW'} {stages}", flush=True)
    print(f"{n_slow} of them are slow")
    return int(n_slow > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
