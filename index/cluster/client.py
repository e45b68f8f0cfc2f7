"""Requests to a cluster: every node is tried, what may pass is tried again, and a deadline of our own ends it."""

import logging
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from corpus.problems import GuidedexError
from index.cluster.address import CA_FILE, HTTPS, PASSWORD, USER, ClusterAddress

WRITE_SECONDS = 300.0
"""Deadline of a request of a build: a node that is lost is replaced in one to two minutes. By hand."""

WRITE_ATTEMPT_SECONDS = 60.0
"""Deadline of one attempt at one node during a build; by hand."""

ATTEMPT_SHARE = 3 / 8
"""Share of a search's deadline that one attempt has: a frozen node hangs searches through healthy ones. By hand."""

DOWN_SECONDS = 1.0
"""Deadline of a search while the last one failed, so that readers do not queue for a cluster that is down. By hand."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
"""Seconds before the second attempt, doubled for each further one, and the most; each is cut at random. By hand."""

PASSING = frozenset((429, 502, 503, 504))
"""Statuses that pass: too many requests, a node or the cluster manager that is lost."""

PASSING_KINDS = ("node_not_connected", "node_disconnected", "no_shard_available", "receive_timeout", "node_closed")
"""Kinds of error with status 500 that pass as well: answers of a node that asked a lost one."""

BLOCKED = frozenset(("cluster_block_exception", "index_create_block_exception"))
"""Kinds of error for an index, or a cluster, that does not take what is written; with 503, it has no manager."""

MIN_VERSION, KNOWN_MAJORS = (2, 12), (2, 3)
"""The oldest version with scores of named queries and frequencies with terms, and the major versions that have both."""


class ClusterUnavailable(GuidedexError):
    """The cluster did not answer within the deadline, or cannot answer now."""


class ClusterRefused(GuidedexError):
    """The cluster answered that a request is wrong or not allowed; asking again does not help."""

    def __init__(self, message: str, status: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


class Cluster:
    """A cluster that holds the index ``address.name``; thread-safe."""

    def __init__(self, address: ClusterAddress) -> None:
        try:
            from opensearchpy import OpenSearch
        except ImportError as error:
            raise GuidedexError(
                f"cannot use {address}: it needs the package opensearch-py; run `pip install 'guidedex[opensearch]'`"
            ) from error
        # every failed attempt would be a warning of its own; what counts is raised
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self.address = address
        self._is_down = False
        options: dict[str, Any] = {"use_ssl": address.https}
        if address.https:
            options["ssl_context"] = _trusting(address.ca_file)
        if address.user:
            options["http_auth"] = (address.user, address.password)
        hosts = [{"host": host.strip("[]"), "port": port} for host, port in address.hosts]
        # a node that timed out is left aside for a while, as one without connection is
        self._transport = OpenSearch(hosts, max_retries=0, retry_on_timeout=True, **options).transport

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        seconds: float | None = None,
        check: Callable[[Any], None] | None = None,
    ) -> Any:
        """Return the answer to a request; ``body`` is a value, or bytes of lines.

        Args:
            seconds: deadline; without one, that of a search.
            check: raises ``_Passing`` for an answer that may be another one at the next attempt.
        Raises: ClusterUnavailable after the deadline; ClusterRefused at once.
        """
        longest = WRITE_ATTEMPT_SECONDS if seconds else self.address.seconds * ATTEMPT_SHARE
        seconds = seconds or (DOWN_SECONDS if self._is_down else self.address.seconds)
        end, pause, cause = time.monotonic() + seconds, FIRST_PAUSE, "no node answered"
        while (left := end - time.monotonic()) > 0:
            try:
                answer = self._attempt(method, path, body, params or {}, min(left, longest))
                if check:
                    check(answer)
                self._is_down = False
                return answer
            except _Passing as passing:
                cause = str(passing)
            time.sleep(min(pause * random.uniform(0.5, 1), max(end - time.monotonic(), 0)))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)
        self._is_down = True
        raise ClusterUnavailable(f"search is unavailable: {self.address} did not answer in {seconds:g} s ({cause})")

    def _attempt(self, method: str, path: str, body: Any, params: Mapping[str, Any], seconds: float) -> Any:
        """Ask one node once.

        Raises: _Passing for what may be different at the next attempt; ClusterRefused.
        """
        from opensearchpy.exceptions import ConnectionError as NoConnection
        from opensearchpy.exceptions import OpenSearchException, SSLError, TransportError

        try:
            answer = self._transport.perform_request(
                method, path, params={**params, "request_timeout": seconds}, body=body
            )
            if isinstance(answer, dict | bool):
                return answer
            raise self.refusal(200, "", "")  # a page
        except SSLError as error:
            raise self._no_trust(str(error)) from error
        except NoConnection as error:
            raise _Passing(_unreachable(error)) from error
        except TransportError as error:
            kind, reason = _kind_and_reason(error.info)
            if kind in BLOCKED and error.status_code != 503:
                raise self.refusal(error.status_code, kind, reason) from error
            if error.status_code in PASSING or (error.status_code == 500 and _passes(str(error.info))):
                raise _Passing(f"status {error.status_code}, {kind or 'no reason given'}") from error
            raise self.refusal(error.status_code, kind, reason) from error
        except OpenSearchException as error:
            raise self.refusal(200, "", "") from error  # what is answered cannot be read

    def _no_trust(self, reason: str) -> ClusterRefused:
        if "CERTIFICATE_VERIFY_FAILED" not in reason:
            return ClusterRefused(f"cannot use {self.address}: it does not speak HTTPS there; set {HTTPS} to 0")
        found = re.search(r"certificate verify failed: ([^(]+)", reason)
        cause = found[1].strip(" .") if found else "unknown"
        return ClusterRefused(
            f"cannot trust {self.address}: its certificate does not verify ({cause}); name the file of its authority "
            f"in {CA_FILE}, and nodes as their certificates do"
        )

    def refusal(self, status: Any, kind: str, reason: str) -> ClusterRefused:
        """Return the error for an answer that is final."""
        if status == 401:
            return ClusterRefused(f"{self.address} refuses these credentials; set {USER} and {PASSWORD}", 401, kind)
        if kind in BLOCKED:
            return ClusterRefused(f"{self.address} is read-only: {reason}; {_advice_on_block(reason)}", status, kind)
        if status == 403:
            return ClusterRefused(f"{self.address} does not allow this user to do that: {reason}", 403, kind)
        if not kind:  # such as a proxy's page, or that of a port for HTTPS which is asked by HTTP
            return ClusterRefused(
                f"{self.address} answered {status}, and not as OpenSearch does; check the address, and {HTTPS}",
                int(status or 0),
            )
        return ClusterRefused(f"{self.address} refused a request: {kind}, {reason}", int(status or 0), kind)

    def searches(self, index: str, bodies: Sequence[Any], seconds: float | None = None) -> list[Any]:
        """Return the answers of searches over every shard of ``index``, all in one request; of fewer, none is believed.

        Raises: ClusterUnavailable after the deadline; ClusterRefused.
        """
        lines = b"".join(b'{"allow_partial_search_results":false}\n' + orjson.dumps(body) + b"\n" for body in bodies)
        answered = self.ask("POST", f"/{index}/_msearch", lines, None, seconds, self._check_whole)
        answers: list[Any] = answered["responses"]
        return answers

    def _check_whole(self, answered: Any) -> None:
        """Raise _Passing or ClusterRefused unless each of several searches is answered from every shard."""
        for answer in answered["responses"]:
            if "error" in answer:
                kind, reason = _kind_and_reason(answer)
                if answer.get("status") in PASSING or _passes(str(answer)):
                    raise _Passing(f"status {answer.get('status')}, {kind}")
                raise self.refusal(answer.get("status"), kind, reason)
            shards = answer.get("_shards", {})
            if answer.get("timed_out") or shards.get("failed") or shards.get("successful") != shards.get("total"):
                raise _Passing("some of its shards did not answer")

    def exists(self, path: str) -> bool:
        """Return whether there is something at ``path``."""
        return bool(self.ask("HEAD", path))

    def check(self) -> None:
        """Raise ClusterRefused unless this is a cluster of a supported version; ClusterUnavailable without one."""
        stated = self.ask("GET", "/").get("version")
        version = stated if isinstance(stated, dict) else {}
        number = str(version.get("number", ""))
        parts = [int(part) for part in number.split("-")[0].split(".") if part.isdigit()]
        is_ours = version.get("distribution") == "opensearch"
        if not is_ours or tuple(parts) < MIN_VERSION or parts[0] not in KNOWN_MAJORS:
            other = "Elasticsearch" if "build_flavor" in version else "another server"
            name = "OpenSearch" if is_ours else other
            raise ClusterRefused(
                f"cannot use {self.address}: it is {f'{name} {number}'.strip()}; supported are OpenSearch 2.12 and "
                "later, and 3"
            )


class _Passing(Exception):
    """What may be different at the next attempt."""


def _trusting(ca_file: str) -> ssl.SSLContext:
    """Return what trusts the authority in ``ca_file``, or those of this machine without one."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        cause = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise GuidedexError(
            f"cannot use {CA_FILE} {ca_file}: {cause}; accepted is a file with the authority's certificate, as PEM"
        ) from error


def _passes(info: str) -> bool:
    return any(kind in info for kind in PASSING_KINDS)


def _kind_and_reason(info: Any) -> tuple[str, str]:
    """Return the kind and the reason of an error as OpenSearch states them."""
    error = info.get("error") if isinstance(info, dict) else info
    if isinstance(error, dict):
        return str(error.get("type", "")), str(error.get("reason", ""))[:300]
    return "", str(error or "")[:300]


def _unreachable(error: Any) -> str:
    return "timeout" if error.status_code == "TIMEOUT" else f"no connection; check its address, and {HTTPS}"


def _advice_on_block(reason: str) -> str:
    # no index may be made where the disks of all nodes are full
    if any(word in reason for word in ("disk", "flood", "create-index")):
        return "free space on the disks of its nodes, or add a node"
    return "lift the block on the index or the cluster, then build again"
