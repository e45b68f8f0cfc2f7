"""Where an index on a cluster is: ``opensearch://HOST:PORT[,HOST:PORT]/NAME``; the environment has the credentials."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.problems import GuidedexError

SCHEME = "opensearch:"
DEFAULT_PORT = 9200

USER, PASSWORD = "GUIDEDEX_OPENSEARCH_USER", "GUIDEDEX_OPENSEARCH_PASSWORD"
HTTPS, CA_FILE = "GUIDEDEX_OPENSEARCH_HTTPS", "GUIDEDEX_OPENSEARCH_CA_FILE"
SECONDS, MIRRORS = "GUIDEDEX_OPENSEARCH_SECONDS", "GUIDEDEX_MIRRORS"
"""Variables of the environment; the folder of mirrors is ``~/.cache/guidedex`` without the last one."""

SEARCH_SECONDS, MAX_SECONDS = 8, 60
"""Deadline of a request while a reader waits, without ``SECONDS``, and the longest. By hand."""

ACCEPTED = "opensearch://HOST[:PORT][,HOST[:PORT]]/NAME"

_WHOLE = re.compile(r"opensearch:/{1,2}(?P<hosts>[^/]+)/(?P<name>[^/]+)/?")  # a Path joins the two slashes
_HOST = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*")
MAX_NAME = 150
"""Characters of a name; OpenSearch takes 255 bytes, of which the build id needs some. By hand."""


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """The nodes of a cluster and the name of an index there; credentials are never shown."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    https: bool = False
    ca_file: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SEARCH_SECONDS

    def __str__(self) -> str:
        return f"opensearch://{','.join(f'{host}:{port}' for host, port in self.hosts)}/{self.name}"

    @property
    def mirror(self) -> Path:
        """The folder in which this machine has the mirror of the index."""
        folder = os.environ.get(MIRRORS)
        digest = hashlib.sha256(str(self).encode()).hexdigest()[:8]
        return (Path(folder) if folder else Path.home() / ".cache" / "guidedex") / f"{self.name}-{digest}"


def is_address(text: str) -> bool:
    """Return whether ``text`` is meant as the address of an index on a cluster."""
    return text.startswith(SCHEME)


def address_of(text: str, environ: Mapping[str, str] | None = None) -> ClusterAddress:
    """Return the address that ``text`` states, with the credentials of ``environ``.

    Raises: GuidedexError, which repeats no credentials.
    """
    environ = os.environ if environ is None else environ
    if "@" in text:
        raise GuidedexError(
            f"cannot use an address of OpenSearch with a user or password in it: set {USER} and {PASSWORD}; "
            f"accepted is {ACCEPTED}"
        )
    whole = _WHOLE.fullmatch(text)
    if not whole:
        raise GuidedexError(f"cannot use the address {text!r}; accepted is {ACCEPTED}")
    name = whole["name"]
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise GuidedexError(
            f"cannot use {name!r} as the name of an index: accepted are at most {MAX_NAME} characters a-z, 0-9, _ and "
            "single hyphens between them, a letter first"
        )
    hosts = tuple(_host(host) for host in whole["hosts"].split(","))
    user = environ.get(USER, "")
    return ClusterAddress(
        hosts=hosts,
        name=name,
        https=_is_on(environ, bool(user)),
        ca_file=environ.get(CA_FILE, ""),
        user=user,
        password=environ.get(PASSWORD, ""),
        seconds=_seconds(environ),
    )


def _host(text: str) -> tuple[str, int]:
    match = _HOST.fullmatch(text)
    port = int(match["port"] or DEFAULT_PORT) if match else 0
    if not match or not 0 < port < 1 << 16:
        raise GuidedexError(f"cannot use {text!r} as a node of OpenSearch; accepted is HOST or HOST:PORT")
    return match["host"], port


def _seconds(environ: Mapping[str, str]) -> int:
    value = environ.get(SECONDS) or str(SEARCH_SECONDS)
    if not value.isdecimal() or not 1 <= int(value) <= MAX_SECONDS:
        raise GuidedexError(f"{SECONDS} is {value!r}; accepted is a number from 1 to {MAX_SECONDS}")
    return int(value)


def _is_on(environ: Mapping[str, str], default: bool) -> bool:
    """Return whether nodes are asked by HTTPS: as the variable says, else where there are credentials to protect."""
    value = environ.get(HTTPS, "")
    if value not in ("", "0", "1"):
        raise GuidedexError(f"{HTTPS} is {value!r}; accepted are 0 and 1")
    return value == "1" if value else default
