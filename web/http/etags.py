"""Strong entity tags, and requests that are conditional on them."""

from hashlib import blake2b

from flask import request

from web.version import software_version

GZIP_SUFFIX = "-gzip"
"""Ends the tag of a compressed representation."""


def entity_tag(*parts: str) -> str:
    """Return the strong validator of a representation that ``parts`` and the software version determine."""
    return blake2b("\0".join((software_version(), *parts)).encode("utf-8"), digest_size=16).hexdigest()


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
