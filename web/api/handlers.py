"""Handlers of the JSON API: each endpoint of ``endpoints``, served from the index."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, render_template, request

from search.results import ResultPage, to_json
from search.searcher import Searcher
from search.unknown_names import UnknownSkill
from web.api.encoding import Members, json_bytes, page_members
from web.api.endpoints import BY_NAME, FILTERS, Endpoint
from web.api.openapi import openapi
from web.http.addresses import split_suffix
from web.http.bodies import MAX_BODY_BYTES, read_body, read_object
from web.http.errors import MediaTypeError
from web.http.etags import entity_tag, tag_that_client_has
from web.http.parameters import canonical_query, read_pairs, read_query
from web.http.request_context import current_context
from web.http.security_headers import API_PREFIX
from web.site import ServedSite

API_ROOT = f"{API_PREFIX}v1"
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
"""Clients may repeat a result for a minute, and for ten more while they revalidate it. By hand."""

Values = Mapping[str, Any]
"""Checked parameters by name."""


class Api:
    """The handlers of the endpoints, over one index."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        # (suffix of the path, endpoint, handler)
        self._skill_suffixes: tuple[tuple[str, str, Callable[..., Members | str]], ...] = (
            ("/related", "skill_related", _skill_related),
            ("/related.html", "skill_related_html", self._skill_related_html),
        )

    def search(self) -> Response:
        return self._get("search", _search)

    def suggest(self) -> Response:
        return self._get("suggest", _suggest)

    def skills(self) -> Response:
        return self._get("skills", self._skills)

    def _skills(self, searcher: Searcher, values: Values) -> Members:
        skills = [
            skill
            for skill in searcher.skills()
            if (not values["category"] or skill.category in values["category"])
            and (not values["lang"] or skill.lang in values["lang"])
        ]
        offset, limit = values["offset"], values["limit"]
        return {
            "total": len(skills),
            "limit": limit,
            "offset": offset,
            "skills": skills[offset : offset + limit],
            "next": _next_address("skills", values, offset + limit, len(skills)),
            "build_id": searcher.build_id,
        }

    def questions(self) -> Response:
        return self._get("questions", _questions)

    def skill_or_related(self, name: str) -> Response:
        """Respond with a skill, or with its related content if the path ends in ``/related`` or ``/related.html``.

        A slug may end in such a suffix too; ``split_suffix`` decides between the two readings.
        """
        searcher = self._site.source.searcher()
        for suffix, endpoint, handler in self._skill_suffixes:
            slug, has_suffix = split_suffix(name, suffix, lambda slug: _is_slug(searcher, slug))
            if has_suffix:
                return self._get(endpoint, handler, slug)
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
            mimetype = request.mimetype or "none"
            raise MediaTypeError(f"found {mimetype}, accepted is application/json")
        request.max_content_length = MAX_BODY_BYTES
        body = read_object(request.get_data())
        values = read_body(endpoint.body, body, endpoint.body_one_of)
        searcher = self._site.source.searcher()
        with _nearest_as_slugs(searcher):
            members = _related(searcher, **values)
        return _response(json_bytes(members), "application/json", {"Cache-Control": "no-store"})

    def openapi(self) -> Response:
        read_query((), read_pairs(request.query_string))
        body = json_bytes(openapi(self._site.title, request.script_root + API_ROOT))
        tag = entity_tag("openapi", body.decode("utf-8"))
        known = tag_that_client_has(tag)
        return _not_modified(known) if known else _cacheable(body, "application/json", tag)

    def _get(self, name: str, handler: Callable[..., Members | str], *arguments: str) -> Response:
        """Respond to a GET; if the client has the current result, with 304 and without calling ``handler``."""
        endpoint = BY_NAME[name]
        values = read_query(endpoint.parameters, read_pairs(request.query_string))
        searcher = self._site.source.searcher()
        query = canonical_query(endpoint.parameters, values)
        tag = entity_tag(searcher.build_id, self._site.absolute("/"), name, *arguments, query)
        if known := tag_that_client_has(tag):
            return _not_modified(known)
        with _nearest_as_slugs(searcher):
            result = handler(searcher, values, *arguments)
        current_context().is_cacheable = True
        body = result.encode("utf-8") if isinstance(result, str) else json_bytes(result)
        return _cacheable(body, endpoint.media_type, tag)


@contextmanager
def _nearest_as_slugs(searcher: Searcher) -> Iterator[None]:
    """Replace the titles in ``UnknownSkill.nearest`` by slugs, which clients can request next."""
    try:
        yield
    except UnknownSkill as error:
        slugs = tuple(searcher.skill(title).slug for title in error.nearest)
        raise UnknownSkill(error.name, slugs) from error


def _response(body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    return Response(body, headers={"Content-Type": f"{media_type}; charset=utf-8", **headers})


def _cacheable(body: bytes, media_type: str, tag: str) -> Response:
    return _response(body, media_type, _cache_headers(tag))


def _not_modified(tag: str) -> Response:
    return Response(status=304, headers=_cache_headers(tag))


def _cache_headers(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": CACHE_CONTROL}


def _filters(values: Values) -> dict[str, tuple[str, ...]]:
    return {f.name: values[f.name] for f in FILTERS if values.get(f.name)}


def _search(searcher: Searcher, values: Values) -> Members:
    page = searcher.search(
        values["q"],
        _filters(values),
        limit=values["limit"],
        offset=values["offset"],
        facets=values["facets"],
        explain=values["explain"],
        sort=values["sort"],
    )
    return _list_members(page, "search", values)


def _questions(searcher: Searcher, values: Values) -> Members:
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
        hits.append({**to_json(hit), "answer": question.answer, "why_asked": question.why_asked})
    return {**_list_members(page, "questions", values), "hits": hits}


def _list_members(page: ResultPage, name: str, values: Values) -> Members:
    """Return the members of a page of results with the address of the next page; count it as a search."""
    current_context().n_found = page.total
    next_address = _next_address(name, values, page.offset + page.limit, page.total)
    return {**page_members(page), "next": next_address}


def _next_address(name: str, values: Values, offset: int, total: int) -> str | None:
    """Return the address of the list from ``offset`` on, None if ``offset`` is at or beyond its end."""
    if offset >= total:
        return None
    endpoint = BY_NAME[name]
    query = canonical_query(endpoint.parameters, {**values, "offset": offset})
    return f"{request.script_root}{API_ROOT}{endpoint.path}?{query}"


def _suggest(searcher: Searcher, values: Values) -> Members:
    return {
        "query": values["q"],
        "suggestions": searcher.suggest(values["q"], limit=values["limit"]),
        "build_id": searcher.build_id,
    }


def _is_slug(searcher: Searcher, slug: str) -> bool:
    try:
        return searcher.skill(slug).slug == slug
    except UnknownSkill:
        return False


def _skill(searcher: Searcher, values: Values, slug: str) -> Members:
    skill = searcher.skill(slug)
    return {**to_json(skill), "related": _listed_related(searcher, skill.slug), "build_id": searcher.build_id}


def _listed_related(searcher: Searcher, slug: str) -> tuple[str, ...]:
    """Return the guide's own list of related skills; empty for a record, which has no guide."""
    try:
        return searcher.guide(slug).related
    except UnknownSkill:
        return ()


def _skill_related(searcher: Searcher, values: Values, slug: str) -> Members:
    return _related(searcher, skill=slug, **values)


def _document_related(searcher: Searcher, values: Values, name: str) -> Members:
    return _related(searcher, document=name, **values)


def _related(searcher: Searcher, **arguments: Any) -> Members:
    return page_members(searcher.related(**arguments))


def api_blueprint(api: Api) -> Blueprint:
    """Return the routes of the API."""
    blueprint = Blueprint("api", __name__, url_prefix=API_ROOT)
    for endpoint in BY_NAME.values():
        if "{" not in endpoint.path and not endpoint.is_for_editors:
            _add(blueprint, endpoint.path, endpoint, getattr(api, endpoint.name))
    skill, document = BY_NAME["skill"], BY_NAME["document_related"]
    _add(blueprint, "/skills/<path:name>", skill, api.skill_or_related)
    _add(blueprint, "/documents/<path:name>/related", document, api.document_related)
    return blueprint


def _add(blueprint: Blueprint, rule: str, endpoint: Endpoint, view: Callable[..., Any]) -> None:
    blueprint.add_url_rule(rule, endpoint.name, view, methods=[endpoint.method])
