"""What every page needs to know of the site that it belongs to."""

from dataclasses import dataclass

from flask import request

from web.index_source import IndexSource


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A site over one index; ``base_url`` is its public address, empty where requests tell it."""

    source: IndexSource
    title: str
    base_url: str = ""

    @property
    def root(self) -> str:
        """Scheme and host, for addresses that must be absolute."""
        return self.base_url.rstrip("/") or f"{request.scheme}://{request.host}"

    def absolute(self, url: str) -> str:
        """Return an address of this site, below the root that it is mounted at, with its host."""
        return self.root + request.script_root + url if url.startswith("/") else url
