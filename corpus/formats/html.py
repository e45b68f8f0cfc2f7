"""A rendered page as Markdown and metadata: its main content, without what is around it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.formats.html_to_markdown import to_markdown
from corpus.formats.stated_lines import stated_fields, without_kind
from corpus.markdown.html_fragments import html_tokens
from corpus.markdown.inline import n_letters
from corpus.page import Page, Value
from corpus.plain_text import plain, word_set
from corpus.problems import Problem

RULE = "html-invalid"

_AROUND = word_set(
    "script style noscript template iframe svg canvas object embed nav footer aside form dialog input select textarea"
)
_ROLES = word_set("navigation banner contentinfo search complementary dialog menu")
_CLASSES = word_set(
    "author-box breadcrumb breadcrumbs comment-list comment-respond comments comments-area cookie cookies"
    " edit-link entry-footer ez-toc-container footer gutter jp-relatedposts lineno linenos line-numbers menu nav"
    " navbar navigation newsletter pageSection pagination pagination-nav pager post-navigation related-posts"
    " respond share sharedaddy sharing sidebar site-footer site-header skip-link social toc toc_container"
    " table-of-contents theme-doc-version-badge widget-area wy-breadcrumbs"
)
"""Classes and ids of what stands around the content."""

_LINKING = word_set("breadcrumb breadcrumbs menu nav navigation pager pagination sidebar toc")
"""Parts of classes and ids of what leads elsewhere, where it is made of links."""

_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UPDATED = re.compile(r"\b(?:updated?|modified|reviewed)\b", re.IGNORECASE)
_TITLE_SUFFIX = re.compile(r"\s+(?:\||·|—|–|-|»)\s+[^|·—–»]{1,60}$")


def read_html(text: str, path: str) -> Page:
    """Return the main content of an HTML page as Markdown, and what the page says of itself.

    Nothing is fetched and no script is run. Scripts, navigation and forms are left out.
    """
    root = _parsed(text)
    if root is None:
        problem = Problem(path, 0, RULE, "there is no HTML element in this file")
        return Page(problems=(problem,) if text.strip() else ())
    values = _metadata(root)
    main = _main_content(root)
    _drop_surroundings(main)
    body, line_map = to_markdown(main)
    said = stated_fields(body)
    for name, value in said.items():
        values[name] = values.get(name) or value
    heading = next(main.iter("h1"), None)
    title = plain("".join(heading.itertext())) if heading is not None else ""
    values["title"] = without_kind(title or str(values["title"]), said.get("kind", ""))
    return Page({name: value for name, value in values.items() if value}, {}, body, 1, line_map)


def _parsed(text: str) -> Any:
    """Return the document element, None where there is none; the parser bounds nesting itself."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    for element in root.iter():
        element.text, element.tail = _without_controls(element.text), _without_controls(element.tail)
    return root


def _without_controls(text: str | None) -> str | None:
    """Return a text without the characters that lxml lets in and then does not let move."""
    return _CONTROLS.sub(" ", text) if text and not text.isprintable() else text


def _metadata(root: Any) -> dict[str, Value]:
    """Return what the head says, under names that front matter uses."""
    meta = {
        (tag.get("name") or tag.get("property") or "").lower(): plain(tag.get("content") or "")
        for tag in root.iter("meta")
    }
    title = plain("".join(tag.text_content() for tag in list(root.iter("title"))[:1]))
    canonical = [str(tag.get("href") or "") for tag in root.iter("link") if tag.get("rel") == "canonical"]
    linked = _linked_data(root)
    return {
        "title": meta.get("og:title") or _TITLE_SUFFIX.sub("", title) or title,
        "description": meta.get("description") or meta.get("og:description", ""),
        "keywords": meta.get("keywords") or _as_value(linked.get("keywords")) or _tags(root),
        "category": meta.get("article:section") or _as_value(linked.get("articleSection")),
        "updated": meta.get("article:modified_time")
        or meta.get("last-modified")
        or _as_value(linked.get("dateModified"))
        or _shown_date(root),
        "date": meta.get("article:published_time") or _as_value(linked.get("datePublished")),
        "lang": str(root.get("lang") or root.get("xml:lang") or ""),
        "canonical_url": canonical[0] if canonical else "",
        "robots": meta.get("robots", ""),
        "faq": linked.get("faq", []),
    }


def _tags(root: Any) -> Value:
    return [plain(tag.get("content") or "") for tag in root.iter("meta") if tag.get("property") == "article:tag"]


def _shown_date(root: Any) -> str:
    """Return the date that a page shows as that of its last change, "" for none."""
    for element in root.iter("time"):
        parent = element.getparent()
        if parent is not None and _UPDATED.search(parent.text_content()[:80]):
            return str(element.get("datetime") or "")
    return ""


def _as_value(value: Any) -> Value:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return value if isinstance(value, str) else ""


def _linked_data(root: Any) -> dict[str, Any]:
    """Return the fields of the page's JSON-LD, its questions as ``faq``; what is no JSON says nothing."""
    fields: dict[str, Any] = {}
    faq: list[Value] = []
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        for node in _nodes(_loaded(script.text or "")):
            types = node.get("@type", "")
            types = types if isinstance(types, list) else [types]
            if "FAQPage" in types or "QAPage" in types:
                faq += _questions(node.get("mainEntity"))
            elif any(str(name).endswith(("Article", "WebPage", "BlogPosting")) for name in types):
                fields = {**node, **fields}
    return {**fields, "faq": faq}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD: itself, a list's, or those of its ``@graph``."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph or [] if isinstance(node, dict))


def _questions(entities: Any) -> Iterator[Value]:
    for entity in entities if isinstance(entities, list) else [entities]:
        if not isinstance(entity, dict):
            continue
        answer = entity.get("acceptedAnswer") or entity.get("suggestedAnswer") or {}
        if isinstance(answer, list):
            answer = answer[0] if answer else {}
        text = answer.get("text", "") if isinstance(answer, dict) else ""
        yield {"question": _shown(entity.get("name")), "answer": _shown(text)}


def _shown(html: Any) -> str:
    """Return the text that a fragment of HTML shows."""
    return plain("".join(token.text for token in html_tokens(str(html or "")) if token.kind == "text"))


def _main_content(root: Any) -> Any:
    """Return the element that holds what the page is about."""
    for query in (
        ".//main",
        ".//*[@role='main']",
        ".//article",
        ".//*[@id='content' or @id='main' or @id='main-content']",
    ):
        found = root.findall(query) if query.startswith((".//m", ".//a")) else root.xpath(query)
        if found:
            return max(found, key=lambda element: len(element.text_content()))
    body = root.find("body")
    return root if body is None else body


def _drop_surroundings(main: Any) -> None:
    """Take out of ``main`` what leads elsewhere or only decorates."""
    for element in list(main.iter()):
        if element is main or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if _is_surrounding(element):
            element.drop_tree()


def _unfolds(element: Any) -> bool:
    """Return whether an element is hidden only until the button of its accordion is pressed."""
    before = element.getprevious()
    buttons = [] if before is None else [before, *before.iter("button", "a", "h2", "h3", "h4")]
    return any(isinstance(b.tag, str) and b.get("aria-expanded") is not None for b in buttons)


def _is_surrounding(element: Any) -> bool:
    if element.tag in _AROUND:
        return True
    if element.tag == "header":
        return not any(True for _ in element.iter("h1"))
    if element.get("role") in _ROLES or element.get("role") == "tabpanel":
        return bool(element.get("role") != "tabpanel")
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return not _unfolds(element)
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    if not _CLASSES.isdisjoint(names) or _is_permalink(element):
        return True
    return not _LINKING.isdisjoint(re.split(r"[\s_-]+", " ".join(names).lower())) and _only_leads_on(element)


def _is_permalink(element: Any) -> bool:
    """Return whether a link only shows the sign that marks the address of its heading."""
    leads_here = element.tag == "a" and (element.get("href") or "").startswith("#")
    return bool(leads_here and not n_letters(element.text_content()))


def _only_leads_on(element: Any) -> bool:
    """Return whether most of what an element says stands in links."""
    linked = sum(n_letters(link.text_content()) for link in element.iter("a"))
    return bool(linked > 0.6 * n_letters(element.text_content()))
