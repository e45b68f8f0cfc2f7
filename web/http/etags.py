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


def tag_that_client_has(tag: str) -> str:
    """Return the tag of the representation that ``If-None-Match`` lists, plain or compressed; "" for neither."""
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return ""
    etags = request.if_none_match
    if etags.star_tag:
        return ""  # "*" matches any existing representation; whether one exists is not known yet
    compressed = tag + GZIP_SUFFIX
    order = (compressed, tag) if request.accept_encodings["gzip"] else (tag, compressed)
    return next((each for each in order if etags.contains_weak(each)), "")
