"""Sites whose editors list related pages, without these lists.

The judgements are the related pages that a page's editors listed. The lists are removed from the pages before they are
indexed: the section ``Related …`` of a pattern, the field ``related`` of a topic, the targets of the links in a page of
documentation (the words of the links stay). Of records they are removed already.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.reader import ReadOptions, read
from tests.bench.documents import whole_guides, write_documents
from tests.bench.peers.peer import read_flat

_RELATED_SECTION = re.compile(r"^(#+) Related\b[^\n]*\n.*?(?=^#{1,2} |\Z)", re.MULTILINE | re.DOTALL)
_RELATED_FIELD = re.compile(r"^related:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*\n?", re.MULTILINE)
_INLINE_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{0,300}(?:\s+\"[^\"]{0,300}\")?\)")
_REFERENCE_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\[[^\[\]\n]{0,300}\]")


@dataclass(frozen=True, slots=True)
class RelatedSet:
    """Pages without their lists of related pages, and the judgements."""

    name: str
    source: Path
    flat: Path
    wanted: Mapping[str, Mapping[str, float]]
    """Id of page -> id of related page -> grade; every page is in the collection."""


def related_sets(data: Path, work: Path) -> list[RelatedSet]:
    """Return the six sets, their pages written below ``work`` without the lists."""
    guides = data / "guides"
    return [
        _guides(guides / "java_design_patterns", "related.tsv", work, _without_section, "*/README.md"),
        _guides(guides / "github_explore_topics", "related.tsv", work, _without_field, "**/*.md"),
        _guides(guides / "hugo_docs", "links.tsv", work, without_links, "**/*.md"),
        _records(data / "search" / "se_quantumcomputing"),
        _records(data / "related" / "powershell_docs"),
        _records(data / "related" / "php_manual"),
    ]


def without_links(text: str) -> str:
    """Return Markdown with the words of its links and without their targets.

    >>> without_links("See [the menu](/m/), [a list][l] and [b][].\\n[l]: /list")
    'See the menu, a list and b.\\n'
    """
    text = _DEFINITION.sub("", text)
    return _REFERENCE_LINK.sub(r"\1", _INLINE_LINK.sub(r"\1", text))


def _without_section(text: str) -> str:
    return _RELATED_SECTION.sub("", text)


def _without_field(text: str) -> str:
    return _RELATED_FIELD.sub("", text, count=1)


def _guides(folder: Path, judgements: str, work: Path, strip: Callable[[str], str], pattern: str) -> RelatedSet:
    raw, source = folder / "raw", work / folder.name / "guides"
    for path in sorted(raw.glob(pattern)):
        target = source / path.relative_to(raw)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(strip(path.read_text(encoding="utf-8")), encoding="utf-8")
    guides = read([source], ReadOptions()).guides
    ids = {name: guide.id for guide in guides for name in _names(guide.path)}
    flat = write_documents(whole_guides(guides), work / folder.name / "flat.jsonl")
    return RelatedSet(folder.name, source, flat, _wanted(folder / judgements, ids))


def _names(path: str) -> Iterator[str]:
    """Yield the names that judgements use for the page at ``path``: the path without extension, or the folder."""
    bare = path.rsplit(".", 1)[0]
    yield bare
    parts = bare.split("/")
    if len(parts) > 1 and parts[-1].lower() in ("index", "_index", "readme"):
        yield "/".join(parts[:-1])
        yield parts[-2]


def _records(folder: Path) -> RelatedSet:
    source = folder / "docs.jsonl"
    ids = {document.id: document.id for document in read_flat(source)}
    return RelatedSet(folder.name, source, source, _wanted(folder / "related.tsv", ids))


def _wanted(path: Path, ids: Mapping[str, str]) -> dict[str, dict[str, float]]:
    wanted: dict[str, dict[str, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        page, related = (ids.get(name) for name in line.split("\t")[:2])
        if page and related and page != related:
            wanted.setdefault(page, {})[related] = 1.0
    return wanted
