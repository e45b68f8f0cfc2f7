"""Redirects in the settings of a site: they lead readers from an address on, though no page is there."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from index.links import address_of_page

MAX_ADDRESSES = 20_000
"""Addresses that are known from settings. By hand: the longest list of redirects seen has 4,000."""

MAX_DEPTH = 12
"""Folders of an address that are looked at. By hand."""

_IS_LIST = re.compile(r"redirect|htaccess|^netlify\.toml$", re.IGNORECASE)
"""Names of files that hold redirects and little else."""

_SPEAKS_OF = re.compile(r"redirect|rewrite", re.IGNORECASE)
"""Words in the line above redirects in other settings."""

_ADDRESS = re.compile(
    r"""(?<![\w:/.])\^?((?:/|[\w.%~-]{1,100}/|[\w.%~-]{1,100}\.(?:mdx?|html?)\b)[^\s"'`,;<>\]]{0,300})"""
)
_WILDCARD = re.compile(r"[*:({\[$\\?|]")
"""An address or the path of a file, and the beginning of what a pattern matches: ``*``, ``:path*``, ``(.*)``."""


class Redirects:
    """The addresses from which the settings of a site lead on.

    Args:
        settings: the names and texts of files such as ``_redirects``, ``netlify.toml`` and ``mkdocs.yml``.
        folders: those of the guides. A pattern for one of them says nothing of what is missing there.
    """

    def __init__(self, settings: Iterable[tuple[str, str]], folders: Collection[str]) -> None:
        self._addresses: set[str] = set()
        self._folders: set[str] = set()
        texts = (line for name, text in settings for line in _lines_about_redirects(name, text))
        for token in islice((match[1] for line in texts for match in _ADDRESS.finditer(line)), MAX_ADDRESSES):
            plain, *pattern = _WILDCARD.split(token.partition("#")[0].rstrip(":"), maxsplit=1)
            address = address_of_page(plain).lower()
            if not pattern:
                self._addresses.add(address)
            elif plain.endswith("/") and address:
                self._folders.add(address)
        ends = {end for folder in folders for end in _ends(folder.lower())}
        self._folders -= ends
        self._addresses.discard("")

    def lead_on(self, address: str) -> bool:
        """Tell whether a redirect leads on from an address; the root of the site may be a folder of the sources."""
        address = address.lower()
        if address in self._addresses or any("/" in end and end in self._addresses for end in _ends(address)):
            return True
        parts = address.split("/")[:MAX_DEPTH]
        return any("/".join(parts[at:to]) in self._folders for to in range(1, len(parts)) for at in range(to))


def _ends(address: str) -> Iterator[str]:
    """Yield an address and what is left of it without its first folders."""
    parts = address.split("/")
    return ("/".join(parts[at:]) for at in range(min(len(parts), MAX_DEPTH)))


def _lines_about_redirects(name: str, text: str) -> Iterator[str]:
    """Yield the lines of a list of redirects, or those in other settings below a line that speaks of redirects.

    Below are the lines that are indented more, and in TOML those up to the next section.
    """
    is_list = bool(_IS_LIST.search(name))
    indent = -1
    for line in text.splitlines():
        own_indent = len(line) - len(line.lstrip())
        if line.strip() and own_indent <= indent:
            indent = -1
        if _SPEAKS_OF.search(line):
            indent = min(own_indent, indent) if indent >= 0 else own_indent
            if line.startswith("["):
                is_list = True
        elif line.startswith("["):
            is_list = bool(_IS_LIST.search(name))
        if is_list or indent >= 0:
            yield line
