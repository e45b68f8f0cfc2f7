"""One module for each library that is measured, with its class behind the protocol in ``peer``."""

from importlib import import_module

from tests.bench.peers.peer import Peer

_CLASSES = {
    "guidedex": ("guidedex_peer", "Guidedex"),
    "tantivy-py": ("tantivy_peer", "Tantivy"),
    "bm25s": ("bm25s_peer", "Bm25s"),
    "FTS5": ("fts5_peer", "Fts5"),
    "Whoosh": ("whoosh_peer", "WhooshPeer"),
}
NAMES = tuple(_CLASSES)


def peer_type(name: str) -> type[Peer]:
    """Return the class of a library, one of ``NAMES``; no other library is imported, nor counts as its memory."""
    module, class_name = _CLASSES[name]
    found: type[Peer] = getattr(import_module(f"{__name__}.{module}"), class_name)
    return found


def all_peers() -> tuple[type[Peer], ...]:
    """Return the classes of all libraries, Guidedex first."""
    return tuple(peer_type(name) for name in NAMES)


__all__ = ["NAMES", "Peer", "all_peers", "peer_type"]
