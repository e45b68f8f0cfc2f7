"""Routes of a site, learned from links that work: ``/docs/install.md`` is the file ``guide/install.md``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

MIN_PAGES = 3
"""Pages that links reach by a route, from which on it is one. By hand: two may be a coincidence."""

MIN_SHARE = 0.5
"""Share of the folders and pages just below a prefix that are reached by a route, from which on it is one. By hand."""

MAX_CANDIDATES = 20
"""Pages of one name that are compared with an address. By hand: more are names such as ``overview``."""


def learned_routes(
    linked: Iterable[str], pages_by_name: Mapping[str, Sequence[str]], n_pages_in: Mapping[str, int]
) -> dict[str, str]:
    """Return the folder of pages that each prefix of addresses stands for.

    Args:
        linked: addresses from the root of the site, without ``/`` at their ends, that are no page's.
        pages_by_name: the addresses of pages by their last segment.
        n_pages_in: pages by the folders above them: an address below a folder with pages of its own may be misspelt.
    """
    below: dict[str, set[str]] = defaultdict(set)
    reached: dict[tuple[str, str], set[str]] = defaultdict(set)
    for address in set(linked):
        for prefix, rest in _splits(address):
            below[prefix].add(rest.partition("/")[0])
            for page in pages_by_name.get(rest.rpartition("/")[2], ())[:MAX_CANDIDATES]:
                if page == rest or page.endswith(f"/{rest}"):
                    reached[prefix, page[: -len(rest)].rstrip("/")].add(page)
    routes: dict[str, str] = {}
    # Of two folders for one prefix, the one with more pages; of as many, the shorter path.
    for (prefix, folder), pages in sorted(reached.items(), key=lambda item: (-len(item[1]), len(item[0][1]), item[0])):
        # Where the folder is below the prefix, ``docs/markdown`` below ``docs``, its pages are not others.
        n_others = n_pages_in.get(prefix, 0) - (n_pages_in.get(folder, 0) if folder.startswith(f"{prefix}/") else 0)
        n_below = len({page[len(folder) :].lstrip("/").partition("/")[0] for page in pages})
        if len(pages) >= max(MIN_PAGES, n_others + 1) and n_below >= MIN_SHARE * len(below[prefix]):
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
