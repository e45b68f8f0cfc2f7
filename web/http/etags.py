"""Strong entity tags, and requests that are conditional on them."""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from flask import request

GZIP_SUFFIX = "-gzip"
"""Ends the tag of a compressed representation."""


def _software_version() -> str:
    try:
        return version("guidedex")
    except PackageNotFoundError:
        return "source"


SOFTWARE_VERSION = _software_version()
"""Version of the installed distribution; ``source`` when none is installed."""


def entity_tag(*parts: str) -> str:
    """Return the strong validator of a representation that ``parts`` and the software version determine."""
    return sha256("\0".join((SOFTWARE_VERSION, *parts)).encode("utf-8")).hexdigest()[:32]


def is_not_modified(tag: str) -> bool:
    """Return whether ``If-None-Match`` lists ``tag``, of the plain or the compressed representation."""
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return False
    etags = request.if_none_match
    if etags.star_tag:
        return False  # "*" matches any existing representation; whether one exists is not known yet
    return etags.contains_weak(tag) or etags.contains_weak(tag + GZIP_SUFFIX)
