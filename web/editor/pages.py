"""The routes of the editors' page: the way in, the queue with its charts, and the queue as JSON."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from search.gaps import SEVERITIES, Demand
from search.query_log import logged_demand
from web.api.endpoints import BY_NAME
from web.editor import charts
from web.editor.access import FAILURE_SECONDS, Access
from web.editor.queue import Queue
from web.http.bodies import MAX_BYTES
from web.http.errors import problem
from web.http.parameters import Parameter, ParameterError, ParameterProblem, read_pairs, read_query
from web.settings import Settings
from web.site import ServedSite

SHOWN = 50
"""Findings that the page lists."""

TOP = 10
"""Those of them that stand open, above the charts."""

WHICH = Parameter("rules", "Which rules run.", default="", choices=("", "all"))
RULE = Parameter("rule", "Findings of one rule.", default="", max_length=100)


class EditorPages:
    """The editors' page over one index."""

    def __init__(self, site: ServedSite, settings: Settings, queue: Queue | None = None) -> None:
        self._site = site
        self._settings = settings
        self._access = Access(settings)
        self._queue = queue or Queue(settings)

    def queue(self) -> Response:
        """Answer with the queue, or with the form that asks for the token."""
        if not self._access.is_granted():
            return self._door()
        asked = read_query((WHICH, RULE), read_pairs(request.query_string), strict=False)
        searcher, skills = self._site.source.searcher(), self._site.source.skills()
        report = self._queue.report(searcher.build_id, asked["rules"])
        findings = [f for f in report["findings"] if asked["rule"] in ("", f["rule"])]
        return _private(
            "editor.html",
            report=report,
            asked=asked,
            findings=findings[:SHOWN],
            n_findings=len(findings),
            top=TOP,
            is_local=self._access.is_local(),
            levels=charts.LEVELS,
            coverage=charts.coverage(searcher, skills),
            freshness=charts.freshness(skills, datetime.now(UTC).date()),
            demand=charts.demand_and_supply(searcher, self._demand(), skills),
        )

    def enter(self) -> BaseResponse:
        """Answer to the form: with the cookie and the way on, or with the form again."""
        request.max_content_length = MAX_BYTES
        if self._access.has_failed_too_often():
            return self._door("Too many wrong tokens. Try again in a minute.", 429)
        if self._access.is_token(request.form.get("token", "")):
            return self._access.grant(_to_queue())
        self._access.note_failure()
        return self._door("That is not the token.")

    def leave(self) -> BaseResponse:
        return self._access.end(_to_queue())

    def gaps(self) -> Response:
        """Answer with the queue as JSON, under the same rule as the page."""
        if not self._access.is_granted():
            return self._refusal()
        values = read_query(BY_NAME["gaps"].parameters, read_pairs(request.query_string))
        _check_rules(values["rules"])
        build_id = self._site.source.searcher().build_id
        report = self._queue.report(build_id, ",".join(values["rules"]))
        floor = SEVERITIES.index(values["severity"])
        found = [f for f in report["findings"] if SEVERITIES.index(f["severity"]) >= floor]
        first, limit = values["offset"], values["limit"]
        return _json({**report, "findings": found[first : first + limit], "total": len(found), "build_id": build_id})

    def _demand(self) -> tuple[Demand, ...]:
        log = self._settings.query_log
        return logged_demand(log.file) if log.enabled and log.file.exists() else ()

    def _door(self, refusal: str = "", status: int = 403) -> Response:
        response = _private("editor_door.html", has_token=self._access.has_token, refusal=refusal)
        response.status_code = status
        if status == 429:
            response.headers["Retry-After"] = str(FAILURE_SECONDS)
        return response

    def _refusal(self) -> Response:
        way = "send it as `Authorization: Bearer …`" if self._access.has_token else "set GUIDEDEX_EDITOR_TOKEN first"
        response = problem("unauthorized", f"the queue needs the editors' token: {way}")
        response.headers["WWW-Authenticate"] = 'Bearer realm="editors"'
        return response


def _check_rules(names: tuple[str, ...]) -> None:
    from search.gaps import RULES

    accepted = ("all", *RULES)
    refusals = [
        ParameterProblem("rules", f"“{name}”", f"one of {', '.join(accepted)}")
        for name in names
        if name not in accepted
    ]
    if refusals:
        raise ParameterError(refusals)


def _private(template: str, **values: Any) -> Response:
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _json(answer: dict[str, Any]) -> Response:
    response = jsonify(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def _to_queue() -> BaseResponse:
    response = redirect(url_for("editor.queue"), 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def editor_blueprint(pages: EditorPages) -> Blueprint:
    """Return the routes for editors."""
    blueprint = Blueprint("editor", __name__)
    blueprint.add_url_rule("/editor", "queue", pages.queue)
    blueprint.add_url_rule("/editor", "enter", pages.enter, methods=["POST"])
    blueprint.add_url_rule("/editor/leave", "leave", pages.leave, methods=["POST"])
    blueprint.add_url_rule("/api/v1/gaps", "gaps", pages.gaps)
    return blueprint
