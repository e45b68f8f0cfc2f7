"""The site that pages and API belong to: its index, title and base URL."""

from dataclasses import dataclass

from flask import request

from web.index_source import IndexSource


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A site over one index; an empty ``base_url`` means that URLs take scheme and host from the request."""

    source: IndexSource
    title: str
    base_url: str = ""

    @property
    def root(self) -> str:
        """``base_url``, else scheme and host of the request; no trailing slash from ``base_url``."""
        return self.base_url.rstrip("/") or f"{request.scheme}://{request.host}"

    def absolute(self, url: str) -> str:
        """Return the absolute URL of a path of this site; an absolute URL is returned unchanged."""
        return self.root + request.script_root + url if url.startswith("/") else url
