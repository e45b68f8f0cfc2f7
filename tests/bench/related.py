"""Related content on judged sets, compared with TF-IDF cosines and more-like-this.

The judgements are the related pages that a page's editors listed. The lists are removed from the pages before they are
indexed: the section ``Related …`` of a pattern, the field ``related`` of a topic, the targets of the links in a page of
documentation (the words of the links stay).
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.reader import ReadOptions, read
from index.build import build
from search import open_index
from search.evaluate import ndcg
from tests.bench.documents import whole_guides, write_documents
from tests.bench.peers.peer import Flat, read_flat
from tests.bench.peers.tantivy_peer import Tantivy

K = 10

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


def by_guidedex(related: RelatedSet, work: Path) -> dict[str, float]:
    """Return nDCG@10 of Guidedex's lists with floor 0, by id of page."""
    folder = work / related.name / "index"
    build([related.source], folder)
    searcher = open_index(folder)

    def ranked(id_: str) -> list[str]:
        return [hit.id for hit in searcher.related(document=id_, kind="skill", limit=K, floor=0.0).hits]

    return _scores(related, ranked)


def by_cosine(related: RelatedSet, work: Path) -> dict[str, float]:
    """Return nDCG@10 of the cosine of TF-IDF vectors with scikit-learn's defaults."""
    return _cosines(related, TfidfVectorizer(), 1)


def by_stemmed_cosine(related: RelatedSet, work: Path) -> dict[str, float]:
    """Return nDCG@10 of the cosine of stemmed, sublinear TF-IDF without stop words, with the title counted twice."""
    stemmer = Stemmer.Stemmer("english")
    analyze = TfidfVectorizer(stop_words="english").build_analyzer()
    vectorizer = TfidfVectorizer(analyzer=lambda text: stemmer.stemWords(analyze(text)), sublinear_tf=True)
    return _cosines(related, vectorizer, 2)


def _cosines(related: RelatedSet, vectorizer: Any, times_title: int) -> dict[str, float]:
    documents = list(read_flat(related.flat))
    vectors = vectorizer.fit_transform([_title_and_text(document, times_title) for document in documents])
    rows = {document.id: row for row, document in enumerate(documents)}

    def ranked(id_: str) -> list[str]:
        row = rows[id_]
        cosines = (vectors @ vectors[row].T).toarray().ravel()
        cosines[row] = -1
        return [documents[i].id for i in np.argsort(-cosines, kind="stable")[:K] if cosines[i] > 0]

    return _scores(related, ranked)


def _title_and_text(document: Flat, times_title: int) -> str:
    return " ".join([document.title] * times_title) + "\n" + document.text


def by_more_like_this(related: RelatedSet, work: Path) -> dict[str, float]:
    """Return nDCG@10 of tantivy's more-like-this query with its defaults, by id of page."""
    import tantivy

    folder = work / related.name / "tantivy"
    peer = Tantivy()
    peer.build(related.flat, folder)
    peer.open(folder)

    def ranked(id_: str) -> list[str]:
        by_id = tantivy.Query.term_query(peer.index.schema, "id", id_)
        address = peer.searcher.search(by_id, 1).hits[0][1]
        like = tantivy.Query.more_like_this_query(address)
        ids = [peer.searcher.doc(other)["id"][0] for _, other in peer.searcher.search(like, K + 1).hits]
        return [other for other in ids if other != id_][:K]

    return _scores(related, ranked)


def _scores(related: RelatedSet, ranked: Callable[[str], Sequence[str]]) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {id_: ndcg(ranked(id_), grades, K) for id_, grades in related.wanted.items()}


METHODS: Mapping[str, Callable[[RelatedSet, Path], dict[str, float]]] = {
    "guidedex": by_guidedex,
    "cosine": by_cosine,
    "stemmed cosine": by_stemmed_cosine,
    "tantivy-py, more like this": by_more_like_this,
}
