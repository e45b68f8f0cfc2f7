"""The editors' page: access, content, and that no cache or other site can keep or read it."""

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.problems import GuidedexError
from index.build import build
from search import open_index
from search.gaps import RULES, Demand
from search.query_log import ASSISTANT, QueryLog
from tests.web.conftest import SmallSite
from tests.web.pages.test_search import page, texts
from web.app import create_app
from web.editor import charts
from web.editor.access import COOKIE
from web.editor.failures import MAX_FAILURES
from web.editor.queue import Queue, Report
from web.settings import QueryLogSettings, ServerSettings

pytestmark = pytest.mark.server

TOKEN = "a token of the editors' own"
AWAY = {"REMOTE_ADDR": "203.0.113.5"}


@pytest.fixture
def guarded(small_index: Path) -> FlaskClient:
    """Return a client of a site that another server runs, with a token."""
    return create_app(SmallSite(small_index, editor_token=TOKEN)).test_client()


@pytest.fixture
def local(small_index: Path) -> FlaskClient:
    """Return a client at the machine on which the site listens for itself alone."""
    return create_app(SmallSite(small_index, host="127.0.0.1")).test_client()


def enter(client: FlaskClient, token: str = TOKEN) -> int:
    return client.post("/editor", data={"token": token}).status_code


def test_without_the_token_there_is_a_form_and_nothing_else(guarded: FlaskClient) -> None:
    html = page(guarded, "/editor", status=403)
    assert texts(html, "h1") == ["This page is for editors"]
    assert html.cssselect("form[method=post] input[type=password]")
    assert not html.cssselect(".finding, .chart")


def test_the_token_in_the_form_opens_the_queue_and_stays_in_a_cookie(guarded: FlaskClient) -> None:
    answer = guarded.post("/editor", data={"token": TOKEN})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/editor")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    html = page(guarded, "/editor")
    assert texts(html, "h1") == ["What to write next"]
    assert texts(html, ".finding h2")
    guarded.post("/editor/leave")
    page(guarded, "/editor", status=403)


def test_the_cookie_goes_over_https_alone_where_the_page_came_so(guarded: FlaskClient) -> None:
    answer = guarded.post("/editor", data={"token": TOKEN}, base_url="https://learn.example")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("token", ["", "a token", TOKEN + "x", "é", "\udcff"])
def test_another_token_opens_nothing(guarded: FlaskClient, token: str) -> None:
    answer = guarded.post("/editor", data={"token": token.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_the_token_is_never_taken_from_a_url(guarded: FlaskClient) -> None:
    assert guarded.get("/editor", query_string={"token": TOKEN}).status_code == 403
    assert guarded.post("/editor", query_string={"token": TOKEN}).status_code == 403
    assert guarded.get("/api/v1/gaps", query_string={"token": TOKEN}).status_code == 401


def test_guessing_is_stopped(guarded: FlaskClient) -> None:
    assert {enter(guarded, f"guess {number}") for number in range(MAX_FAILURES)} == {403}
    answer = guarded.post("/editor", data={"token": TOKEN})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_a_cookie_that_was_made_up_or_is_of_another_token_opens_nothing(
    guarded: FlaskClient, small_index: Path
) -> None:
    enter(guarded)
    cookie = guarded.get_cookie(COOKIE).value
    other = create_app(SmallSite(small_index, editor_token="another")).test_client()
    for value in (cookie, "editor", "", cookie[:-1] + ("a" if cookie[-1] != "a" else "b")):
        other.set_cookie(COOKIE, value)
        assert other.get("/editor").status_code == 403


def test_where_no_token_is_set_nobody_from_elsewhere_gets_in(small_index: Path) -> None:
    client = create_app(SmallSite(small_index)).test_client()
    html = page(client, "/editor", status=403)
    assert "GUIDEDEX_EDITOR_TOKEN" in html.text_content()
    assert not html.cssselect("form[method=post]")
    assert enter(client, "") == 403
    client.set_cookie(COOKIE, "")
    assert client.get("/editor").status_code == 403


def test_at_the_machine_itself_no_token_is_needed(local: FlaskClient) -> None:
    for name in ("http://localhost", "http://127.0.0.1:8000", "http://[::1]:8000"):
        assert local.get("/editor", base_url=name).status_code == 200


@pytest.mark.parametrize(
    "options",
    [
        {"environ_overrides": AWAY},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
        {"base_url": "http://learn.example"},
        {"base_url": "http://127.0.0.1.evil.example:8000"},
    ],
)
def test_what_comes_through_a_proxy_or_for_another_name_is_not_the_machine_itself(
    local: FlaskClient, options: dict[str, object]
) -> None:
    assert local.get("/editor", **options).status_code == 403
    assert local.get("/api/v1/gaps", **options).status_code == 401


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"host": "127.0.0.1", "server": ServerSettings(proxies=1)}])
def test_a_site_that_listens_to_others_needs_the_token_at_the_machine_too(
    small_index: Path, settings: dict[str, object]
) -> None:
    assert create_app(SmallSite(small_index, **settings)).test_client().get("/editor").status_code == 403


def test_the_api_gives_the_queue_under_the_same_rule(guarded: FlaskClient) -> None:
    refused = guarded.get("/api/v1/gaps")
    assert refused.status_code == 401
    assert refused.content_type == "application/problem+json"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = guarded.get("/api/v1/gaps?rules=all&limit=2", headers=bearer)
    assert len(answer.get_json()["findings"]) == 2
    assert answer.get_json()["total"] > 2
    assert sum(answer.get_json()["by_rule"].values()) == answer.get_json()["total"]
    errors = guarded.get("/api/v1/gaps?rules=all&severity=error", headers=bearer).get_json()
    assert {finding["severity"] for finding in errors["findings"]} <= {"error"}
    assert guarded.get("/api/v1/gaps?rules=stale", headers=bearer).status_code == 400


def test_no_other_site_may_read_what_is_for_editors_and_nobody_keeps_it(local: FlaskClient) -> None:
    for path in ("/editor", "/api/v1/gaps"):
        headers = local.get(path, headers={"Origin": "https://evil.example"}).headers
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_the_page_is_as_strict_as_every_other(local: FlaskClient) -> None:
    html = page(local, "/editor?rules=all")
    assert not html.cssselect("style, [style], script:not([src])")
    assert len(html.cssselect("h1")) == 1
    assert len(html.cssselect("svg rect")) > 10
    assert html.cssselect("meta[name=robots]")[0].get("content") == "noindex, nofollow"
    links = {a.get("href") for a in html.cssselect("main a")}
    assert all(local.get(link).status_code == 200 for link in links)


def test_findings_can_be_narrowed_to_one_rule(local: FlaskClient) -> None:
    html = page(local, "/editor?rules=all")
    rule = texts(html, ".chips a")[0].split()[0]
    narrowed = page(local, f"/editor?rules=all&rule={rule}")
    assert set(texts(narrowed, ".finding .meta a:nth-child(2)")) == {rule}


def test_each_finding_has_its_text_in_context_and_what_it_means_for_readers(tmp_path: Path) -> None:
    text = "---\ntitle: Alpha\n---\n\nFirst line.\nTODO: <b>say</b> more.\nLast line.\n"
    client = create_app(
        SmallSite(_built(tmp_path, text), host="127.0.0.1", file_url="zed://{path}:{line}")
    ).test_client()
    html = page(client, "/editor?rule=placeholder")
    assert texts(html, ".context .line") == ["5First line.", "6TODO: <b>say</b> more.", "7Last line."]
    assert texts(html, ".context .is-meant") == ["6TODO: <b>say</b> more."]
    assert "Readers" in RULES["placeholder"].meaning.title()
    assert any(RULES["placeholder"].meaning[1:] in line for line in texts(html, ".finding .meta"))
    (link,) = html.cssselect(".finding .open")
    assert link.get("href") == f"zed://{tmp_path}/src/a.md:6"
    assert link.text_content() == "Open at line 6 of a.md"


def test_without_the_setting_a_place_is_named_and_not_linked(tmp_path: Path) -> None:
    client = create_app(SmallSite(_built(tmp_path, "# Alpha\n\nTODO: more.\n"), host="127.0.0.1")).test_client()
    html = page(client, "/editor?rule=placeholder")
    assert texts(html, ".finding .meta code") == ["a.md:3"]
    assert not html.cssselect(".finding .open")


def _built(folder: Path, text: str) -> Path:
    """Return the index of a folder with one guide."""
    (folder / "src").mkdir()
    (folder / "src" / "a.md").write_text(text, encoding="utf-8")
    build([folder / "src"], folder / "index")
    return folder / "index"


def test_what_readers_searched_in_vain_is_in_the_queue(small_index: Path, tmp_path: Path) -> None:
    log = QueryLog(tmp_path / "queries.sqlite")
    for _ in range(3):
        log.record("circuit breaker zzyzx", 0)
    log.close()
    config = tmp_path / "guidedex.yaml"
    config.write_text(f"query_log: {{file: '{tmp_path / 'queries.sqlite'}'}}", encoding="utf-8")
    counted = QueryLogSettings(file=tmp_path / "queries.sqlite")
    client = create_app(SmallSite(small_index, host="localhost", file=config, query_log=counted)).test_client()
    html = page(client, "/editor?rule=unanswered-search")
    assert "circuit breaker" in " ".join(texts(html, ".finding h2"))


def test_a_report_is_worked_out_once_a_minute_and_anew_for_another_index(small_index: Path) -> None:
    commands: list[tuple[str, ...]] = []

    def run(*arguments: str) -> Report:
        commands.append(arguments)
        return {"findings": []}

    queue = Queue(SmallSite(small_index), run)
    for build_id, rules in (("1", ""), ("1", ""), ("1", "all"), ("2", ""), ("2", "")):
        queue.report(build_id, rules)
    assert commands == [(), ("--rules", "all"), ()]


def test_what_the_command_says_is_handed_on(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match="guidedex build"):
        Queue(SmallSite(tmp_path)).report("")


def test_coverage_counts_every_question_once(small_index: Path) -> None:
    searcher = open_index(small_index)
    rows = charts.coverage(searcher, searcher.skills())
    total = searcher.search("", {"kind": ["question"]}, limit=0).total
    assert sum(bar.total for bar in rows) == total
    assert next(bar for bar in rows if bar.label == "Rate Limiting").values == (3, 4, 4, 0)
    assert rows[0].total == 0


def test_guides_are_as_old_as_their_dates_say_and_never_of_today_without_one(small_index: Path) -> None:
    rows = charts.freshness(open_index(small_index).skills(), date(2026, 9, 1))
    counts = {bar.label: bar.total for bar in rows}
    assert counts["Half a year"] >= 1
    assert counts[charts.UNDATED] >= 1
    assert sum(counts.values()) == len(open_index(small_index).skills())


def test_demand_is_set_beside_supply_and_what_was_in_vain_is_named(small_index: Path) -> None:
    searcher = open_index(small_index)
    demand = [Demand("token bucket", 5), Demand("limiter", 2), Demand("zzyzx", 4)]
    rows = charts.demand_and_supply(searcher, demand, searcher.skills())
    assert [(bar.label, bar.values[0]) for bar in rows] == [("Rate Limiting", 7), (charts.UNANSWERED, 4)]
    assert rows[0].values[1] > 10
    assert rows[1].values[1] == 0


def test_bars_have_one_scale_and_parts_side_by_side() -> None:
    first, second = charts.stacked_rows([("a", [3, 1]), ("b", [2, 0])])
    assert first.rectangles == ((0, 0, 75.0, 100), (75.0, 0, 25.0, 100))
    assert second.shares == (50.0, 0.0)
    assert charts.stacked_rows([("none", [0])])[0].shares == (0.0,)


def test_figures_of_different_kinds_have_a_scale_and_a_bar_each() -> None:
    first, second = charts.paired_rows([("a", [2, 50]), ("b", [1, 100])])
    assert (first.shares, second.shares) == ((100.0, 50.0), (50.0, 100.0))
    assert [top for _, top, _, _ in first.rectangles] == [0, 50]
    assert charts.paired_rows([]) == ()


def test_the_page_is_linked_where_it_may_be_opened(guarded: FlaskClient, local: FlaskClient, small_index: Path) -> None:
    elsewhere = create_app(SmallSite(small_index, host="0.0.0.0")).test_client()
    behind = create_app(SmallSite(small_index, host="127.0.0.1", server=ServerSettings(proxies=1))).test_client()
    clients = (guarded, local, elsewhere, behind)
    linked = [bool(page(client, "/").cssselect("footer a[href='/editor']")) for client in clients]
    assert linked == [True, True, False, False]


def test_what_assistants_asked_and_did_not_find_is_listed_apart(small_index: Path, tmp_path: Path) -> None:
    log = QueryLog(tmp_path / "log.sqlite")
    log.record("zanzibar tokens", 0, ASSISTANT)
    log.record("<b>found</b>", 3, ASSISTANT)
    log.record("a person's search", 0)
    log.close()
    settings = QueryLogSettings(file=log.path)
    client = create_app(SmallSite(small_index, host="127.0.0.1", query_log=settings)).test_client()
    html = page(client, "/editor")
    assert texts(html, "section[aria-labelledby=assistants] li a") == ["zanzibar tokens 1"]
