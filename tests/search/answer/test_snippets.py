"""Snippets: bounded, of the phrase that was asked for, of code where only code has a word, with the right marks."""

import re
from html import unescape

import pytest

from search import Searcher
from search.answer.snippets import MAX_SNIPPET
from tests.corpora import searcher_over

RECORDS = (
    {"id": "key", "title": "A key", "text": "The fingerprint is " + "f00ba4" * 3500 + " of it."},
    {"id": "path", "title": "A path", "text": "/".join(["deep"] * 4000)},
    {"id": "clause", "title": "设置", "lang": "zh", "text": "用户可以在设置页面中修改通知选项" * 200},
    {"id": "phrase", "title": "Limits", "text": "A token. " * 30 + "The token bucket is full. " + "Bucket. " * 40},
    {
        "id": "joined",
        "title": "Logs",
        "text": "A log ahead. " * 20 + "It is a write-ahead log. " + "Write a log. " * 30,
    },
    {"id": "code", "title": "Hooks", "text": "They run after a render. " * 3, "code": "useEffect(() => close())"},
    {
        "id": "both",
        "title": "Closing",
        "text": "You close a file.",
        "code": "with open(path) as handle: handle.flush()",
    },
    {"id": "vowels", "title": "ไทย", "lang": "th", "text": "ระบบ" * 400 + "เป้าหมายคำน้ำ" + "ข้อมูล" * 400},
    {"id": "ends", "title": "Ends", "text": "The front-end calls the back-end, and in the end the end user waits."},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("snippets"), RECORDS)


def snippet(searcher: Searcher, query: str, id_: str) -> str:
    return next(hit.snippet for hit in searcher.search(query, {"lang": ["all"]}).hits if hit.id == id_)


def marks(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("fingerprint", "key"),
        ("f00ba4" * 3500, "key"),
        ("deep", "path"),
        ("设置", "clause"),
        ("修改通知", "clause"),
        ("token", "phrase"),
        ("lang:zh kind:guide", "clause"),
    ],
)
def test_a_snippet_is_bounded_whatever_the_text_is(searcher: Searcher, query: str, id_: str) -> None:
    hits = [hit for hit in searcher.search(query[:900], {"lang": ["all"]}).hits if hit.id == id_]
    for hit in hits:
        shown = unescape(re.sub("</?mark>", "", hit.snippet))
        assert len(shown) <= MAX_SNIPPET + len("…  …")
        assert all(len(reason.text) < 120 for reason in hit.reasons)
    assert hits or query.startswith("f00")


def test_a_match_in_a_script_without_spaces_is_marked_and_not_its_clause(searcher: Searcher) -> None:
    assert set(marks(snippet(searcher, "设置", "clause"))) == {"设置"}
    assert set(marks(snippet(searcher, "通知选项", "clause"))) == {"通知选项"}
    assert set(marks(snippet(searcher, "通", "clause"))) == {"通"}  # the beginning of a pair
    assert "通" in snippet(searcher, "通", "clause")[:150]
    words = searcher.query_terms("设置", "zh")
    assert words.marked("用户可以在设置页面") == "用户可以在<mark>设置</mark>页面"
    quoted = searcher.query_terms('"设置页面"', "zh")
    assert quoted.marked("设置和页面，用户可以在设置页面中") == "设置和页面，用户可以在<mark>设置页面</mark>中"


def test_a_match_beside_vowels_that_folding_takes_apart_is_marked_alone(searcher: Searcher) -> None:
    assert set(marks(snippet(searcher, "เป้าหมาย", "vowels"))) == {"เป้าหมาย"}
    assert set(marks(snippet(searcher, "คำน้ำ", "vowels"))) == {"คำน้ำ"}


@pytest.mark.parametrize(
    ("query", "id_", "marked"),
    [
        ('"token bucket"', "phrase", {"token bucket"}),
        ('"token bucket" full', "phrase", {"token bucket", "full"}),
        ('"write-ahead log"', "joined", {"write-ahead log"}),
        ("token bucket", "phrase", {"token", "bucket", "Bucket"}),
    ],
)
def test_a_quoted_phrase_is_shown_and_marked_as_one(searcher: Searcher, query: str, id_: str, marked: set[str]) -> None:
    assert set(marks(snippet(searcher, query, id_))) == marked
    text = next(record["text"] for record in RECORDS if record["id"] == id_)
    assert set(marks(searcher.query_terms(query).marked(text))) >= marked - {"Bucket"}


def test_words_of_a_phrase_are_marked_on_the_page_only_within_it(searcher: Searcher) -> None:
    words = searcher.query_terms('"token bucket"')
    assert words.marked("A token, a bucket, a token bucket.") == "A token, a bucket, a <mark>token bucket</mark>."
    words = searcher.query_terms('"write-ahead log"')
    assert words.marked("Write ahead, a write-ahead log.") == "Write ahead, a <mark>write-ahead log</mark>."


def test_a_compound_marks_itself_and_not_every_word_that_shares_a_part(searcher: Searcher) -> None:
    words = searcher.query_terms("front-end")
    assert words.marked("the front-end, the back-end, the end") == "the <mark>front-end</mark>, the back-end, the end"


@pytest.mark.parametrize(
    ("query", "id_", "shown"),
    [
        ("useEffect", "code", "<mark>useEffect</mark>(() =&gt; close())"),
        ("hooks useEffect", "code", "<mark>useEffect</mark>(() =&gt; close())"),
        ("flush", "both", "with open(path) as handle: <mark>handle.flush()</mark>"),
        ("close", "both", "You <mark>close</mark> a file."),
    ],
)
def test_a_word_that_stands_only_in_code_shows_the_code(searcher: Searcher, query: str, id_: str, shown: str) -> None:
    assert snippet(searcher, query, id_) == shown
