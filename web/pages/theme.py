"""The look of pages: templates with their filters and globals, a site's own templates, and its colours."""

import mimetypes
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, url_for
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from corpus.difficulty import bars
from search.wording import counted
from web.http.addresses import mounted
from web.pages import wording
from web.pages.marking import marked, with_words
from web.pages.questions import practice_address, question_address
from web.settings import Settings

STATIC = Path(__file__).parents[1] / "static"
TEMPLATES = Path(__file__).parents[1] / "templates"
SHIPPED = "guidedex"
"""Prefix of shipped templates: a site's own ``base.html`` may begin ``{% extends "guidedex/base.html" %}``."""

DAY = 24 * 3600


def configure_templates(app: Flask, settings: Settings) -> None:
    """Set up the templates of ``app`` with their globals and filters, and serve the site's colours as a style sheet."""
    app.jinja_loader = template_loader(settings.templates)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    digests = {path.name: _digest(path.read_bytes()) for path in STATIC.iterdir() if path.is_file()}
    mimetypes.add_type("text/javascript", ".js")
    sheet = style_sheet(settings.theme)

    def asset(name: str) -> str:
        """Return the URL of a static file; it contains a digest, so that browsers may cache the file for a year."""
        return url_for("static", filename=name, v=digests[name])

    def theme_address() -> str:
        """Return the URL of the style sheet with the site's colours, empty where the settings set none."""
        return url_for("theme", v=_digest(sheet.encode("utf-8"))) if sheet else ""

    app.jinja_env.globals.update(
        asset=asset,
        theme_address=theme_address,
        site_title=settings.title,
        has_editor=bool(settings.editor_token) or settings.is_for_this_machine,
        own=own_id,
        wording=wording,
        paper=settings.theme.get("paper", ()),
    )
    app.jinja_env.filters.update(here=mounted, date=wording.date_words, counted=counted, level=bars)
    app.jinja_env.filters.update(direction=wording.direction, shortened=wording.shortened, why=wording.reason_words)
    app.jinja_env.filters.update(marked=marked, with_words=with_words)
    app.jinja_env.filters.update(question_address=question_address, to_practise=practice_address)
    if sheet:
        app.add_url_rule("/theme.css", "theme", lambda: _sheet_response(sheet))


def template_loader(site_folder: Path | None) -> BaseLoader:
    """Return a loader that prefers templates in a site's own folder to those that ship with Guidedex."""
    shipped = FileSystemLoader(TEMPLATES)
    site: list[BaseLoader] = [FileSystemLoader(site_folder)] if site_folder else []
    return ChoiceLoader([*site, shipped, PrefixLoader({SHIPPED: shipped})])


@pass_context
def own_id(context: Context, name: str) -> str:
    """Return the id of a part of the page: ``name``, or one that is no anchor of the guide on it."""
    return f"{name}~" if name in context.get("anchors", ()) else name


def style_sheet(theme: Mapping[str, tuple[str, str]]) -> str:
    """Return a style sheet of CSS custom properties, empty for an empty theme.

    Args:
        theme: name of a property -> its colours on a light and on a dark page.
    """
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in theme.items()]
    return "\n".join([":root {", *lines, "}", ""]) if lines else ""


def _sheet_response(sheet: str) -> Response:
    response = Response(sheet, mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]
