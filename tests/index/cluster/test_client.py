"""What is asked again, when asking ends, and what is said of servers that are of no use: against servers on loopback.

They stand for what a cluster without users, TLS and other versions cannot show; ``tests/cluster`` has the real ones.
"""

import datetime
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.problems import GuidedexError
from index.cluster.address import CA_FILE, HTTPS, PASSWORD, SECONDS, USER, address_of
from index.cluster.client import DOWN_SECONDS, Cluster, ClusterRefused, ClusterUnavailable

Answer = tuple[int, Any]
Serve = Callable[..., str]

OURS = {"version": {"distribution": "opensearch", "number": "3.6.0"}}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a server with these answers, the last one again and again, and returns its node."""
    servers = []

    def start(*answers: Answer, context: ssl.SSLContext | None = None, seconds: float = 0) -> str:
        left = list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(seconds)
                status, body = left.pop(0) if len(left) > 1 else left[0]
                data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def cluster_at(*nodes: str, **environ: str) -> Cluster:
    return Cluster(address_of(f"opensearch://{','.join(nodes)}/guides", environ))


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ({"number": "7.10.2", "lucene_version": "8.7.0"}, "another server 7.10.2"),
        ({"number": "7.10.2", "build_flavor": "oss"}, "Elasticsearch 7.10.2"),
        ({"number": "9.1.0", "build_flavor": "default"}, "Elasticsearch 9.1.0"),
        ({"distribution": "opensearch", "number": "1.3.20"}, "OpenSearch 1.3.20"),
        ({"distribution": "opensearch", "number": "2.11.1"}, "OpenSearch 2.11.1"),
        ({"distribution": "opensearch", "number": "4.0.0-alpha1"}, "OpenSearch 4.0.0-alpha1"),
        ({}, "another server"),
        ("3", "another server"),
    ],
)
def test_a_server_of_another_version_is_named_with_those_that_are_supported(
    serve: Serve, version: Any, found: str
) -> None:
    with pytest.raises(ClusterRefused, match=f"it is {found}; supported are OpenSearch 2.12 and later, and 3"):
        cluster_at(serve((200, {"version": version}))).check()


@pytest.mark.parametrize("number", ["2.12.0", "2.19.6", "3.0.0", "3.6.0"])
def test_supported_versions_are_taken(serve: Serve, number: str) -> None:
    cluster_at(serve((200, {"version": {"distribution": "opensearch", "number": number}}))).check()


@pytest.mark.parametrize("status", [200, 400, 404])
@pytest.mark.parametrize("page", ["<h1>It works!</h1>", "The plain HTTP request was sent to HTTPS port", ""])
def test_a_server_that_answers_otherwise_is_named(serve: Serve, status: int, page: Any) -> None:
    with pytest.raises(ClusterRefused, match=rf"answered {status}, and not as OpenSearch does; .* and {HTTPS}"):
        cluster_at(serve((status, page))).check()


def test_credentials_that_are_refused_are_named_and_not_shown(serve: Serve) -> None:
    node = serve((401, "Unauthorized"))
    with pytest.raises(ClusterRefused, match=f"refuses these credentials; set {USER} and {PASSWORD}") as raised:
        cluster_at(node, **{USER: "reader", PASSWORD: "s3cret", HTTPS: "0"}).check()
    assert "s3cret" not in str(raised.value)


def test_what_a_user_may_not_do_is_named(serve: Serve) -> None:
    error = {"error": {"type": "security_exception", "reason": "no permissions for [indices:admin/create]"}}
    with pytest.raises(ClusterRefused, match=r"does not allow this user .*indices:admin/create"):
        cluster_at(serve((403, error))).check()


PASSING: Sequence[Answer] = (
    (429, {"error": {"type": "circuit_breaking_exception", "reason": "too large"}}),
    (503, {"error": {"type": "cluster_manager_not_discovered_exception"}}),
    (500, {"error": {"type": "node_not_connected_exception"}}),
    (502, "Bad Gateway"),
)


@pytest.mark.parametrize("passing", PASSING, ids=lambda answer: str(answer[0]))
def test_what_passes_is_asked_again(serve: Serve, passing: Answer) -> None:
    cluster_at(serve(passing, passing, (200, OURS))).check()


def test_a_final_error_is_not_asked_again(serve: Serve) -> None:
    wrong = (500, {"error": {"type": "null_pointer_exception", "reason": "a defect"}})
    with pytest.raises(ClusterRefused, match="null_pointer_exception, a defect"):
        cluster_at(serve(wrong, (200, OURS))).check()


def test_all_nodes_are_tried(serve: Serve) -> None:
    cluster = cluster_at("127.0.0.1:1", "127.0.0.1:2", serve((200, OURS)))
    for _ in range(4):
        cluster.check()


def test_a_node_that_hangs_is_left_for_another_one(serve: Serve) -> None:
    hanging, other = serve((200, OURS), seconds=30), serve((200, OURS))
    started = time.monotonic()
    cluster = cluster_at(hanging, other, **{SECONDS: "2"})
    for _ in range(3):
        cluster.check()
    assert time.monotonic() - started < 4


def test_asking_ends_at_the_deadline_and_sooner_while_the_cluster_is_down(serve: Serve) -> None:
    cluster = cluster_at(serve((503, "Service Unavailable")), **{SECONDS: "2"})
    for seconds in (2.0, DOWN_SECONDS):
        started = time.monotonic()
        with pytest.raises(ClusterUnavailable, match=f"did not answer in {seconds:g} s .status 503"):
            cluster.check()
        assert seconds - 0.1 < time.monotonic() - started < seconds + 2


def test_a_certificate_must_verify(serve: Serve, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own = write_certificate(tmp_path)
    context.load_cert_chain(own)
    node = serve((200, OURS), context=context)
    with pytest.raises(
        ClusterRefused,
        match=rf"does not verify \(self-signed certificate\); name the file of its authority in {CA_FILE}",
    ):
        cluster_at(node, **{HTTPS: "1"}).check()
    cluster_at(node, **{HTTPS: "1", CA_FILE: str(own)}).check()


def test_https_where_there_is_none_is_named(serve: Serve) -> None:
    with pytest.raises(ClusterRefused, match=f"does not speak HTTPS there; set {HTTPS} to 0"):
        cluster_at(serve((200, OURS)), **{HTTPS: "1"}).check()


@pytest.mark.parametrize(
    ("content", "cause"),
    [(None, "No such file"), ("words\n", "it holds no certificate"), ("", "it holds no certificate")],
)
def test_a_file_without_an_authority_is_named(tmp_path: Path, content: str | None, cause: str) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(GuidedexError, match=f"{CA_FILE} {file}: {cause}.*; accepted is a file with"):
        cluster_at("127.0.0.1:9200", **{HTTPS: "1", CA_FILE: str(file)})


def write_certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 that its own key signed, with that key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(hours=1))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return path
