"""Ranking quality: nDCG@10 on judged searches and known items, for every library."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

from corpus.reader import read
from index.weights import FIELD_BOOSTS
from search.evaluate import JudgedQuery, judged_ids, ndcg, read_qrels, read_queries
from tests.bench.documents import whole_guides, write_documents
from tests.bench.peers import NAMES, Peer, peer_type
from tests.bench.peers.guidedex_peer import Guidedex
from tests.bench.peers.peer import TITLE_BOOST
from tests.relevance.search_sets import JUDGED, KNOWN

KINDS = ("name", "alias", "desc")
TITLE_BOOSTS = (1.0, 2.0, 3.0, 4.0)
"""What a word in the title may count in a peer: each is judged by the one with the best mean of all sets."""

K = 10


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A collection with judged queries."""

    name: str
    source: Path
    """The source for Guidedex: a ``.jsonl`` file or a folder of guides."""
    flat: Path
    """The ``.jsonl`` file for the other libraries."""
    queries: Sequence[JudgedQuery]


def measure(data: Path, work: Path, processes: int) -> dict[str, Mapping[str, float]]:
    """Return nDCG@10 of every library: of each judged set, the mean of the sets, and of known items by kind."""
    measure_library = partial(_measure, judged_sets(data), known_items(data, work), work)
    with ProcessPoolExecutor(processes) as pool:
        return dict(zip(NAMES, pool.map(measure_library, NAMES), strict=True))


def _measure(sets: Sequence[JudgedSet], known: JudgedSet, work: Path, library: str) -> Mapping[str, float]:
    peer = peer_type(library)
    boosts = (FIELD_BOOSTS["title"],) if peer is Guidedex else TITLE_BOOSTS
    by_boost = {boost: _means(peer, sets, work / f"{boost:g}", boost) for boost in boosts}
    best = max(boosts, key=lambda boost: fmean(by_boost[boost].values()))
    values = ndcg_of(peer, known, work / f"{best:g}", best)
    kinds = {kind: fmean(v for id_, v in values.items() if id_.startswith(f"{kind}:")) for kind in KINDS}
    return {"title counts": best, **by_boost[best], "mean": fmean(by_boost[best].values()), **kinds}


def _means(peer: type[Peer], sets: Sequence[JudgedSet], work: Path, boost: float) -> dict[str, float]:
    work.mkdir(exist_ok=True)
    return {judged.name: fmean(ndcg_of(peer, judged, work, boost).values()) for judged in sets}


def judged_sets(data: Path) -> list[JudgedSet]:
    """Return the six judged sets; queries without judgements are left out."""
    return [_judged(data / "search" / name) for name in JUDGED]


def _judged(folder: Path) -> JudgedSet:
    qrels = read_qrels(folder / "qrels.tsv")
    queries = [query for query in read_queries(folder / "queries.jsonl", qrels) if query.grades]
    return JudgedSet(folder.name, folder / "docs.jsonl", folder / "docs.jsonl", queries)


def known_items(data: Path, work: Path) -> JudgedSet:
    """Return the topics with their names, aliases and descriptions as queries; a query's id begins with its kind."""
    folder = data / "guides" / KNOWN
    flat = write_documents(whole_guides(read([folder / "raw"]).guides), work / f"{KNOWN}.jsonl")
    qrels = read_qrels(folder / "qrels.tsv")
    return JudgedSet(KNOWN, folder / "raw", flat, read_queries(folder / "queries.jsonl", qrels))


def ndcg_of(peer_type: type[Peer], judged: JudgedSet, work: Path, boost: float = TITLE_BOOST) -> dict[str, float]:
    """Return nDCG@10 of each query of a set, by its id; in a peer a word in the title counts ``boost`` times."""
    peer = peer_type()
    peer.boost = boost
    folder = work / f"{judged.name}-{peer.name}"
    peer.build(judged.source if isinstance(peer, Guidedex) else judged.flat, folder)
    peer.open(folder)
    ranked = _ranked_by(peer)
    return {query.id: ndcg(ranked(query), query.grades, K) for query in judged.queries}


def _ranked_by(peer: Peer) -> Callable[[JudgedQuery], list[str]]:
    def ranked(query: JudgedQuery) -> list[str]:
        depth = K + len(query.exclude)
        if isinstance(peer, Guidedex):
            hits = peer.searcher.search(query.text, {"lang": ["all"]}, limit=depth).hits
            ids = judged_ids(hits, query.grades)
        else:
            ids = peer.best(query.text, depth)
        return [id_ for id_ in ids if id_ not in query.exclude]

    return ranked
