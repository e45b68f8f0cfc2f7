"""Routes of a site, learned from links that work: ``/docs/install.md`` is the file ``guide/install.md``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

MIN_PAGES = 3
"""Pages that links reach by a route, from which on it is one. By hand: two may be a coincidence."""

MIN_SHARE = 0.5
"""Share of the linked addresses below a prefix that lead to pages by a route, from which on it is one. By hand."""

MAX_CANDIDATES = 20
"""Pages of one name that are compared with an address. By hand: more are names such as ``overview``."""


def learned_routes(
    linked: Iterable[str], pages_by_name: Mapping[str, Sequence[str]], n_pages_in: Mapping[str, int]
) -> dict[str, str]:
    """Return the folder of pages that each prefix of addresses stands for.

    Args:
        linked: addresses from the root of the site, without ``/`` at their ends, that are no page's.
        pages_by_name: the addresses of pages by their last segment.
        n_pages_in: pages by the first segment of their address: an address below it may be misspelt.
    """
    below: dict[str, set[str]] = defaultdict(set)
    reached: dict[tuple[str, str], set[str]] = defaultdict(set)
    for address in set(linked):
        for prefix, rest in _splits(address):
            below[prefix].add(address)
            for page in pages_by_name.get(rest.rpartition("/")[2], ())[:MAX_CANDIDATES]:
                if page == rest or page.endswith(f"/{rest}"):
                    reached[prefix, page[: -len(rest)].rstrip("/")].add(page)
    routes: dict[str, str] = {}
    # Of two folders for one prefix, the one with more pages; of as many, the shorter path.
    for (prefix, folder), pages in sorted(reached.items(), key=lambda item: (-len(item[1]), len(item[0][1]), item[0])):
        n_expected = max(MIN_PAGES, MIN_SHARE * len(below[prefix]), n_pages_in.get(prefix, 0) + 1)
        if len(pages) >= n_expected:
            routes.setdefault(prefix, folder)
    return routes


def routed(address: str, routes: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses that an address stands for, by the longest prefix first."""
    for prefix, rest in reversed(list(_splits(address))):
        if prefix in routes:
            yield f"{routes[prefix]}/{rest}".lstrip("/")


def _splits(address: str) -> Iterator[tuple[str, str]]:
    """Yield a prefix of an address and the rest, the shortest prefix first."""
    parts = address.split("/")
    for at in range(1, len(parts)):
        yield "/".join(parts[:at]), "/".join(parts[at:])
