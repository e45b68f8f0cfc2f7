"""Headers that every answer carries."""

from web.http.request_context import Environ, Headers

API_PREFIX = "/api/"
WIDGET = "/widget.js"
EDITORS = "/api/v1/gaps"
"""The part of the API that no other site may read."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


_ALWAYS: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
_PAGE = ("Content-Security-Policy", CONTENT_SECURITY_POLICY)
_DATA = ("Content-Security-Policy", API_POLICY)
_OWN: Headers = [*_ALWAYS, ("Cross-Origin-Resource-Policy", "same-origin")]
_PUBLIC: Headers = [
    *_ALWAYS,
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id"),
]


def security_headers(environ: Environ, headers: Headers) -> Headers:
    """Return what an answer with ``headers`` must tell browsers, so that readers are safe and other sites let in."""
    path = environ.get("PATH_INFO", "")
    is_api = path.startswith(API_PREFIX)
    policy = _policy(is_api, headers)
    if path != WIDGET and (not is_api or path == EDITORS):
        return [*policy, *_OWN]
    more = _preflight(headers) if is_api and environ["REQUEST_METHOD"] == "OPTIONS" else []
    return [*policy, *_PUBLIC, *more]


def _policy(is_api: bool, headers: Headers) -> Headers:
    """Return the policy of an answer; none where there is no content, for that of what the browser kept stays."""
    kinds = [value for name, value in headers if name == "Content-Type"]
    if not kinds:
        return []
    return [_DATA if is_api and not kinds[0].startswith("text/html") else _PAGE]


def _preflight(headers: Headers) -> Headers:
    return [
        found
        for name, value in headers
        if name == "Allow"
        for found in (
            ("Access-Control-Allow-Methods", value),
            ("Access-Control-Allow-Headers", "Content-Type, If-None-Match, X-Request-Id"),
            ("Access-Control-Max-Age", "86400"),
        )
    ]
