"""The JSON API: what ``endpoints`` describes, answered from the index."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, render_template, request

from search.results import ResultPage
from search.searcher import Searcher
from search.unknown_names import UnknownSkill
from web.api.encoding import encoded, hit_members, page_members, shallow
from web.api.endpoints import BY_NAME, FILTERS, Endpoint
from web.api.openapi import openapi
from web.http.addresses import split_suffix
from web.http.bodies import MAX_BYTES, read_body, read_object
from web.http.errors import MediaTypeError
from web.http.etags import client_has, entity_tag
from web.http.parameters import canonical_query, read_pairs, read_query
from web.http.request_context import exchange
from web.site import ServedSite

PREFIX = "/api/v1"
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
Values = Mapping[str, Any]
Answer = dict[str, Any]


class Api:
    """The handlers of the endpoints, over one index."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
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
            "skills": found[offset : offset + limit],
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
        return _response(encoded(answer), "application/json", {"Cache-Control": "no-store"})

    def openapi(self) -> Response:
        read_query((), read_pairs(request.query_string))
        body = encoded(openapi(self._site.title, request.script_root + PREFIX))
        tag = entity_tag("openapi", body.decode("utf-8"))
        return _unchanged(tag) if client_has(tag) else _validated(body, "application/json", tag)

    def _get(self, name: str, answer: Callable[..., Answer | str], *arguments: str) -> Response:
        """Answer a GET; one whose answer the client has already, without working it out."""
        endpoint = BY_NAME[name]
        values = read_query(endpoint.parameters, read_pairs(request.query_string))
        searcher = self._site.source.searcher()
        asked = (name, *arguments, canonical_query(endpoint.parameters, values))
        tag = entity_tag(searcher.build_id, self._site.absolute("/"), *asked)
        if client_has(tag):
            return _unchanged(tag)
        with _nearest_as_ids(searcher):
            found = answer(searcher, values, *arguments)
        exchange().is_lasting = True
        body = found.encode("utf-8") if isinstance(found, str) else encoded(found)
        return _validated(body, endpoint.media_type, tag)


@contextmanager
def _nearest_as_ids(searcher: Searcher) -> Iterator[None]:
    """Make the nearest skills of an unknown one slugs, which programs go on with, not titles."""
    try:
        yield
    except UnknownSkill as error:
        slugs = tuple(searcher.skill(title).slug for title in error.nearest)
        raise UnknownSkill(error.name, slugs) from error


def _response(body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    return Response(body, headers={"Content-Type": f"{media_type}; charset=utf-8", **headers})


def _validated(body: bytes, media_type: str, tag: str) -> Response:
    return _response(body, media_type, _validators(tag))


def _unchanged(tag: str) -> Response:
    return Response(status=304, headers=_validators(tag))


def _validators(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": CACHE_CONTROL}


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
    return _counted(page, "search", values)


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
        hits.append({**hit_members(hit), **own})
    return {**_counted(page, "questions", values), "hits": hits}


def _counted(page: ResultPage, name: str, values: Values) -> Answer:
    """Return the members of a list that counts as a search, with the address of the following part."""
    exchange().n_found = page.total
    following = _next_address(name, values, page.offset + page.limit, page.total)
    return {**page_members(page), "next": following}


def _next_address(name: str, values: Values, offset: int, total: int) -> str | None:
    """Return the address of a list from ``offset`` on, None beyond its end."""
    if offset >= total:
        return None
    endpoint = BY_NAME[name]
    following = canonical_query(endpoint.parameters, {**values, "offset": offset})
    return f"{request.script_root}{PREFIX}{endpoint.path}?{following}"


def _suggest(searcher: Searcher, values: Values) -> Answer:
    found = searcher.suggest(values["q"], limit=values["limit"])
    return {
        "query": values["q"],
        "suggestions": found,
        "build_id": searcher.build_id,
    }


def _is_slug(searcher: Searcher, slug: str) -> bool:
    try:
        return searcher.skill(slug).slug == slug
    except UnknownSkill:
        return False


def _skill(searcher: Searcher, values: Values, slug: str) -> Answer:
    skill = searcher.skill(slug)
    return {**shallow(skill), "related": _listed(searcher, skill.slug), "build_id": searcher.build_id}


def _listed(searcher: Searcher, slug: str) -> tuple[str, ...]:
    """Return what the guide itself lists as related; a record lists nothing."""
    try:
        return searcher.guide(slug).related
    except UnknownSkill:
        return ()


def _skill_related(searcher: Searcher, values: Values, slug: str) -> Answer:
    return _related(searcher, skill=slug, **values)


def _document_related(searcher: Searcher, values: Values, name: str) -> Answer:
    return _related(searcher, document=name, **values)


def _related(searcher: Searcher, **asked: Any) -> Answer:
    return page_members(searcher.related(**asked))


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
