"""The web application: pages and JSON API over one index."""

from flask import Flask

from search.query_log import QueryLog
from web.api.handlers import Api, api_blueprint
from web.api.reference import ApiReference, reference_blueprint
from web.editor.pages import EditorPages, editor_blueprint
from web.http.compression import add_compression
from web.http.errors import add_error_handlers
from web.http.metrics import Metrics, metrics_blueprint
from web.http.middleware import add_request_middleware
from web.http.proxies import mount
from web.http.response_cache import add_response_cache
from web.index_source import IndexSource
from web.pages.discovery import Discovery, discovery_blueprint
from web.pages.guides import GuidePages, guides_blueprint
from web.pages.markdown import MAX_LLMS_BYTES, MarkdownPages, markdown_blueprint
from web.pages.questions import QuestionPages, questions_blueprint
from web.pages.search import SearchPages, search_blueprint
from web.pages.search_logging import SearchLogging, search_logging_blueprint
from web.pages.theme import STATIC, configure_templates
from web.pages.widgets import Widgets, widgets_blueprint
from web.settings import QueryLogSettings, ServerSettings, Settings, load_settings
from web.site import ServedSite

STATIC_MAX_AGE = 365 * 24 * 3600
"""Seconds; the URL of a static file changes with its content."""

INDEX_SOURCE = "guidedex_index_source"
"""The name under which an application keeps its ``IndexSource`` as an extension."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the WSGI application; the index is opened at the first request that needs it.

    One process answers one search at a time; any WSGI server may run several processes over one index.

    Args:
        settings: None loads ``guidedex.yaml`` and the environment variables.
    Raises: SettingsError for settings that cannot be read.

    >>> from web.app import create_app
    >>> create_app().test_client().get("/healthz").status_code
    200
    """
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE
    app.url_map.merge_slashes = False
    source = IndexSource(settings.index, settings.meaning, settings.engine)
    site = ServedSite(source, settings.title, settings.base_url)
    app.extensions[INDEX_SOURCE] = site.source
    app.register_blueprint(api_blueprint(Api(site)))
    searches = SearchLogging(_query_log(settings.query_log))
    app.register_blueprint(search_blueprint(SearchPages(site, searches)))
    app.register_blueprint(questions_blueprint(QuestionPages(site)))
    app.extensions[MAX_LLMS_BYTES] = settings.llms_bytes
    markdown = MarkdownPages(site, settings.llms_bytes)
    app.register_blueprint(markdown_blueprint(markdown))
    app.register_blueprint(guides_blueprint(GuidePages(site, searches, markdown)))
    app.register_blueprint(search_logging_blueprint(searches, site))
    app.register_blueprint(editor_blueprint(EditorPages(site, settings)))
    app.register_blueprint(discovery_blueprint(Discovery(site)))
    app.register_blueprint(widgets_blueprint(Widgets(site)))
    app.register_blueprint(reference_blueprint(ApiReference(site)))
    metrics = Metrics(site)
    app.register_blueprint(metrics_blueprint(metrics))
    configure_templates(app, settings)
    app.jinja_env.globals["counted_searches"] = searches.is_enabled
    add_error_handlers(app)
    add_compression(app)
    if not settings.server.rate_limit:  # every request counts towards a limit
        add_response_cache(app, site.source)
    add_request_middleware(app, metrics)
    _apply_server_settings(app, settings.server)
    return app


def _apply_server_settings(app: Flask, settings: ServerSettings) -> None:
    if settings.rate_limit:
        from web.http.rate_limit import add_rate_limit

        add_rate_limit(app, settings.rate_limit)
    mount(app, settings.prefix, settings.proxies)


def _query_log(settings: QueryLogSettings) -> QueryLog | None:
    return QueryLog(settings.file, settings.keep_days) if settings.enabled else None
