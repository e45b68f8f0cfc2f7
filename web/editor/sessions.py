"""Sessions of editors: signed ids in cookies, and a file for each one that was ended."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from corpus.problems import GuidedexError

SESSION_SECONDS = 12 * 3600
"""By hand."""


class Sessions:
    """Sessions that a key signs; thread-safe, and common to all processes with the same key and folder.

    An id that was ended is the name of an empty file in ``folder`` until it would have expired: a file is made at
    once or not at all, needs no lock, and is still there after a restart.
    """

    def __init__(self, key: bytes, folder: Path) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="guidedex editor session")
        self._folder = folder

    def new(self) -> str:
        """Return the signed id of a new session."""
        return str(self._serializer.dumps(secrets.token_hex(16)))

    def is_open(self, signed: str) -> bool:
        session = self._id(signed)
        return bool(session) and not (self._folder / session).exists()

    def end(self, signed: str) -> None:
        """End a session for all processes; nothing happens unless it is open.

        Raises: GuidedexError when that cannot be written down.
        """
        if not self.is_open(signed):
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._forget_expired()
            (self._folder / self._id(signed)).touch()
        except OSError as error:
            raise GuidedexError(
                f"cannot end the session: {self._folder} cannot be written ({error.strerror}); "
                "another GUIDEDEX_EDITOR_TOKEN ends all sessions"
            ) from error

    def _id(self, signed: str) -> str:
        """Return the id in a cookie; empty unless it is signed and has not expired."""
        try:
            return str(self._serializer.loads(signed, max_age=SESSION_SECONDS))
        except BadSignature:
            return ""

    def _forget_expired(self) -> None:
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):  # another process was first
                if time.time() - entry.stat().st_mtime > SESSION_SECONDS:
                    os.unlink(entry)
