"""Routes for editors: the login form, the queue with its charts, and the queue as JSON."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as BaseResponse

from search.gaps import SEVERITIES, Demand
from search.query_log import ASSISTANT, filters_text, logged_demand
from web.api.endpoints import BY_NAME
from web.editor import charts
from web.editor.access import EditorAccess
from web.editor.failures import FAILURE_SECONDS
from web.editor.places import Places, ShownFinding
from web.editor.queue import Queue
from web.http.bodies import MAX_BODY_BYTES
from web.http.errors import problem_response
from web.http.parameters import Parameter, ParameterError, ParameterProblem, read_pairs, read_query
from web.http.security_headers import EDITOR_API_PATH
from web.settings import Settings
from web.site import ServedSite

MAX_FINDINGS = 50
"""Findings that the page lists. By hand."""

MAX_TOP_FINDINGS = 10
"""The first findings are shown open, above the charts; the rest is folded. By hand."""

MAX_ASSISTANT_SEARCHES = 20
"""Searches of assistants that the page lists. By hand."""

RULES_PARAMETER = Parameter("rules", "Which rules run.", default="", choices=("", "all"))
RULE_PARAMETER = Parameter("rule", "Findings of one rule.", default="", max_length=100)


class EditorPages:
    """The editors' page over one index."""

    def __init__(self, site: ServedSite, settings: Settings) -> None:
        self._site = site
        self._settings = settings
        self._access = EditorAccess(settings)
        self._queue = Queue(settings)

    def queue(self) -> Response:
        """Respond with the queue, or with the login form."""
        if not self._access.is_granted():
            return self._login_form()
        values = read_query((RULES_PARAMETER, RULE_PARAMETER), read_pairs(request.query_string), strict=False)
        searcher = self._site.source.searcher()
        skills = searcher.skills()
        report = self._queue.report(searcher.build_id, values["rules"])
        findings = [f for f in report["findings"] if values["rule"] in ("", f["rule"])]
        return _private_page(
            "editor.html",
            report=report,
            asked=values,
            findings=_shown(findings[:MAX_FINDINGS], self._settings),
            n_findings=len(findings),
            top=MAX_TOP_FINDINGS,
            is_local=not self._access.has_token,
            levels=charts.DIFFICULTY_GROUPS,
            coverage=charts.coverage(searcher, skills),
            freshness=charts.freshness(skills, datetime.now(UTC).date()),
            assistants=self._unanswered_assistants(),
            demand=charts.demand_and_supply(searcher, self._demand(), skills),
        )

    def log_in(self) -> BaseResponse:
        """Check the submitted token; redirect to the queue with a cookie, or show the form again."""
        _refuse_other_sites()
        request.max_content_length = MAX_BODY_BYTES
        if self._access.has_failed_too_often():
            return self._login_form("Too many wrong tokens. Try again in a minute.", 429)
        if self._access.is_token(request.form.get("token", "").strip()):  # as the setting is read
            return self._access.set_cookie(_redirect_to_queue())
        self._access.record_failure()
        return self._login_form("That is not the token.")

    def log_out(self) -> BaseResponse:
        """End the session on the server too, so that a copy of its cookie opens nothing."""
        _refuse_other_sites()
        return self._access.end_session(_redirect_to_queue())

    def gaps(self) -> Response:
        """Respond with the queue as JSON, under the same access rules as the page."""
        if not self._access.is_granted():
            return self._unauthorized()
        values = read_query(BY_NAME["gaps"].parameters, read_pairs(request.query_string))
        _check_rules(values["rules"])
        build_id = self._site.source.searcher().build_id
        report = self._queue.report(build_id, ",".join(values["rules"]))
        min_severity = SEVERITIES.index(values["severity"])
        findings = [f for f in report["findings"] if SEVERITIES.index(f["severity"]) >= min_severity]
        offset, limit = values["offset"], values["limit"]
        members = {"findings": findings[offset : offset + limit], "total": len(findings), "build_id": build_id}
        return _private_json({**report, **members})

    def _demand(self) -> tuple[Demand, ...]:
        log = self._settings.query_log
        return logged_demand(log.file) if log.enabled and log.file.exists() else ()

    def _unanswered_assistants(self) -> tuple[Demand, ...]:
        """Return the searches of assistants that found nothing, the most frequent first."""
        log = self._settings.query_log
        if not log.enabled or not log.file.exists():
            return ()
        asked = logged_demand(log.file, filters=filters_text(ASSISTANT))
        return tuple(each for each in asked if each.results == 0)[:MAX_ASSISTANT_SEARCHES]

    def _login_form(self, refusal: str = "", status: int = 403) -> Response:
        response = _private_page("editor_door.html", has_token=self._access.has_token, refusal=refusal)
        response.status_code = status
        if status == 429:
            response.headers["Retry-After"] = str(FAILURE_SECONDS)
        return response

    def _unauthorized(self) -> Response:
        if request.authorization and self._access.has_failed_too_often():
            response = problem_response("too-many-requests", "too many wrong tokens; send the right one")
            response.headers["Retry-After"] = str(FAILURE_SECONDS)
            return response
        advice = "send it as `Authorization: Bearer …`" if self._access.has_token else "set GUIDEDEX_EDITOR_TOKEN first"
        response = problem_response("unauthorized", f"the queue needs the editors' token: {advice}")
        response.headers["WWW-Authenticate"] = 'Bearer realm="editors"'
        return response


def _refuse_other_sites() -> None:
    """Raise Forbidden for a form that a browser sends from a page of another site.

    It has no cookie, which is ``SameSite=Strict``, but the answer could delete one, and wrong tokens count. Browsers
    name no site to a server at a plain http address that is not their own machine.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("This form was sent from a page of another site.")


def _shown(findings: Sequence[Mapping[str, Any]], settings: Settings) -> list[ShownFinding]:
    """Return the findings with the text around each, and with what its rule means for readers."""
    from search.gaps import RULES
    from search.gaps.run import ALWAYS

    rules, places = RULES | ALWAYS, Places(settings)
    return [places.shown(finding, rules[finding["rule"]].meaning) for finding in findings]


def _check_rules(names: tuple[str, ...]) -> None:
    from search.gaps import RULES
    from search.gaps.settings import RETIRED_RULES

    accepted = ("all", *RULES)
    problems = [
        ParameterProblem("rules", f"“{name}”", f"one of {', '.join(accepted)}")
        for name in names
        if name not in accepted and name not in RETIRED_RULES
    ]
    if problems:
        raise ParameterError(problems)


def _private_page(template: str, **values: Any) -> Response:
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _private_json(members: dict[str, Any]) -> Response:
    response = jsonify(members)
    response.headers["Cache-Control"] = "no-store"
    return response


def _redirect_to_queue() -> BaseResponse:
    response = redirect(url_for("editor.queue"), 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def editor_blueprint(pages: EditorPages) -> Blueprint:
    """Return the routes for editors."""
    blueprint = Blueprint("editor", __name__)
    blueprint.add_url_rule("/editor", "queue", pages.queue)
    blueprint.add_url_rule("/editor", "enter", pages.log_in, methods=["POST"])
    blueprint.add_url_rule("/editor/leave", "leave", pages.log_out, methods=["POST"])
    blueprint.add_url_rule(EDITOR_API_PATH, "gaps", pages.gaps)
    return blueprint
