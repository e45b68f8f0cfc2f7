"""Guides as Markdown, and the lists of guides for language models."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build import build
from tests.web.conftest import SmallSite
from web.app import create_app
from web.markdown.guides import printable

MARKDOWN = "text/markdown; charset=utf-8"


@pytest.fixture(scope="module")
def shipped(shipped_index: Path) -> FlaskClient:
    return create_app(SmallSite(shipped_index)).test_client()


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/guides/kafka.md", "*/*"),
        ("/guides/kafka", "text/markdown"),
        ("/guides/kafka", "text/html;q=0.5, text/markdown"),
    ],
)
def test_a_guide_is_given_as_markdown_by_its_ending_or_by_accept(
    shipped: FlaskClient, address: str, accept: str
) -> None:
    answer = shipped.get(address, headers={"Accept": accept})
    assert answer.content_type == MARKDOWN
    assert answer.text.startswith("---\ntitle: Kafka\n")
    assert "\n## " in answer.text


@pytest.mark.parametrize(
    "accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/markdown;q=0.5, text/html"]
)
def test_browsers_get_the_page(shipped: FlaskClient, accept: str) -> None:
    answer = shipped.get("/guides/kafka", headers={"Accept": accept})
    assert answer.mimetype == "text/html"
    assert '<link rel="alternate" type="text/markdown" href="/guides/kafka.md">' in answer.text


def test_the_answer_depends_on_accept_and_says_so(shipped: FlaskClient) -> None:
    for accept in ("text/html", "text/markdown"):
        answer = shipped.get("/guides/kafka", headers={"Accept": accept})
        assert "Accept" in answer.headers["Vary"].replace(" ", "").split(",")


def test_an_unknown_guide_is_not_found(shipped: FlaskClient) -> None:
    assert shipped.get("/guides/nothing.md").status_code == 404


def test_markdown_that_a_client_has_is_not_sent_again(shipped: FlaskClient) -> None:
    tag = shipped.get("/guides/kafka.md").headers["ETag"]
    assert shipped.get("/guides/kafka.md", headers={"If-None-Match": tag}).status_code == 304


def test_llms_txt_lists_every_guide_once_with_the_address_of_its_markdown(shipped: FlaskClient) -> None:
    text = shipped.get("/llms.txt").text
    assert text.startswith("# Small Site\n")
    assert text.count("](http://localhost/guides/") == 30
    assert "- [Kafka](http://localhost/guides/kafka.md): " in text


def test_llms_full_txt_has_all_guides_up_to_its_bound_and_says_how_many_are_left(
    shipped: FlaskClient, shipped_index: Path
) -> None:
    whole = shipped.get("/llms-full.txt").text
    assert whole.count("\n---\ntitle: ") == 30
    short = create_app(SmallSite(shipped_index, llms_bytes=50_000)).test_client().get("/llms-full.txt").text
    n_guides = short.count("\n---\ntitle: ")
    assert 0 < n_guides < 30
    assert short.endswith(f"{30 - n_guides} more guides are in llms.txt.\n")
    assert len(short.encode()) < 51_000


def test_what_is_hostile_in_a_guide_is_no_markup_of_the_list_and_no_control(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('---\ntitle: "A](javascript:x) [b"\n---\nText \x1b[31m\u202e here.\n')
    build([tmp_path / "a.md"], tmp_path / "index")
    client = create_app(SmallSite(tmp_path / "index")).test_client()
    assert "[A)(javascript:x) (b](" in client.get("/llms.txt").text
    assert "\x1b" not in client.get("/guides/a.md").text
    assert "\u202e" not in client.get("/llms-full.txt").text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("\ufeffa\u200b\u2066", "a"),
        ("é 漢字 🚀", "é 漢字 🚀"),
    ],
)
def test_printable_text_keeps_letters_and_loses_controls(text: str, shown: str) -> None:
    assert printable(text) == shown
