"""Related content on judged sets, beside what a user would build of well-known libraries.

Each method prepares a set and returns the function that looks up related pages: quality, the time to prepare and the
time of a look-up are taken from it.
"""

import os
import time
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
import Stemmer
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.reader import read
from index.build import build
from search import open_index
from search.evaluate import ndcg
from tests.bench.peers.peer import read_flat
from tests.bench.peers.tantivy_peer import Tantivy
from tests.bench.peers.whoosh_peer import WhooshPeer
from tests.bench.related_sets import RelatedSet

K = 10

LookUp = Callable[[str], Sequence[str]]
"""Returns the ids of related pages, best first, of the page with an id."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The quality and the times of one method on one set."""

    ndcg: float
    build_cpu_seconds: float
    look_up_ms: float
    """The median, of processor time too."""


def measure(method: str, related: RelatedSet, work: Path) -> Measured | None:
    """Return the figures of a method, None where the set has nothing that it could work with."""
    began = _cpu_seconds()
    look_up = METHODS[method](related, work)
    if look_up is None:
        return None
    built = _cpu_seconds() - began
    scores, times = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for id_, grades in related.wanted.items():
            began = time.process_time()
            ids = look_up(id_)
            times.append(time.process_time() - began)
            scores.append(ndcg(ids, grades, K))
    return Measured(fmean(scores), round(built, 2), round(1000 * median(times), 3))


def _cpu_seconds() -> float:
    """Return the processor time of this process and of those that it has ended."""
    return sum(os.times()[:4])


def guidedex(related: RelatedSet, work: Path) -> LookUp:
    """Return the look-up of Guidedex's lists with floor 0; its build makes the whole index, searches included."""
    folder = work / related.name / "index"
    build([related.source], folder)
    searcher = open_index(folder)
    return lambda id_: [hit.id for hit in searcher.related(document=id_, kind="skill", limit=K, floor=0.0).hits]


def cosine(related: RelatedSet, work: Path) -> LookUp:
    """Return the look-up by cosine of TF-IDF vectors with scikit-learn's defaults."""
    return _cosines(related, TfidfVectorizer(), 1)


def stemmed_cosine(related: RelatedSet, work: Path) -> LookUp:
    """Return that of stemmed, sublinear TF-IDF without stop words, with the title counted twice."""
    stemmer = Stemmer.Stemmer("english")
    analyze = TfidfVectorizer(stop_words="english").build_analyzer()
    vectorizer = TfidfVectorizer(analyzer=lambda text: stemmer.stemWords(analyze(text)), sublinear_tf=True)
    return _cosines(related, vectorizer, 2)


def _cosines(related: RelatedSet, vectorizer: Any, times_title: int) -> LookUp:
    documents = list(read_flat(related.flat))
    vectors = vectorizer.fit_transform(
        " ".join([document.title] * times_title) + "\n" + document.text for document in documents
    )
    rows = {document.id: row for row, document in enumerate(documents)}

    def look_up(id_: str) -> list[str]:
        row = rows[id_]
        cosines = (vectors @ vectors[row].T).toarray().ravel()
        cosines[row] = -1
        return [documents[i].id for i in np.argsort(-cosines, kind="stable")[:K] if cosines[i] > 0]

    return look_up


def tantivy_more_like_this(related: RelatedSet, work: Path) -> LookUp:
    """Return the look-up by tantivy's more-like-this query with its defaults."""
    import tantivy

    folder = work / related.name / "tantivy"
    peer = Tantivy()
    peer.build(related.flat, folder)
    peer.open(folder)

    def look_up(id_: str) -> list[str]:
        by_id = tantivy.Query.term_query(peer.index.schema, "id", id_)
        address = peer.searcher.search(by_id, 1).hits[0][1]
        like = tantivy.Query.more_like_this_query(address)
        ids = [peer.searcher.doc(other)["id"][0] for _, other in peer.searcher.search(like, K + 1).hits]
        return [other for other in ids if other != id_][:K]

    return look_up


def whoosh_more_like(related: RelatedSet, work: Path) -> LookUp:
    """Return the look-up by Whoosh's ``more_like`` of the text with its defaults."""
    folder = work / related.name / "whoosh"
    peer = WhooshPeer()
    peer.build(related.flat, folder)
    peer.open(folder)
    rows = {fields["id"]: row for row, fields in peer.searcher.iter_docs()}
    return lambda id_: [hit["id"] for hit in peer.searcher.more_like(rows[id_], "text", top=K)]


def shared_tags(related: RelatedSet, work: Path) -> LookUp | None:
    """Return the look-up by the number of tags of the front matter that two pages share, as Hugo's related pages."""
    reading = read([related.source])
    tags = {page.id: set(page.tags) for page in (*reading.guides, *reading.records)}
    if sum(map(bool, tags.values())) < len(tags) / 2:
        return None
    pages_of: dict[str, list[str]] = {}
    for id_ in sorted(tags):
        for tag in tags[id_]:
            pages_of.setdefault(tag, []).append(id_)

    def look_up(id_: str) -> list[str]:
        shared = Counter(other for tag in sorted(tags[id_]) for other in pages_of[tag] if other != id_)
        return sorted(shared, key=lambda other: (-shared[other], other))[:K]

    return look_up


METHODS: Mapping[str, Callable[[RelatedSet, Path], LookUp | None]] = {
    "guidedex": guidedex,
    "cosine": cosine,
    "stemmed cosine": stemmed_cosine,
    "tantivy-py, more like this": tantivy_more_like_this,
    "Whoosh, more like": whoosh_more_like,
    "shared tags, as Hugo": shared_tags,
}
