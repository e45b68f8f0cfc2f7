"""How pages look: the templates and what they know, a site's own templates, and its own colours."""

import mimetypes
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, url_for
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from web.http.addresses import here
from web.pages import wording
from web.pages.marking import marked, with_words
from web.pages.questions import question_address, to_practise
from web.settings import Settings

STATIC = Path(__file__).parents[1] / "static"
TEMPLATES = Path(__file__).parents[1] / "templates"
SHIPPED = "guidedex"
"""``{% extends "guidedex/base.html" %}`` in a site's own ``base.html`` means the one that ships."""

DAY = 24 * 3600


def dress(app: Flask, settings: Settings) -> None:
    """Give ``app`` its templates, what they know, and the site's colours as a style sheet."""
    app.jinja_loader = template_loader(settings.templates)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    digests = {path.name: _digest(path.read_bytes()) for path in STATIC.iterdir() if path.is_file()}
    mimetypes.add_type("text/javascript", ".js")
    sheet = style_sheet(settings.theme)

    def asset(name: str) -> str:
        """Return the address of a static file, which changes when the file does."""
        return url_for("static", filename=name, v=digests[name])

    def theme_address() -> str:
        """Return the address of the site's own colours, empty where it has none."""
        return url_for("theme", v=_digest(sheet.encode("utf-8"))) if sheet else ""

    app.jinja_env.globals.update(
        asset=asset,
        theme_address=theme_address,
        site_title=settings.title,
        wording=wording,
        paper=settings.theme.get("paper", ()),
    )
    app.jinja_env.filters.update(here=here, date=wording.date_words, counted=wording.counted, level=wording.level)
    app.jinja_env.filters.update(direction=wording.direction, shortened=wording.shortened, why=wording.reason_words)
    app.jinja_env.filters.update(marked=marked, with_words=with_words)
    app.jinja_env.filters.update(question_address=question_address, to_practise=to_practise)
    if sheet:
        app.add_url_rule("/theme.css", "theme", lambda: _sheet_response(sheet))


def template_loader(own: Path | None) -> BaseLoader:
    """Return a loader that looks into a site's own folder first, where it has one."""
    shipped = FileSystemLoader(TEMPLATES)
    folders: list[BaseLoader] = [FileSystemLoader(own)] if own else []
    return ChoiceLoader([*folders, shipped, PrefixLoader({SHIPPED: shipped})])


def style_sheet(theme: Mapping[str, tuple[str, str]]) -> str:
    """Return the custom properties that ``theme`` sets, by name the colours in light and in dark; empty for none."""
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in theme.items()]
    return "\n".join([":root {", *lines, "}", ""]) if lines else ""


def _sheet_response(sheet: str) -> Response:
    response = Response(sheet, mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]
