"""Who may see the editors' page: the token's holders, and without a token the machine itself alone."""

import ipaddress
import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import SmallSite
from web.app import create_app
from web.editor import peers
from web.editor.access import COOKIE
from web.editor.failures import FAILURE_SECONDS, MAX_CLIENTS, MAX_FAILURES, LoginFailures
from web.settings import ServerSettings

TOKEN = "a token of the editors' own"
RIGHT = {"Authorization": f"Bearer {TOKEN}"}
WRONG = {"Authorization": "Bearer a guess"}
LOCAL = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def index(small_index: Path, tmp_path: Path) -> Path:
    """Return a link to the small index, beside which each test has its own ended sessions."""
    link = tmp_path / "index"
    link.symlink_to(small_index)
    return link


def client_of(index: Path, host: str = "127.0.0.1", token: str = "", proxies: int = 0) -> FlaskClient:
    server = ServerSettings(proxies=proxies)
    return create_app(SmallSite(index, host=host, editor_token=token, server=server)).test_client()


def status(client: FlaskClient, address: str = "127.0.0.1", headers: dict[str, str] | None = None) -> int:
    """Return the status of the queue as JSON; no rule runs, so that it comes at once."""
    environ = {"REMOTE_ADDR": address}
    return client.get("/api/v1/gaps?severity=none", headers=headers, environ_overrides=environ).status_code


GRANTED = 400
"""What ``status`` is behind the door: "none" is no severity."""


def test_where_a_token_is_set_the_machine_itself_needs_it_too(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    assert status(client, headers={"Host": "localhost"}) == 401
    assert client.get("/editor").status_code == 403
    assert status(client, headers=RIGHT) == GRANTED


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "learn.example"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"HTTP_HOST": "localhost:8000:1"},
        {"HTTP_HOST": "evil.example@localhost"},
        {"HTTP_HOST": "[::1"},
        {"HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.0"},
        {"HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1"},
        {"REMOTE_ADDR": "203.0.113.5"},
        {"REMOTE_ADDR": ""},
        *({f"HTTP_{name}": "127.0.0.1"} for name in ("X_FORWARDED_FOR", "X_FORWARDED_SERVER", "FORWARDED", "VIA")),
        *({f"HTTP_{name}": "127.0.0.1"} for name in ("X_REAL_IP", "X_CLUSTER_CLIENT_IP", "CLIENT_IP", "CF_RAY")),
        *({f"HTTP_{name}": "127.0.0.1"} for name in ("FASTLY_CLIENT_IP", "X_ORIGINAL_HOST", "PROXY_CONNECTION")),
    ],
    ids=str,
)
def test_what_may_have_come_through_a_proxy_is_not_the_machine_itself(index: Path, environ: dict[str, str]) -> None:
    answer = client_of(index).get("/api/v1/gaps?severity=none", environ_overrides={**LOCAL, **environ})
    assert answer.status_code == 401


def test_a_request_without_host_is_not_the_machine_itself(index: Path) -> None:
    app = client_of(index).application
    with app.test_request_context("/api/v1/gaps", environ_overrides=LOCAL) as context:
        environ = {name: value for name, value in context.request.environ.items() if name != "HTTP_HOST"}
    started: list[str] = []
    list(app.wsgi_app(environ, lambda code, *_: started.append(code)))
    assert started == ["401 UNAUTHORIZED"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "LOCALHOST", "[::1]:8000", "[::1]", "127.0.0.2"])
def test_names_of_the_loopback_interface_are_the_machine_itself(index: Path, host: str) -> None:
    environ = {**LOCAL, "HTTP_HOST": host, "HTTP_X_REQUEST_ID": "a"}
    answer = client_of(index).get("/api/v1/gaps?severity=none", environ_overrides=environ)
    assert answer.status_code == GRANTED


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1"])
def test_a_server_that_others_reach_is_open_to_nobody_without_a_token(index: Path, host: str) -> None:
    assert status(client_of(index, host)) == 401
    assert status(client_of(index, proxies=1)) == 401


TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  4242        0 1 1
   1: 0100007F:1F40 {host}:D431 01 00000000:00000000 00:00000000 00000000  4242        0 2 1
   2: {host}:D431 {host}:{port} {state} 00000000:00000000 00:00000000 00000000 {owner:>5}        0 3 1
"""


def table(path: Path, owner: int, address: str = "127.0.0.1", port: int = 8000, state: str = "01") -> Path:
    """Write a table of connections as Linux does, with one that ``owner`` holds."""
    packed = ipaddress.ip_address(address).packed
    words = [int.from_bytes(packed[i : i + 4], peers.sys.byteorder) for i in range(0, len(packed), 4)]
    host = "".join(f"{word:08X}" for word in words)
    path.write_text(TABLE.format(host=host, port=f"{port:04X}", state=state, owner=owner), encoding="ascii")
    return path


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_a_proxy_that_adds_nothing_is_known_by_its_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setattr(peers, "TABLES", (table(tmp_path / "tcp", os.geteuid() + 1, address), tmp_path / "none"))
    assert peers.has_foreign_clients(8000)
    assert not peers.has_foreign_clients(8001)


@pytest.mark.parametrize(
    "row",
    [
        {"owner": os.geteuid()},
        {"owner": 0},
        {"owner": 4242, "state": "06"},
        {"owner": 4242, "address": "192.0.2.1"},
        {"owner": 4242, "port": 80},
    ],
    ids=str,
)
def test_our_own_connections_root_s_and_those_to_elsewhere_are_no_proxy_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: dict[str, int | str]
) -> None:
    monkeypatch.setattr(peers, "TABLES", (table(tmp_path / "tcp", **row),))
    assert not peers.has_foreign_clients(8000)


def test_wrong_tokens_of_one_client_lock_out_no_other(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    for _ in range(MAX_FAILURES):
        client.post("/editor", data={"token": "a guess"}, environ_overrides={"REMOTE_ADDR": "203.0.113.5"})
    codes = [
        client.post("/editor", data={"token": TOKEN}, environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("203.0.113.5", "203.0.113.6")
    ]
    assert codes == [429, 303]


def test_a_right_bearer_is_never_locked_out_and_wrong_ones_are(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    codes = [status(client, headers=WRONG) for _ in range(MAX_FAILURES + 1)]
    assert codes == [*[401] * (MAX_FAILURES - 1), 429, 429]
    assert status(client, headers=RIGHT) == GRANTED
    assert status(client) == 401


@pytest.mark.parametrize(
    "token", ["a=b", "a=b, c=d", "a b", '"a"', "a==", "ключ", "é", "à", "é😀", "Bearer a", "a,b;c", "x" * 5000]
)
def test_a_token_of_any_characters_opens_in_a_header_and_in_the_form(index: Path, token: str) -> None:
    client = client_of(index, token=token)
    encodings = ("utf-8", "latin-1") if max(token) < "\u0100" else ("utf-8",)
    for encoding in encodings:
        as_wsgi = token.encode(encoding).decode("latin-1")
        assert status(client, headers={"Authorization": f"Bearer {as_wsgi}"}) == GRANTED
    assert client.post("/editor", data={"token": f" {token}\n"}).status_code == 303
    assert client.post("/editor", data={"token": f"{token}x"}).status_code == 403


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "bearer  ", "Basic Og==", "Bearer \xff", "Token a"])
def test_no_token_is_not_the_token(index: Path, header: str) -> None:
    assert status(client_of(index, token="é"), headers={"Authorization": header}) == 401


def test_a_client_behind_our_proxy_is_counted_by_its_own_address(index: Path) -> None:
    client = client_of(index, token=TOKEN, proxies=1)
    for number in range(MAX_FAILURES):
        status(client, headers={**WRONG, "X-Forwarded-For": f"198.51.100.{number}, 203.0.113.5"})
    assert status(client, headers={**WRONG, "X-Forwarded-For": "203.0.113.5"}) == 429
    assert status(client, headers={**WRONG, "X-Forwarded-For": "203.0.113.6"}) == 401


def test_failures_are_forgotten_after_a_minute_and_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    now, failures = [0.0], LoginFailures()
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for number in range(MAX_FAILURES):
        failures.record(f"2001:db8::{number}")
    assert failures.are_too_many("2001:db8::ffff")
    assert not failures.are_too_many("2001:db8:0:1::1")
    now[0] = FAILURE_SECONDS
    assert not failures.are_too_many("2001:db8::1")
    for number in range(MAX_CLIENTS + 5):
        failures.record(str(number))
    assert len(failures._times) == MAX_CLIENTS


def entered(client: FlaskClient) -> str:
    """Log in, and return the cookie."""
    client.post("/editor", data={"token": TOKEN})
    return client.get_cookie(COOKIE).value


def test_a_cookie_is_dead_in_every_worker_and_after_a_restart_once_its_editor_has_left(index: Path) -> None:
    first, second = client_of(index, token=TOKEN), client_of(index, token=TOKEN)
    cookie = entered(first)
    second.set_cookie(COOKIE, cookie)
    assert status(second) == GRANTED
    first.post("/editor/leave")
    third = client_of(index, token=TOKEN)
    for client in (first, second, third):
        client.set_cookie(COOKIE, cookie)
        assert status(client) == 401


def test_leaving_ends_no_other_session(index: Path) -> None:
    first, second = client_of(index, token=TOKEN), client_of(index, token=TOKEN)
    assert entered(first) != entered(second)
    first.post("/editor/leave")
    assert status(second) == GRANTED


@pytest.mark.parametrize("sent_from", ["cross-site", "same-site"])
def test_a_form_of_another_site_ends_no_session_and_counts_no_token(index: Path, sent_from: str) -> None:
    client = client_of(index, token=TOKEN)
    entered(client)
    foreign = {"Sec-Fetch-Site": sent_from}
    answer = client.post("/editor/leave", headers=foreign)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (403, [])
    for _ in range(MAX_FAILURES + 1):
        assert client.post("/editor", data={"token": "a guess"}, headers=foreign).status_code == 403
    assert client.post("/editor", data={"token": TOKEN}).status_code == 303
    assert status(client) == GRANTED


@pytest.mark.parametrize("sent_from", ["same-origin", "none"])
def test_our_own_forms_are_taken(index: Path, sent_from: str) -> None:
    client = client_of(index, token=TOKEN)
    headers = {"Sec-Fetch-Site": sent_from}
    assert client.post("/editor", data={"token": TOKEN}, headers=headers).status_code == 303
    assert client.post("/editor/leave", headers=headers).status_code == 303


def test_ended_sessions_are_forgotten_when_they_would_have_expired(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    entered(client)
    client.post("/editor/leave")
    folder = index.with_name("index.ended-sessions")
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    entered(client)
    client.post("/editor/leave")
    assert len(list(folder.iterdir())) == 1
    assert not old.exists()


def test_a_cookie_that_was_made_up_ends_nothing(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    client.set_cookie(COOKIE, "../../etc")
    assert client.post("/editor/leave").status_code == 303
    assert not index.with_name("index.ended-sessions").exists()


def test_a_session_that_cannot_be_ended_is_said_to_be_open(index: Path) -> None:
    client = client_of(index, token=TOKEN)
    entered(client)
    index.with_name("index.ended-sessions").write_text("a file where the folder should be")
    answer = client.post("/editor/leave")
    assert answer.status_code == 503
    assert "Cannot end the session" in answer.text
    assert "GUIDEDEX_EDITOR_TOKEN" in answer.text
