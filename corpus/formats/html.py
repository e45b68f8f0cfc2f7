"""Read a rendered HTML page: metadata, and the main content as Markdown without navigation and decoration."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.formats.html_to_markdown import to_markdown
from corpus.formats.metadata_lines import stated_fields, without_kind
from corpus.frontmatter.split import split_frontmatter
from corpus.markdown.code_tags import without_template_comments
from corpus.markdown.html_bounds import with_short_tags
from corpus.markdown.html_fragments import html_tokens
from corpus.markdown.inline import n_letters
from corpus.markdown.shortcodes import Shortcodes
from corpus.page import Page, Value
from corpus.plain_text import plain, word_set
from corpus.problems import Problem

RULE = "html-invalid"

_DROPPED_TAGS = word_set(
    "script style noscript template iframe svg canvas object embed nav footer aside form dialog input select textarea"
)
_DROPPED_ROLES = word_set("navigation banner contentinfo search complementary dialog menu")
_DROPPED_CLASSES = word_set(
    "author-box breadcrumb breadcrumbs comment-list comment-respond comments comments-area cookie cookies"
    " edit-link entry-footer ez-toc-container footer gutter jp-relatedposts lineno linenos line-numbers menu nav"
    " navbar navigation newsletter pageSection pagination pagination-nav pager post-navigation related-posts"
    " respond share sharedaddy sharing sidebar site-footer site-header skip-link social toc toc_container"
    " table-of-contents theme-doc-version-badge widget-area wy-breadcrumbs"
)
"""Classes and ids of elements around the content in common themes; by hand, from exported pages."""

_NAVIGATION_WORDS = word_set("breadcrumb breadcrumbs menu nav navigation pager pagination sidebar toc")
"""Parts of classes and ids of navigation; an element with one is dropped only if it consists of links."""

_MIN_LINK_SHARE = 0.6
"""Share of letters inside links from which an element consists of links; by hand."""

MAX_HEAD = 20_000
"""Characters in which the end of the head of a template is looked for. By hand."""

_TEMPLATE_TAG = re.compile(
    r"\{%-?\s{0,20}(?:extends|block|macro|import|from|include|if|for|set|load|raw|call|with)\b"
    r"|\{\{-?\s{0,20}(?:/\*|(?:define|block|template|partial|range|with|if|end)\b)"
)
_BEGINS_AS_TEMPLATE = re.compile(r"(?:\s|<!--[^>]{0,2000}-->|\{#[^#]{0,2000}#\})*" f"(?:{_TEMPLATE_TAG.pattern})")

_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UPDATED = re.compile(r"\b(?:updated?|modified|reviewed)\b", re.IGNORECASE)
_TITLE_SUFFIX = re.compile(r" (?:\||·|—|–|-|») [^|·—–»]{1,60}$")


def is_template(text: str) -> bool:
    """Return whether HTML without front matter is a template of pages: a tag of one begins it, or is in its head.

    The text of a page may show such tags. Below front matter they are Jekyll's, and the page is one.
    """
    head = text[:MAX_HEAD].partition("<body")[0]
    if head.lstrip().startswith(("---", "+++")):
        return False
    return bool(_BEGINS_AS_TEMPLATE.match(head)) or ("<head" in head and bool(_TEMPLATE_TAG.search(head)))


def read_html(text: str, path: str) -> Page:
    """Return the main content of an HTML page as Markdown, and its metadata as front-matter values.

    Scripts, navigation and forms are left out. Nothing is fetched and no script runs.
    """
    front = split_frontmatter(text, path)
    if front.values:
        text = _without_template(front)
    root = _document(text)
    if root is None:
        problem = Problem(path, 0, RULE, "there is no HTML element in this file")
        return replace(front, body="", problems=(*front.problems, *([problem] if text.strip() else [])))
    values = _metadata(root)
    main = _main_content(root)
    _drop_surroundings(main)
    body, line_map = to_markdown(main)
    # The head wins over lines of the body ("Updated June 2026").
    stated = stated_fields(body)
    for name, value in stated.items():
        values[name] = values.get(name) or value
    heading = next(main.iter("h1"), None)
    title = plain("".join(heading.itertext())) if heading is not None else ""
    values["title"] = without_kind(title or str(values["title"]), stated.get("kind", ""))
    found = {name: value for name, value in values.items() if value}
    return Page({**found, **front.values}, front.lines, body, 1, line_map, front.problems)


def _without_template(front: Page) -> str:
    """Return the body below front matter without the tags of its template, on the lines that it has in the file."""
    shortcodes = Shortcodes(front.scalars(), templated=True)
    return "\n" * (front.body_line - 1) + shortcodes.replaced(without_template_comments(front.body))


def _document(text: str) -> Any:
    """Return the document element, None for a text without elements. The parser itself limits nesting."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(with_short_tags(text).encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    for element in root.iter():
        element.text, element.tail = _without_controls(element.text), _without_controls(element.tail)
    return root


def _without_controls(text: str | None) -> str | None:
    """Return ``text`` without characters that lxml parses but refuses to assign to another element."""
    return _CONTROLS.sub(" ", text) if text and not text.isprintable() else text


def _metadata(root: Any) -> dict[str, Value]:
    """Return the metadata of the head and of JSON-LD under front-matter names; empty where absent."""
    meta = {
        (tag.get("name") or tag.get("property") or "").lower(): plain(tag.get("content") or "")
        for tag in root.iter("meta")
    }
    title = plain("".join(tag.text_content() for tag in list(root.iter("title"))[:1]))
    canonical = [str(tag.get("href") or "") for tag in root.iter("link") if tag.get("rel") == "canonical"]
    json_ld = _json_ld(root)
    return {
        "title": meta.get("og:title") or _TITLE_SUFFIX.sub("", title) or title,
        "description": meta.get("description") or meta.get("og:description", ""),
        "keywords": meta.get("keywords") or _string_value(json_ld.get("keywords")) or _tags(root),
        "category": meta.get("article:section") or _string_value(json_ld.get("articleSection")),
        "updated": meta.get("article:modified_time")
        or meta.get("last-modified")
        or _string_value(json_ld.get("dateModified"))
        or _visible_date(root),
        "date": meta.get("article:published_time") or _string_value(json_ld.get("datePublished")),
        "lang": str(root.get("lang") or root.get("xml:lang") or ""),
        "canonical_url": canonical[0] if canonical else "",
        "robots": meta.get("robots", ""),
        "hidden": "true" if any(map(_leads_away, root.iter("meta"))) else "",
        "faq": json_ld.get("faq", []),
    }


def _leads_away(tag: Any) -> bool:
    """Return whether a tag leads to another page, as in the pages that generators leave at old addresses."""
    if (tag.get("http-equiv") or "").lower() != "refresh":
        return False
    _, _, target = "".join((tag.get("content") or "").lower().split()).partition("url=")
    return bool(target.strip("\"'"))


def _tags(root: Any) -> Value:
    return [plain(tag.get("content") or "") for tag in root.iter("meta") if tag.get("property") == "article:tag"]


def _visible_date(root: Any) -> str:
    """Return the date of the first ``<time>`` next to a word such as "Updated", "" for none."""
    for element in root.iter("time"):
        parent = element.getparent()
        if parent is not None and _UPDATED.search(parent.text_content()[:80]):
            return str(element.get("datetime") or "")
    return ""


def _string_value(value: Any) -> Value:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return value if isinstance(value, str) else ""


def _json_ld(root: Any) -> dict[str, Any]:
    """Return the fields of the page's JSON-LD, with its questions under ``faq``; invalid JSON is ignored."""
    fields: dict[str, Any] = {}
    faq: list[Value] = []
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        for node in _nodes(_parsed_json(script.text or "")):
            types = node.get("@type", "")
            types = types if isinstance(types, list) else [types]
            if "FAQPage" in types or "QAPage" in types:
                faq += _json_ld_questions(node.get("mainEntity"))
            elif any(str(name).endswith(("Article", "WebPage", "BlogPosting")) for name in types):
                fields = {**node, **fields}
    return {**fields, "faq": faq}


def _parsed_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD value: the value itself or the items of a list, and those of ``@graph``."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph or [] if isinstance(node, dict))


def _json_ld_questions(entities: Any) -> Iterator[Value]:
    for entity in entities if isinstance(entities, list) else [entities]:
        if not isinstance(entity, dict):
            continue
        answer = entity.get("acceptedAnswer") or entity.get("suggestedAnswer") or {}
        if isinstance(answer, list):
            answer = answer[0] if answer else {}
        text = answer.get("text", "") if isinstance(answer, dict) else ""
        yield {"question": _visible_text(entity.get("name")), "answer": _visible_text(text)}


def _visible_text(html: Any) -> str:
    """Return the visible text of an HTML fragment."""
    return plain("".join(token.text for token in html_tokens(str(html or "")) if token.kind == "text"))


def _main_content(root: Any) -> Any:
    """Return the element with the main content; of several candidates, the one with the most text."""
    for query in (
        ".//main",
        ".//*[@role='main']",
        ".//article",
        ".//*[@id='content' or @id='main' or @id='main-content']",
    ):
        elements = root.findall(query) if query.startswith((".//m", ".//a")) else root.xpath(query)
        if elements:
            return max(elements, key=lambda element: len(element.text_content()))
    body = root.find("body")
    return root if body is None else body


def _drop_surroundings(main: Any) -> None:
    """Remove navigation, forms and decoration from ``main``."""
    for element in list(main.iter()):
        if element is main or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if _is_surrounding(element):
            element.drop_tree()


def _is_accordion_panel(element: Any) -> bool:
    """Return whether a hidden element follows the button of an accordion, which shows it."""
    previous = element.getprevious()
    buttons = [] if previous is None else [previous, *previous.iter("button", "a", "h2", "h3", "h4")]
    return any(isinstance(b.tag, str) and b.get("aria-expanded") is not None for b in buttons)


def _is_surrounding(element: Any) -> bool:
    if element.tag in _DROPPED_TAGS:
        return True
    # A page header may hold the title.
    if element.tag == "header":
        return not any(True for _ in element.iter("h1"))
    # Panels of tabs are content although all but one are hidden.
    if element.get("role") in _DROPPED_ROLES or element.get("role") == "tabpanel":
        return bool(element.get("role") != "tabpanel")
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return not _is_accordion_panel(element)
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    if not _DROPPED_CLASSES.isdisjoint(names) or _is_permalink(element):
        return True
    return not _NAVIGATION_WORDS.isdisjoint(re.split(r"[\s_-]+", " ".join(names).lower())) and _consists_of_links(
        element
    )


def _is_permalink(element: Any) -> bool:
    """Return whether an element is the permalink of a heading: a link within the page without letters."""
    is_page_link = element.tag == "a" and (element.get("href") or "").startswith("#")
    return bool(is_page_link and not n_letters(element.text_content()))


def _consists_of_links(element: Any) -> bool:
    """Return whether more than ``_MIN_LINK_SHARE`` of an element's letters are inside links."""
    n_linked = sum(n_letters(link.text_content()) for link in element.iter("a"))
    return bool(n_linked > _MIN_LINK_SHARE * n_letters(element.text_content()))
