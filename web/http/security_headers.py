"""Security headers: content policy, same-origin rules and CORS."""

from web.http.request_context import Environ, Headers

API_PREFIX = "/api/"
WIDGET_PATH = "/widget.js"
EDITOR_API_PATH = "/api/v1/gaps"
"""The only path of the API that other origins may not read."""

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

_COMMON: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
_PAGE_POLICY = ("Content-Security-Policy", CONTENT_SECURITY_POLICY)
_API_POLICY = ("Content-Security-Policy", API_POLICY)
_SAME_ORIGIN: Headers = [*_COMMON, ("Cross-Origin-Resource-Policy", "same-origin")]
_CROSS_ORIGIN: Headers = [
    *_COMMON,
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id"),
]


def security_headers(environ: Environ, headers: Headers) -> Headers:
    """Return the headers to add to a response with ``headers``.

    API and widget script may be read by other origins; pages and the editors' API only by their own.
    """
    path = environ.get("PATH_INFO", "")
    is_api = path.startswith(API_PREFIX)
    policy = _policy(is_api, headers)
    if path != WIDGET_PATH and (not is_api or path == EDITOR_API_PATH):
        return [*policy, *_SAME_ORIGIN]
    preflight = _preflight(headers) if is_api and environ["REQUEST_METHOD"] == "OPTIONS" else []
    return [*policy, *_CROSS_ORIGIN, *preflight]


def _policy(is_api: bool, headers: Headers) -> Headers:
    """Return the content policy; none for a 304, where the policy of the stored response stays in force."""
    types = [value for name, value in headers if name == "Content-Type"]
    if not types:
        return []
    return [_API_POLICY if is_api and not types[0].startswith("text/html") else _PAGE_POLICY]


def _preflight(headers: Headers) -> Headers:
    """Return the CORS headers of a response to OPTIONS, from its ``Allow``."""
    return [
        header
        for name, value in headers
        if name == "Allow"
        for header in (
            ("Access-Control-Allow-Methods", value),
            ("Access-Control-Allow-Headers", "Content-Type, If-None-Match, X-Request-Id"),
            ("Access-Control-Max-Age", "86400"),
        )
    ]
