"""The JSON API, called as a client program would."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.searcher import open_index
from web.api.endpoints import ENDPOINTS

API = "/api/v1"


def get(client: FlaskClient, path: str) -> dict[str, object]:
    answer = client.get(API + path)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json; charset=utf-8"
    return dict(answer.get_json())


def ids(answer: dict[str, object]) -> list[str]:
    return [hit["id"] for hit in answer["hits"]]


def problem(answer: object, status: int) -> dict[str, object]:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    document = answer.get_json()
    assert document["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(document)
    return dict(document)


def test_a_search_answers_as_the_searcher_does(client: FlaskClient, small_index: object) -> None:
    answer = get(client, "/search?q=token+bucket&limit=5&facets=kind&explain=1")
    page = open_index(small_index).search("token bucket", limit=5, facets=("kind",), explain=True)
    assert ids(answer) == [hit.id for hit in page.hits]
    assert set(answer) == {
        *("query", "total", "limit", "offset", "hits", "facets"),
        *("relaxed", "suggestion", "notices", "build_id", "next"),
    }
    assert answer["total"] == page.total
    assert answer["hits"][0]["explanation"]
    assert {"value": "question", "count": 3, "selected": False} in answer["facets"]["kind"]


def test_a_date_may_be_after_or_before_another_one(client: FlaskClient) -> None:
    after, before = (get(client, f"/search?q=&kind=guide&updated={bound}") for bound in ("%3E2026-05", "<2026-06"))
    assert ("rate-limiting" in ids(after), "caching" in ids(after)) == (True, False)
    assert ("rate-limiting" in ids(before), "caching" in ids(before)) == (False, True)


def test_following_next_visits_every_hit_once(client: FlaskClient) -> None:
    seen: list[str] = []
    path: str | None = "/search?q=&limit=7&kind=question&kind=section"
    while path:
        answer = get(client, path)
        seen += ids(answer)
        path = answer["next"] and answer["next"].removeprefix(API)
    assert len(seen) == len(set(seen)) == answer["total"] > 14


def test_filters_of_one_name_are_alternatives_and_of_several_names_conditions(
    client: FlaskClient,
) -> None:
    answer = get(client, "/search?q=&kind=question&kind=faq&difficulty=hard&limit=100")
    assert {hit["kind"] for hit in answer["hits"]} == {"question"}
    assert {hit["difficulty"] for hit in answer["hits"]} == {"hard"}


def test_questions_come_with_their_answers(client: FlaskClient) -> None:
    answer = get(client, "/questions?q=token+bucket+work&difficulty=easy")
    first = answer["hits"][0]
    assert first["title"] == "How does a token bucket work?"
    assert first["answer"].startswith("Tokens refill")
    assert first["why_asked"] == "Tests the basics"


def test_skills_are_listed_and_found_by_slug_title_and_alias(client: FlaskClient) -> None:
    listed = get(client, "/skills")
    titles = [skill["title"] for skill in listed["skills"]]
    assert titles == sorted(titles, key=str.casefold)
    assert {"Caching", "Rate Limiting", "REST API"} <= set(titles)
    assert listed["total"] == len(listed["skills"])
    for name in ("rate-limiting", "Rate%20Limiting", "throttling"):
        assert get(client, f"/skills/{name}")["slug"] == "rate-limiting"


def test_a_skill_says_what_its_guide_lists_as_related(client: FlaskClient) -> None:
    for slug, related in (("caching", ["Rate Limiting"]), ("rate-limiting", ["Caching", "REST API"])):
        assert get(client, f"/skills/{slug}")["related"] == related
    assert get(client, "/skills/note-7")["related"] == []


def test_skills_can_be_narrowed_and_paged(client: FlaskClient) -> None:
    answer = get(client, "/skills?category=Interfaces&limit=1")
    assert (answer["total"], len(answer["skills"])) == (2, 1)
    assert answer["next"] == "/api/v1/skills?category=Interfaces&limit=1&offset=1"


@pytest.mark.parametrize("slash", ["/", "%2F"])
def test_slugs_may_hold_slashes_and_end_like_an_address(client: FlaskClient, slash: str) -> None:
    assert get(client, f"/skills/apis{slash}rest")["slug"] == "apis/rest"
    assert "below_threshold" in get(client, f"/skills/apis{slash}rest/related")
    assert get(client, f"/skills/apis{slash}rest%2Frelated")["slug"] == "apis/rest/related"
    assert "below_threshold" in get(client, f"/skills/apis{slash}rest%2Frelated/related")


def test_related_content_comes_with_reasons(client: FlaskClient) -> None:
    answer = get(client, "/skills/rate-limiting/related?kind=skill&floor=0")
    assert "caching" in ids(answer)
    assert all(hit["reasons"] for hit in answer["hits"])
    questions = get(client, "/skills/rate-limiting/related?kind=question&floor=0&limit=3")
    assert all(hit["kind"] == "question" for hit in questions["hits"])


def test_documents_have_related_ones(client: FlaskClient) -> None:
    name = quote("rate-limiting#q-how-does-a-token-bucket-work", safe="")
    answer = get(client, f"/documents/{name}/related?floor=0")
    assert answer["hits"]


@pytest.mark.parametrize(
    "body",
    [
        {"text": "clients repeat requests after a token bucket refused them", "kind": "question"},
        {"skill": "throttling"},
        {"skills": ["rate-limiting", "caching"], "limit": 2},
        {"document": "rate-limiting", "floor": 0},
    ],
)
def test_related_content_can_be_asked_for_by_text_names_and_id(client: FlaskClient, body: dict[str, object]) -> None:
    answer = client.post(f"{API}/related", json=body)
    assert answer.status_code == 200, answer.text
    assert set(answer.get_json()) == {"hits", "below_threshold", "floor", "build_id", "notices"}


def test_every_parameter_that_is_wrong_is_named(client: FlaskClient) -> None:
    answer = problem(client.get(f"{API}/search?limit=0&kin=x&kind=gide&offset=-1"), 400)
    assert {error["parameter"] for error in answer["errors"]} == {"limit", "kin", "kind", "offset"}
    assert all(error["found"] and error["accepted"] for error in answer["errors"])
    assert "limit" in answer["detail"]


def test_a_query_may_have_a_thousand_characters(client: FlaskClient) -> None:
    assert client.get(f"{API}/search?q={'x' * 1000}").status_code == 200
    answer = problem(client.get(f"{API}/search?q={'x' * 1001}"), 400)
    assert answer["errors"][0]["accepted"] == "text of at most 1,000 characters"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_no_endpoint_takes_what_it_does_not_know(client: FlaskClient, endpoint: object) -> None:
    path = endpoint.path.replace("{slug}", "caching").replace("{id}", "caching")
    answer = client.open(f"{API}{path}?nope=1", method=endpoint.method, json={"text": "a"})
    assert problem(answer, 400)["errors"][0]["parameter"] == "nope"


@pytest.mark.parametrize(
    "path",
    [
        "/skills/ratelimiting-guide",
        "/skills/rate-limitin/related",
        "/documents/rate-limiting%23tokenbucket/related",
        "/skills/%00",
        "/skills/..%2f..%2fetc",
        "/skills/%ff",
    ],
)
def test_names_that_do_not_exist_are_404_problems(client: FlaskClient, path: str) -> None:
    answer = problem(client.get(API + path), 404)
    assert isinstance(answer["nearest"], list)


def test_a_404_names_the_nearest_ids(client: FlaskClient) -> None:
    assert "rate-limiting" in problem(client.get(f"{API}/skills/rate-limitin"), 404)["nearest"]


def test_unknown_addresses_are_404_problems(client: FlaskClient) -> None:
    for path in ("/api/v1/nope", "/api/v1/", "/api/v2/search", "/api/v1//search"):
        problem(client.get(path), 404)


def test_methods_that_are_not_accepted_are_405_problems_that_name_those_that_are(
    client: FlaskClient,
) -> None:
    answer = client.delete(f"{API}/search")
    assert "GET" in answer.headers["Allow"]
    assert "GET" in problem(answer, 405)["detail"]
    problem(client.get(f"{API}/related"), 405)


def test_bodies_of_another_type_are_415_problems(client: FlaskClient) -> None:
    answer = client.post(f"{API}/related", data="text=a", content_type="text/plain")
    assert "application/json" in problem(answer, 415)["detail"]


def test_bodies_of_more_than_a_megabyte_are_413_problems(client: FlaskClient) -> None:
    body = b'{"text": "' + b"a" * 1_000_000 + b'"}'
    answer = client.post(f"{API}/related", data=body, content_type="application/json")
    problem(answer, 413)


def test_bodies_that_are_not_an_object_are_400_problems(client: FlaskClient) -> None:
    for body in (b"", b"[]", b"{", b"[" * 200_000, b"\xff"):
        answer = client.post(f"{API}/related", data=body, content_type="application/json")
        assert problem(answer, 400)["errors"][0]["parameter"] == "body"


def test_answers_can_be_kept_and_are_validated_by_build_and_canonical_query(
    client: FlaskClient,
) -> None:
    first = client.get(f"{API}/search?q=rate&kind=guide&kind=section&limit=10")
    same = client.get(f"{API}/search?kind=section&kind=guide&q=rate")
    assert first.headers["ETag"] == same.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get(
        f"{API}/search?q=rate&kind=section&kind=guide",
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get(f"{API}/search?q=rates", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_304_names_the_tag_of_the_encoding_that_the_client_has(client: FlaskClient, encoding: str) -> None:
    accept = {"Accept-Encoding": encoding}
    first = client.get(f"{API}/search?q=rate&limit=50", headers=accept)
    again = client.get(f"{API}/search?q=rate&limit=50", headers={**accept, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["ETag"].endswith('-gzip"') == (encoding == "gzip")


def test_other_origins_may_read(client: FlaskClient) -> None:
    for path in ("/search?q=rate", "/skills/nope", "/search?limit=0"):
        headers = client.get(API + path).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_head_and_options_work(client: FlaskClient) -> None:
    head = client.head(f"{API}/search?q=rate")
    get_ = client.get(f"{API}/search?q=rate")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get_.headers["Content-Length"]
    options = client.options(f"{API}/related")
    assert options.status_code == 200
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in options.headers["Access-Control-Allow-Headers"]


def test_json_is_compact_utf_8(client: FlaskClient) -> None:
    body = client.get(f"{API}/search?q={quote('naïve “bucket”')}").data
    assert b"\\u" not in body
    assert b'": ' not in body[:40]
    assert "naïve “bucket”" in body.decode("utf-8").replace('\\"', '"')


def test_without_an_index_the_answer_says_what_to_run(client_without_index: FlaskClient) -> None:
    answer = client_without_index.get(f"{API}/search?q=rate")
    assert "guidedex build" in problem(answer, 503)["detail"]
    assert answer.headers["Retry-After"] == "30"


def test_an_index_that_is_built_later_is_found_without_a_restart(small_index: object, tmp_path: object) -> None:
    from shutil import copytree

    from tests.web.conftest import SmallSite
    from web.app import create_app

    later = tmp_path / "later"
    client = create_app(SmallSite(later)).test_client()
    assert client.get(f"{API}/search?q=rate").status_code == 503
    copytree(small_index, later)
    assert client.get(f"{API}/search?q=rate").status_code == 200


def test_an_error_that_nobody_foresaw_is_a_problem_without_details(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("search.searcher.Searcher.suggest", fail)
    answer = client.get(f"{API}/suggest?q=unforeseen")
    assert "secret" not in answer.text
    problem(answer, 500)
