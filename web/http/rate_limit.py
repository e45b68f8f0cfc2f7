"""A limit on the requests of one client to the API, for sites that set one."""

from flask import Flask, request

from corpus.problems import GuidedexError
from web.http.security_headers import API_PREFIX


def add_rate_limit(app: Flask, rate: str) -> None:
    """Answer API requests beyond ``rate``, such as ``120 per minute``, with 429 and ``Retry-After``.

    Clients are distinguished by their address, which is kept in memory only. Each process counts for itself.
    Raises: GuidedexError when Flask-Limiter is not installed.
    """
    try:
        from flask_limiter import Limiter
        from flask_limiter.util import get_remote_address
    except ImportError as error:
        raise GuidedexError(
            "cannot limit the rate of requests: Flask-Limiter is not installed; "
            "run `pip install 'guidedex[rate-limit]'`"
        ) from error
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri="memory://",
        application_limits=[rate],
        application_limits_per_method=False,
        application_limits_exempt_when=lambda: not request.path.startswith(API_PREFIX),
        headers_enabled=True,
    )
    app.extensions["guidedex.limiter"] = limiter
