"""A cluster behind HTTPS and a password: a proxy on loopback, whose certificate is of an authority of its own."""

import base64
import http.client
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

USER, PASSWORD = "editor", "correct horse"


def make_authority(folder: Path, name: str) -> Path:
    """Return the certificate of an authority, made with ``openssl``; beside it is one that it gave to 127.0.0.1."""
    authority, key = folder / f"{name}.pem", folder / f"{name}.key"
    _openssl("req", "-x509", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", authority)
    request, own_key = folder / f"{name}-node.csr", folder / f"{name}-node.key"
    _openssl("req", "-nodes", "-subj", "/CN=node", "-keyout", own_key, "-out", request)
    extensions = folder / f"{name}.ext"
    extensions.write_text("subjectAltName=IP:127.0.0.1\n")
    _openssl(
        *("x509", "-req", "-in", request, "-CA", authority, "-CAkey", key, "-CAcreateserial"),
        *("-extfile", extensions, "-out", folder / f"{name}-node.pem"),
    )
    return authority


def _openssl(command: str, *options: str | Path) -> None:
    new_key = () if command == "x509" else ("-newkey", "rsa:2048")
    subprocess.run(["openssl", command, *new_key, *options], check=True, capture_output=True)


class _Forwarding(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, node: str, *arguments: Any) -> None:
        self._node = node
        super().__init__(*arguments)

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {basic}":
            self._answer(401, "text/plain", b"Unauthorized")
            return
        connection = http.client.HTTPConnection(self._node, timeout=60)
        kind = {"Content-Type": self.headers["Content-Type"]} if body else {}
        connection.request(self.command, self.path, body, kind)
        answer = connection.getresponse()
        self._answer(answer.status, answer.headers["Content-Type"] or "", answer.read())
        connection.close()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # every method
            return self._forward
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def secured(node: str, folder: Path, authority: str) -> Iterator[int]:
    """Run the proxy before ``node``, such as ``127.0.0.1:9200``; the value is its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{authority}-node.pem", folder / f"{authority}-node.key")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Forwarding, node))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
