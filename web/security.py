"""Headers that every answer carries."""

from flask import Flask, Response, request

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


def add_headers(response: Response) -> Response:
    """Return ``response`` with what browsers need to be told to keep readers safe."""
    headers = response.headers
    is_page = response.mimetype == "text/html" or not request.path.startswith(API_PREFIX)
    is_public = request.path == WIDGET or (request.path.startswith(API_PREFIX) and request.path != EDITORS)
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY if is_page else API_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_public else "same-origin"
    if is_public:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-Id"
    return _answer_preflight(response) if request.method == "OPTIONS" else response


def _answer_preflight(response: Response) -> Response:
    if request.path.startswith(API_PREFIX) and request.path != EDITORS and "Allow" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match, X-Request-Id"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def secure(app: Flask) -> None:
    """Add the headers to every answer of ``app``, errors included."""
    app.after_request(add_headers)
