"""Gaps that a program can mend: misspelt names under ``related``, and links to a page that moved.

The page of a link has moved when the link leads to a former address of a guide; or when it leads to no guide,
just one has the last part of its address, and the words of the link say so: ``[Kafka](../old/kafka.md)`` where
``messaging/kafka.md`` is the only ``kafka``.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from corpus.guide import Guide, Link
from search.gaps.links import PAGE_EXTENSIONS, Target
from search.gaps.names import Near, name_key, names_of
from search.gaps.queue import finding_id
from search.gaps.rules.broken_link import causes
from search.gaps.site import Site
from search.gaps.unknown_names import unknown_names

RELATED, LINK = "related", "link"

_ITEM = r"""((?:^\s*-\s+|[\[,]\s*|^\s*|:\s+)["']?){}(?=["']?\s*(?:[\],#]|$))"""
_TARGET = r"""([\s("'<=]){}(?=[\s)"'>]|$)"""


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of one place to be replaced; ``kind`` is RELATED (from ``line`` to the end of the field) or LINK."""

    path: str
    line: int
    kind: str
    old: str
    new: str


def safe_edits(site: Site, left_alone: Collection[str] = ()) -> tuple[Edit, ...]:
    """Return what can be mended without asking, in order of place; ``left_alone`` are ids of findings."""
    found = {*_of_names(site, left_alone), *_of_links(site, left_alone)}
    return tuple(sorted(found, key=lambda edit: (edit.path, edit.line, edit.old)))


def _of_names(site: Site, left_alone: Collection[str]) -> Iterator[Edit]:
    for unknown in unknown_names(site):
        if unknown.meant is None or not unknown.is_sure:
            continue
        for listing in unknown.listings:
            keys = ((listing.guide.id, listing.name), ("all", unknown.name))
            if not any(finding_id("broken-related", key) in left_alone for key in keys):
                new = _spelled_alike(listing.name, unknown.meant)
                yield Edit(listing.guide.path, listing.place.line, RELATED, listing.name, new)


def _spelled_alike(name: str, meant: Near) -> str:
    """Return the spelling of a guide's name that is in the manner of ``name``: ``large-language-model``."""
    key = name_key(meant.name)
    spellings = {other for other in names_of(meant.guide) if name_key(other) == key}
    return min(
        spellings, key=lambda s: (s.islower() != name.islower(), (" " in s) != (" " in name), s != meant.name, s)
    )


def _of_links(site: Site, left_alone: Collection[str]) -> Iterator[Edit]:
    kept = {
        (one.guide.id, one.link)
        for cause in causes(site)
        if finding_id("broken-link", cause.key) in left_alone
        for one in cause.links
    }
    for guide, link, target in site.links:
        if (guide.id, link) in kept:
            continue
        other = _moved_to(site, guide, link, target)
        if other and (new := _new_target(site, guide, link, other)):
            yield Edit(guide.path, link.line, LINK, link.target, new)


def _moved_to(site: Site, guide: Guide, link: Link, target: Target) -> Guide | None:
    """Return the guide that a link means, in the language of the guide, where its address has changed."""
    if target.guide is not None:
        moved = target.guide if site.addresses.is_former(target) else None
    else:
        moved = site.addresses.with_tail(target.address, guide.lang)
        if moved is not None and not _is_same_page(link, target, moved):
            return None
    if moved is None or moved.lang != guide.lang or not site.addresses.has_anchor(moved, target.fragment):
        return None
    return moved


def _is_same_page(link: Link, target: Target, moved: Guide) -> bool:
    """Tell whether the words of a link name the last part of its address, and its file is called as that of the
    guide."""
    file = posixpath.basename(urlsplit(link.target).path)
    says_so = name_key(target.address.rsplit("/", 1)[-1]) in name_key(link.text)
    return says_so and (not file.lower().endswith(PAGE_EXTENSIONS) or file == posixpath.basename(moved.path))


def _new_target(site: Site, guide: Guide, link: Link, other: Guide) -> str:
    """Return where the link should lead, written as it was; nothing where that leads elsewhere."""
    parts = urlsplit(link.target)
    if parts.scheme or parts.netloc or parts.query:
        return ""
    new = parts._replace(path=_path(site, guide, parts.path, other)).geturl()
    target = site.addresses.target(replace(link, target=new), guide)
    leads_there = target.guide is not None and target.guide.id == other.id and not site.addresses.is_former(target)
    return new if leads_there and new != link.target else ""


def _path(site: Site, guide: Guide, written: str, other: Guide) -> str:
    """Return a path to ``other`` in the manner of the one written; as it was where that cannot be known."""
    if written.startswith("/"):
        pattern = urlsplit(site.settings.url_pattern).path
        is_known = "{slug}" in pattern and written.startswith(pattern.split("{slug}")[0])
        return urlsplit(other.url).path or (pattern.replace("{slug}", other.slug) if is_known else written)
    path = posixpath.relpath(other.path, posixpath.dirname(guide.path) or ".")
    if not written.lower().endswith(PAGE_EXTENSIONS):
        path = posixpath.splitext(path)[0] + ("/" if written.endswith("/") else "")
    return path


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return a file's text with its edits; an edit whose words do not stand there just once is left out.

    Lines keep their ends. Two links of one line to one place are mended together.
    """
    lines = text.split("\n")
    for edit in edits:
        region = range(edit.line - 1, _end_of_field(lines, edit.line) if edit.kind == RELATED else edit.line)
        pattern = re.compile((_ITEM if edit.kind == RELATED else _TARGET).format(re.escape(edit.old)), re.MULTILINE)
        places = [i for i in region if 0 <= i < len(lines) and pattern.search(lines[i])]
        if len(places) == 1 and (edit.kind == LINK or len(pattern.findall(lines[places[0]])) == 1):
            lines[places[0]] = pattern.sub(partial(_replaced, edit.new), lines[places[0]])
    return "\n".join(lines)


def _replaced(new: str, match: re.Match[str]) -> str:
    return match.group(1) + new


def _end_of_field(lines: Sequence[str], line: int) -> int:
    """Return the line after a front-matter field that begins at ``line``: its list may go on below it."""
    end = line
    while end < len(lines) and (lines[end][:1] in (" ", "\t", "]") or lines[end].startswith("- ")):
        end += 1
    return end


def changes_only(before: Guide, after: Guide, edits: Sequence[Edit]) -> bool:
    """Tell whether a guide read again differs in nothing but what the edits say."""
    names = {edit.old: edit.new for edit in edits if edit.kind == RELATED}
    targets = {(edit.line, edit.old): edit.new for edit in edits if edit.kind == LINK}
    expected = replace(
        before,
        related=tuple(names.get(name, name) for name in before.related),
        related_pin=tuple(names.get(name, name) for name in before.related_pin),
        links=tuple(replace(link, target=targets.get((link.line, link.target), link.target)) for link in before.links),
        body="",
    )
    return replace(after, body="") == expected
