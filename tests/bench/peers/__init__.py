"""One class for each library that is measured, behind the protocol in ``peer``."""

from tests.bench.peers.bm25s_peer import Bm25s
from tests.bench.peers.fts5_peer import Fts5
from tests.bench.peers.guidedex_peer import Guidedex
from tests.bench.peers.peer import Peer
from tests.bench.peers.tantivy_peer import Tantivy
from tests.bench.peers.whoosh_peer import WhooshPeer

PEERS: tuple[type[Peer], ...] = (Guidedex, Tantivy, Bm25s, Fts5, WhooshPeer)
OTHERS = PEERS[1:]

__all__ = ["OTHERS", "PEERS", "Peer"]
