"""Pages with one question: to share, and to practise."""

from flask.testing import FlaskClient

from tests.web.pages.test_search import page, texts

OWN = "/questions/rate-limiting/q-how-does-a-token-bucket-work"


def test_each_question_of_the_hub_has_a_page_of_its_own_to_share(client: FlaskClient) -> None:
    hub = page(client, "/questions?q=token+bucket")
    links = [a.get("href") for a in hub.cssselect(".hit .meta a")]
    assert links[0] == OWN
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_page_of_a_question_hides_the_answer_until_asked(client: FlaskClient) -> None:
    root = page(client, OWN)
    assert texts(root, "h1") == ["How does a token bucket work?"]
    details = root.cssselect("details.reveal")[0]
    assert details.get("open") is None
    assert "Tokens refill at a steady rate" in details.text_content()
    assert "Tests the basics" in details.text_content()
    links = [a.get("href") for a in root.cssselect("article a")]
    assert "/guides/rate-limiting#q-how-does-a-token-bucket-work" in links
    assert root.cssselect("link[rel=canonical]")[0].get("href") == "http://localhost/guides/rate-limiting"


def test_the_page_of_a_question_says_the_same_to_machines(client: FlaskClient) -> None:
    link = page(client, OWN).cssselect("link[type='application/ld+json']")[0].get("href")
    (question,) = client.get(link).get_json()["mainEntity"]
    assert question["name"] == "How does a token bucket work?"
    assert question["acceptedAnswer"]["text"].startswith("Tokens refill")


def test_what_is_no_question_has_no_such_page(client: FlaskClient) -> None:
    for path in ("/questions/rate-limiting/token-bucket", "/questions/rate-limiting/q-none", "/questions/none"):
        page(client, path, status=404)


def test_practice_goes_through_a_list_one_question_at_a_time(client: FlaskClient) -> None:
    start = page(client, "/questions?difficulty=hard").cssselect(".list .onward a")[0].get("href")
    assert start == "/practice?difficulty=hard"
    path, seen = start, []
    while path:
        root = page(client, path)
        assert texts(root, ".card .meta span")[0] == f"Question {len(seen) + 1} of 4"
        assert root.cssselect("details.reveal")[0].get("open") is None
        seen += texts(root, ".card h2")
        path = next((a.get("href") for a in root.cssselect(".pager [rel=next]")), "")
    assert len(set(seen)) == 4
    assert root.cssselect(".pager a")[-1].get("href") == start


def test_practice_can_be_narrowed_and_leads_back_to_the_list(client: FlaskClient) -> None:
    root = page(client, "/practice")
    assert root.cssselect('[data-key="difficulty=easy"]')[0].get("href") == "/practice?difficulty=easy"
    narrowed = page(client, "/practice?difficulty=easy")
    assert narrowed.cssselect(".crumbs a")[0].get("href") == "/questions?difficulty=easy"
    assert texts(narrowed, ".chosen a")[-1] == "Clear all"


def test_practice_without_a_question_says_so(client: FlaskClient) -> None:
    for path in ("/practice?q=zzyzx", "/practice?page=99"):
        assert page(client, path).cssselect(".nothing a")[0].get("href") == "/practice"
