"""A real nginx before a real server: as docs/deploying.md has it, and with nginx's own defaults alone."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.running import PATIENCE, Answer, eventually, is_answered, received, serving

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install -y --no-install-recommends nginx-light"),
]

DOCUMENTED = re.search(
    r"```nginx\n(.*?)```", (Path(__file__).parents[2] / "docs/deploying.md").read_text(encoding="utf-8"), re.DOTALL
)[1]
CONFIGURATION = """\
{user}
daemon off; pid nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
    upstream behind {{ server 127.0.0.1:{port}; }}
    server {{ listen 127.0.0.1:{own}; {block} }}
}}
"""
TOKEN = "a token of the editors' own"
QUEUE = "/api/v1/gaps?severity=none"
GRANTED = 400
"""The status of ``QUEUE`` behind the door: "none" is no severity, so no rule runs."""

AS_ROOT = os.geteuid() == 0


def asked(
    port: int, path: str, *headers: str, method: str = "GET", body: str = "", source: str = "127.0.0.1"
) -> Answer:
    """Send one request from an address of the loopback interface, and return the answer."""
    named = any(header.startswith("Host:") for header in headers)
    lines = [f"{method} {path} HTTP/1.1", *([] if named else ["Host: learn.example"]), *headers, "Connection: close"]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    with socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0)) as client, client.makefile("rb") as file:
        client.sendall("\r\n".join([*lines, "", body]).encode())
        answer = received(file, "HEAD")
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, file.read())


@contextmanager
def nginx(folder: Path, port: int, block: str, user: str = "") -> Iterator[int]:
    """Run nginx in ``folder`` with ``block`` in its server, before the server at ``port``; the value is its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        own = probe.getsockname()[1]
    folder.mkdir()
    user = f"user {user};" if user and AS_ROOT else ""
    text = CONFIGURATION.format(user=user, port=port, own=own, block=block.replace("8000", str(port)))
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: is_answered(own) or process.poll() is not None)
        assert process.poll() is None, "nginx does not take its configuration"
        yield own
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def site(index: Path, folder: Path, settings: str = "", **environ: str) -> Iterator[int]:
    """Serve the small site with ``settings``; the value is its port."""
    (folder / "guidedex.yaml").write_text(f"query_log: {{enabled: false}}\n{settings}", encoding="utf-8")
    with serving(folder, "--index", str(index), **environ) as server:
        yield server.port


@pytest.fixture(scope="module")
def unguarded(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve a site without token or proxies at the loopback interface."""
    with site(small_index, tmp_path_factory.mktemp("unguarded")) as port:
        yield port


@pytest.fixture(scope="module")
def documented(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve a site and nginx before it as documented; the value is the port of nginx."""
    folder = tmp_path_factory.mktemp("documented")
    environ = {"GUIDEDEX_EDITOR_TOKEN": TOKEN}
    with (
        site(small_index, folder, "server: {proxies: 1}\n", **environ) as port,
        nginx(folder / "nginx", port, DOCUMENTED) as own,
    ):
        yield own


def test_at_the_machine_itself_the_queue_is_open(unguarded: int) -> None:
    assert asked(unguarded, QUEUE, "Host: localhost").status == GRANTED
    assert asked(unguarded, QUEUE, "Host: learn.example").status == 401


KEPT_OPEN = 'proxy_http_version 1.1; proxy_set_header Connection "";'


@pytest.mark.parametrize("user", [pytest.param("root", id="our user"), pytest.param("", id="its own user")])
@pytest.mark.parametrize(
    "block",
    [
        "location / { proxy_pass http://127.0.0.1:8000; }",
        "location / { proxy_pass http://localhost:8000; }",
        "location / { proxy_pass http://behind; proxy_set_header Host $host; }",
        "location / { proxy_pass http://127.0.0.1:8000; proxy_set_header Host localhost; }",
    ],
)
def test_behind_nginx_s_own_defaults_the_queue_is_closed(unguarded: int, tmp_path: Path, block: str, user: str) -> None:
    with nginx(tmp_path / "nginx", unguarded, block, user) as port:
        for host in ("learn.example", "localhost", "127.0.0.1"):
            assert asked(port, QUEUE, f"Host: {host}").status == 401
            assert asked(port, "/editor", f"Host: {host}").status == 403
        assert asked(port, "/healthz").status == 200


@pytest.mark.skipif(not AS_ROOT, reason="only root can run nginx as another user")
@pytest.mark.parametrize("more", ["proxy_http_version 1.1;", KEPT_OPEN])
def test_behind_an_nginx_that_adds_nothing_the_queue_is_closed(unguarded: int, tmp_path: Path, more: str) -> None:
    block = f"location / {{ proxy_pass http://127.0.0.1:8000; {more} }}"
    with nginx(tmp_path / "nginx", unguarded, block) as port:
        assert asked(port, QUEUE, "Host: localhost").status == 401
        assert asked(port, "/editor", "Host: localhost").status == 403


def test_as_documented_the_queue_needs_the_token(documented: int) -> None:
    assert asked(documented, QUEUE).status == 401
    assert asked(documented, QUEUE, "Host: localhost").status == 401
    assert asked(documented, QUEUE, f"Authorization: Bearer {TOKEN}").status == GRANTED


def test_as_documented_pages_have_the_address_that_readers_see(documented: int) -> None:
    spoofed = ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /evil")
    merged = ("X_Forwarded_Host: evil.example", "X_Forwarded_Prefix: /evil")
    for headers in ((), spoofed, merged, (*spoofed, *merged)):
        text = asked(documented, "/sitemap.xml", *headers).body.decode()
        assert "<loc>http://learn.example/" in text
        assert "evil" not in text


@pytest.mark.parametrize("prefix", ["//evil.example", "/\\evil.example", "https://evil.example", "/evil"])
def test_as_documented_no_client_chooses_where_it_is_redirected(documented: int, prefix: str) -> None:
    headers = (f"X-Forwarded-Prefix: {prefix}", f"X_Forwarded_Prefix: {prefix}")
    answer = asked(documented, "/editor/leave", *headers, method="POST")
    assert (answer.status, answer.headers["location"]) == (303, "/editor")


def test_as_documented_clients_are_told_apart_by_their_own_addresses(documented: int) -> None:
    wrong = "Authorization: Bearer a guess"
    for number in range(11):
        spoofed = (f"X-Forwarded-For: 203.0.113.{number}", f"X_Forwarded_For: 203.0.113.{number}")
        last = asked(documented, QUEUE, wrong, *spoofed, source="127.0.0.2")
    assert last.status == 429
    assert asked(documented, QUEUE, wrong, source="127.0.0.3").status == 401


def test_as_documented_metrics_are_denied(documented: int) -> None:
    assert asked(documented, "/metrics").status == 403


def test_below_a_path_it_does_not_matter_whether_nginx_takes_the_prefix_away(small_index: Path, tmp_path: Path) -> None:
    below = "/guides-of-ours"
    kept = DOCUMENTED.replace("location /", f"location {below}/", 1)
    taken = kept.replace(":8000;", ":8000/;")
    with site(small_index, tmp_path, f"server: {{proxies: 1, prefix: {below}}}\n") as port:
        for name, block in (("kept", kept), ("taken", taken)):
            with nginx(tmp_path / name, port, block) as own:
                assert f'href="{below}/' in asked(own, f"{below}/search?q=limiter").body.decode()
                assert asked(own, f"{below}/editor/leave", method="POST").headers["location"] == f"{below}/editor"
