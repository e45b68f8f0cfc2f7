"""Automatic fixes: misspelt names under ``related``, and links to a page that moved.

A page has moved when a link leads to a former address of its guide. It has also moved when the link leads to no guide,
exactly one guide has the last segment of its address, and the text of the link names that segment:
``[Kafka](../old/kafka.md)`` where ``messaging/kafka.md`` is the only ``kafka``.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from corpus.guide import Guide, Link
from index.analysis import name_key
from index.links import PAGE_EXTENSIONS, Target, names_of, path_of
from search.gaps.baseline import known_ids
from search.gaps.names import NearName
from search.gaps.rules import broken_link, broken_related
from search.gaps.site import Site

RELATED, LINK = "related", "link"

_ITEM = r"""((?:^\s*-\s+|[\[,]\s*|^\s*|:\s+)["']?){}(?=["']?\s*(?:[\],#]|$))"""
_TARGET = r"""([\s("'<=]){}(?=[\s)"'>]|$)"""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of ``old`` by ``new``: of a name in the field from ``line`` on (RELATED), or of a target in
    ``line`` (LINK)."""

    path: str
    line: int
    kind: str
    old: str
    new: str


def safe_edits(site: Site, excluded: Collection[str] = ()) -> tuple[Edit, ...]:
    """Return the edits that are safe without asking, in order of path, line and old text.

    Args:
        excluded: ids of findings that are not mended.
    """
    edits = {*_name_edits(site, excluded), *_link_edits(site, excluded)}
    return tuple(sorted(edits, key=lambda edit: (edit.path, edit.line, edit.old)))


def _name_edits(site: Site, excluded: Collection[str]) -> Iterator[Edit]:
    for gap in broken_related.check(site):
        if gap.about is None or not known_ids("broken-related", gap).isdisjoint(excluded):
            continue
        listing, unknown = gap.about
        if unknown.is_sure:
            new = _in_style_of(listing.name, unknown.correction)
            yield Edit(listing.guide.path, listing.place.line, RELATED, listing.name, new)


def _in_style_of(name: str, correction: NearName) -> str:
    """Return the spelling of the corrected name in the style of ``name``: small letters and hyphens, or not."""
    key = name_key(correction.name)
    spellings = {other for other in names_of(correction.guide) if name_key(other) == key}
    return min(
        spellings, key=lambda s: (s.islower() != name.islower(), (" " in s) != (" " in name), s != correction.name, s)
    )


def _link_edits(site: Site, excluded: Collection[str]) -> Iterator[Edit]:
    excluded_links = {
        (gap.about.guide.id, gap.about.link)
        for gap in (broken_link.check(site) if excluded else ())
        if not known_ids("broken-link", gap).isdisjoint(excluded)
    }
    for guide, link, target in site.links:
        if (guide.id, link) in excluded_links:
            continue
        other = _moved_to(site, guide, link, target)
        if other and (new := _new_target(site, guide, link, other)):
            yield Edit(guide.path, link.line, LINK, link.target, new)


def _moved_to(site: Site, guide: Guide, link: Link, target: Target) -> Guide | None:
    """Return the moved guide that a link means; None where it has not moved or the language or anchor differs."""
    if target.guide is not None:
        moved = target.guide if target.is_former else None
    else:
        moved = site.resolver.with_last_segment(target.address, guide.lang)
        if moved is not None and not _is_same_page(link, target, moved):
            return None
    if moved is None or moved.lang != guide.lang or not site.anchors.has(moved, target.fragment):
        return None
    return moved


def _is_same_page(link: Link, target: Target, moved: Guide) -> bool:
    """Tell whether the text of a link names the last segment of its address, and a linked file is called as the
    guide's file."""
    file = posixpath.basename(urlsplit(link.target).path)
    is_named = name_key(target.address.rsplit("/", 1)[-1]) in name_key(link.text)
    return is_named and (not file.lower().endswith(PAGE_EXTENSIONS) or file == posixpath.basename(moved.path))


def _new_target(site: Site, guide: Guide, link: Link, other: Guide) -> str:
    """Return the target of the link to ``other`` in the form of the old one; "" where it would not lead there."""
    parts = urlsplit(link.target)
    if parts.scheme or parts.netloc or parts.query or "{" in link.target:
        return ""
    new = parts._replace(path=_path(site, guide, parts.path, other)).geturl()
    target = site.resolver.target(new, guide)
    leads_there = target.guide is not None and target.guide.id == other.id and not target.is_former
    return new if leads_there and new != link.target else ""


def _path(site: Site, guide: Guide, written: str, other: Guide) -> str:
    """Return a path to ``other`` in the form of ``written``: absolute or relative, with or without extension.

    An absolute path stays as it is where the site's addresses are not known.
    """
    if written.startswith("/"):
        pattern = urlsplit(site.settings.url_pattern).path
        is_known = "{slug}" in pattern and written.startswith(pattern.split("{slug}")[0])
        return path_of(other.url) or (pattern.replace("{slug}", other.slug) if is_known else written)
    path = posixpath.relpath(other.path, posixpath.dirname(guide.path) or ".")
    if not written.lower().endswith(PAGE_EXTENSIONS):
        path = posixpath.splitext(path)[0] + ("/" if written.endswith("/") else "")
    return path


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return the text of a file with the edits applied, line ends unchanged.

    An edit is skipped when its old text does not occur on exactly one line; a name also when it occurs twice there.
    Two links with the same target on one line are both replaced.
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
    """Return the index after the last line of a front-matter field; its list may continue below ``line``."""
    end = line
    while end < len(lines) and (lines[end][:1] in (" ", "\t", "]") or lines[end].startswith("- ")):
        end += 1
    return end


def changes_only(before: Guide, after: Guide, edits: Sequence[Edit]) -> bool:
    """Tell whether a guide that was read again differs from before by the edits alone."""
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
