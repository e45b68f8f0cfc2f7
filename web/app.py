"""The web application: pages and JSON API over one index."""

import mimetypes
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from flask import Flask, url_for

from web import wording
from web.addresses import here
from web.api import Api, api_blueprint
from web.caching import AnswerCache, compress_answers
from web.discovery import Discovery, discovery_blueprint
from web.errors import handle_errors
from web.guide_pages import GuidePages, guides_blueprint
from web.opening import IndexSource
from web.pages import Pages, pages_blueprint
from web.security import secure
from web.site import Site

STATIC = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600


class SiteSettings(Protocol):
    """What the application needs to be told."""

    @property
    def index(self) -> Path: ...
    @property
    def title(self) -> str: ...
    @property
    def base_url(self) -> str: ...


def create_app(settings: SiteSettings | None = None) -> Flask:
    """Return the application; the index is opened at the first request that needs it.

    Args:
        settings: what ``guidedex.yaml`` and the environment say, when None.
    """
    if settings is None:
        from web.settings import load_settings

        settings = load_settings()
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    site = Site(IndexSource(settings.index), settings.title, settings.base_url)
    app.register_blueprint(api_blueprint(Api(site, AnswerCache())))
    app.register_blueprint(pages_blueprint(Pages(site)))
    app.register_blueprint(guides_blueprint(GuidePages(site)))
    app.register_blueprint(discovery_blueprint(Discovery(site)))
    _teach_templates(app, settings.title)
    handle_errors(app)
    # Flask runs these last to first: headers, then compression of what is final.
    compress_answers(app)
    secure(app)
    return app


def _teach_templates(app: Flask, title: str) -> None:
    digests = {path.name: _digest(path) for path in STATIC.iterdir() if path.is_file()}
    mimetypes.add_type("text/javascript", ".js")

    def asset(name: str) -> str:
        """Return the address of a static file, which changes when the file does."""
        return url_for("static", filename=name, v=digests[name])

    app.jinja_env.globals.update(asset=asset, site_title=title, wording=wording)
    app.jinja_env.filters.update(here=here, date=wording.date_words, counted=wording.counted, level=wording.level)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
