"""The JSON API: what ``endpoints`` describes, answered from the index."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, render_template, request

from search.library import UnknownSkill
from search.results import ResultPage, to_json
from search.searcher import Searcher
from web.addresses import split_suffix
from web.bodies import MAX_BYTES, read_body, read_object
from web.caching import AnswerCache, client_has, entity_tag
from web.endpoints import BY_NAME, FILTERS, Endpoint
from web.errors import MediaTypeError
from web.openapi import openapi
from web.parameters import canonical_query, read_pairs, read_query
from web.site import Site

PREFIX = "/api/v1"
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
Values = Mapping[str, Any]
Answer = dict[str, Any]


class Api:
    """The handlers of the endpoints, over one index."""

    def __init__(self, site: Site, cache: AnswerCache) -> None:
        self._site = site
        self._cache = cache
        self._of_skills: tuple[tuple[str, str, Callable[..., Answer | str]], ...] = (
            ("/related", "skill_related", _skill_related),
            ("/related.html", "skill_related_html", self._skill_related_html),
        )

    def search(self) -> Response:
        return self._get("search", _search)

    def suggest(self) -> Response:
        return self._get("suggest", _suggest)

    def skills(self) -> Response:
        return self._get("skills", self._skills)

    def _skills(self, searcher: Searcher, values: Values) -> Answer:
        found = [
            skill
            for skill in self._site.source.skills()
            if (not values["category"] or skill.category in values["category"])
            and (not values["lang"] or skill.lang in values["lang"])
        ]
        offset, limit = values["offset"], values["limit"]
        return {
            "total": len(found),
            "limit": limit,
            "offset": offset,
            "skills": to_json(found[offset : offset + limit]),
            "next": _next_address("skills", values, offset + limit, len(found)),
            "build_id": searcher.build_id,
        }

    def questions(self) -> Response:
        return self._get("questions", _questions)

    def skill_or_related(self, name: str) -> Response:
        """Answer for a skill, or for its related content where the address ends in ``/related`` or ``/related.html``.

        A slug may itself end so: what exists decides, and ``%2F`` keeps the suffix in the slug.
        """
        searcher = self._site.source.searcher()
        for suffix, endpoint, answer in self._of_skills:
            slug, is_asked = split_suffix(name, suffix, lambda slug: _is_slug(searcher, slug))
            if is_asked:
                return self._get(endpoint, answer, slug)
        return self._get("skill", _skill, name)

    def _skill_related_html(self, searcher: Searcher, values: Values, slug: str) -> str:
        page = searcher.related(skill=slug, **values)
        links = [(self._site.absolute(hit.url), hit) for hit in page.hits]
        return render_template("related.html", links=links)

    def document_related(self, name: str) -> Response:
        return self._get("document_related", _document_related, name)

    def related(self) -> Response:
        endpoint = BY_NAME["related"]
        read_query(endpoint.parameters, read_pairs(request.query_string))
        if request.mimetype != "application/json":
            found = request.mimetype or "none"
            raise MediaTypeError(f"found {found}, accepted is application/json")
        request.max_content_length = MAX_BYTES
        body = read_object(request.get_data())
        values = read_body(endpoint.body, body, endpoint.body_one_of)
        searcher = self._site.source.searcher()
        with _nearest_as_ids(searcher):
            answer = _related(searcher, **values)
        response = _json(_encoded(answer))
        response.headers["Cache-Control"] = "no-store"
        return response

    def openapi(self) -> Response:
        read_query((), read_pairs(request.query_string))
        body = _encoded(openapi(self._site.title, request.script_root + PREFIX))
        return _validated(_json(body), entity_tag("openapi", body.decode("utf-8")))

    def _get(self, name: str, answer: Callable[..., Answer | str], *arguments: str) -> Response:
        """Answer a GET from what the client has, from the cache, or anew."""
        endpoint = BY_NAME[name]
        values = read_query(endpoint.parameters, read_pairs(request.query_string))
        searcher = self._site.source.searcher()
        asked = (name, *arguments, canonical_query(endpoint.parameters, values))
        tag = entity_tag(searcher.build_id, self._site.absolute("/"), *asked)
        if client_has(tag):
            return _validated(Response(status=304), tag)
        body = self._cache.get(tag)
        if body is None:
            with _nearest_as_ids(searcher):
                body = _encoded(answer(searcher, values, *arguments))
            self._cache.put(tag, body)
        return _validated(Response(body, content_type=f"{endpoint.media_type}; charset=utf-8"), tag)


@contextmanager
def _nearest_as_ids(searcher: Searcher) -> Iterator[None]:
    """Make the nearest skills of an unknown one slugs, which programs go on with, not titles."""
    try:
        yield
    except UnknownSkill as error:
        slugs = tuple(searcher.skill(title).slug for title in error.nearest)
        raise UnknownSkill(error.name, slugs) from error


def _encoded(answer: Answer | str) -> bytes:
    if isinstance(answer, str):
        return answer.encode("utf-8")
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _json(body: bytes) -> Response:
    return Response(body, content_type="application/json; charset=utf-8")


def _validated(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.make_conditional(request)
    return response


def _filters(values: Values) -> dict[str, tuple[str, ...]]:
    return {f.name: values[f.name] for f in FILTERS if values.get(f.name)}


def _search(searcher: Searcher, values: Values) -> Answer:
    page = searcher.search(
        values["q"],
        _filters(values),
        limit=values["limit"],
        offset=values["offset"],
        facets=values["facets"],
        explain=values["explain"],
        sort=values["sort"],
    )
    return {**to_json(page), "next": _next(page, "search", values)}


def _questions(searcher: Searcher, values: Values) -> Answer:
    page = searcher.search(
        values["q"],
        {**_filters(values), "kind": ("question",)},
        limit=values["limit"],
        offset=values["offset"],
        facets=values["facets"],
        sort=values["sort"],
    )
    hits = []
    for hit in page.hits:
        question = searcher.document(hit.id)
        own = {"answer": question.answer, "why_asked": question.why_asked}
        hits.append({**to_json(hit), **own})
    return {**to_json(page), "hits": hits, "next": _next(page, "questions", values)}


def _next(page: ResultPage, name: str, values: Values) -> str | None:
    """Return the address of the next page, relative to the API's root, None on the last one."""
    return _next_address(name, values, page.offset + page.limit, page.total)


def _next_address(name: str, values: Values, offset: int, total: int) -> str | None:
    if offset >= total:
        return None
    endpoint = BY_NAME[name]
    following = canonical_query(endpoint.parameters, {**values, "offset": offset})
    return f"{request.script_root}{PREFIX}{endpoint.path}?{following}"


def _suggest(searcher: Searcher, values: Values) -> Answer:
    found = searcher.suggest(values["q"], limit=values["limit"])
    return {
        "query": values["q"],
        "suggestions": to_json(found),
        "build_id": searcher.build_id,
    }


def _is_slug(searcher: Searcher, slug: str) -> bool:
    try:
        return searcher.skill(slug).slug == slug
    except UnknownSkill:
        return False


def _skill(searcher: Searcher, values: Values, slug: str) -> Answer:
    return {**to_json(searcher.skill(slug)), "build_id": searcher.build_id}


def _skill_related(searcher: Searcher, values: Values, slug: str) -> Answer:
    return _related(searcher, skill=slug, **values)


def _document_related(searcher: Searcher, values: Values, name: str) -> Answer:
    return _related(searcher, document=name, **values)


def _related(searcher: Searcher, **asked: Any) -> Answer:
    return dict(to_json(searcher.related(**asked)))


def api_blueprint(api: Api) -> Blueprint:
    """Return the routes of the API."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    for endpoint in BY_NAME.values():
        if "{" not in endpoint.path and not endpoint.is_for_editors:
            _add(blueprint, endpoint.path, endpoint, getattr(api, endpoint.name))
    skill, document = BY_NAME["skill"], BY_NAME["document_related"]
    _add(blueprint, "/skills/<path:name>", skill, api.skill_or_related)
    _add(blueprint, "/documents/<path:name>/related", document, api.document_related)
    return blueprint


def _add(blueprint: Blueprint, rule: str, endpoint: Endpoint, view: Callable[..., Any]) -> None:
    blueprint.add_url_rule(rule, endpoint.name, view, methods=[endpoint.method])
