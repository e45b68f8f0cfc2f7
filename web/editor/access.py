"""Who may see the editors' page: who holds the token, and who sits at the machine itself."""

import ipaddress
import time
from collections import deque
from hashlib import sha256
from hmac import compare_digest
from threading import Lock

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from web.settings import Settings

COOKIE = "guidedex_editor"
COOKIE_SECONDS = 12 * 3600
MOST_FAILURES, FAILURE_SECONDS = 10, 60
"""Wrong tokens that a process listens to in so many seconds, from all clients together."""

FORWARDING = ("Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip")


class Access:
    """Decides whether the present request may see what is for editors."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.editor_token
        self._is_on_loopback = is_loopback(settings.host) and not settings.server.proxies
        self._failures: deque[float] = deque(maxlen=MOST_FAILURES)
        self._lock = Lock()

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def is_granted(self) -> bool:
        """Return whether the request comes from this machine, or with the cookie or the token in a header."""
        return self.is_local() or (self.has_token and (self._has_cookie() or self._has_bearer()))

    def is_local(self) -> bool:
        """Return whether somebody at this machine asks, and no proxy for somebody else.

        The name that was asked for must be of this machine too: a page of another site could have its own
        name lead here.
        """
        name = request.host.rpartition(":")[0] if not request.host.endswith("]") else request.host
        return (
            self._is_on_loopback
            and is_loopback(request.remote_addr or "")
            and is_loopback((name or request.host).strip("[]"))
            and not any(_tells_of_a_proxy(header) for header, _ in request.headers)
        )

    def is_token(self, given: str) -> bool:
        """Return whether ``given`` is the token, in a time that does not tell how much of it is right."""
        if not self.has_token:
            return False
        return compare_digest(_digest(given), _digest(self._token))

    def has_failed_too_often(self) -> bool:
        with self._lock:
            is_full = len(self._failures) == MOST_FAILURES
            return is_full and time.monotonic() - self._failures[0] < FAILURE_SECONDS

    def note_failure(self) -> None:
        with self._lock:
            self._failures.append(time.monotonic())

    def grant(self, response: Response) -> Response:
        """Return ``response`` with the cookie that stands for the token."""
        response.set_cookie(
            COOKIE,
            self._serializer().dumps("editor"),
            max_age=COOKIE_SECONDS,
            path=_cookie_path(),
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response

    def end(self, response: Response) -> Response:
        """Return ``response`` without the cookie."""
        response.delete_cookie(COOKIE, path=_cookie_path(), httponly=True, samesite="Strict")
        return response

    def _has_cookie(self) -> bool:
        try:
            self._serializer().loads(request.cookies.get(COOKIE, ""), max_age=COOKIE_SECONDS)
        except BadSignature:
            return False
        return True

    def _has_bearer(self) -> bool:
        given = request.authorization
        if given is None or given.type != "bearer" or self.has_failed_too_often():
            return False
        is_right = self.is_token(given.token or "")
        if not is_right:
            self.note_failure()
        return is_right

    def _serializer(self) -> URLSafeTimedSerializer:
        """Return what signs cookies: with another token, those of the old one are worth nothing."""
        return URLSafeTimedSerializer(_digest(self._token), salt="guidedex editor")


def is_loopback(host: str) -> bool:
    """Return whether a name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tells_of_a_proxy(header: str) -> bool:
    name = header.title()
    return name.startswith("X-Forwarded") or name in FORWARDING


def _cookie_path() -> str:
    return f"{request.script_root}/"


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
