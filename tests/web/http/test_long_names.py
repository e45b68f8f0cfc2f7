"""Names of any length in addresses and bodies: a 404 or 400 at once, and nothing is compared with them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.nearest_names import MAX_COMPARED, nearest_names
from search import Searcher, open_index
from search.unknown_names import UnknownName

ADDRESSES = (
    "/guides/{}", "/data/guides/{}", "/questions/{}", "/questions/{}/a", "/data/questions/{}",
    "/api/v1/skills/{}", "/api/v1/skills/{}/related", "/api/v1/skills/{}/related.html", "/api/v1/documents/{}/related",
)  # fmt: skip


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which the length of every name that is compared with others is appended."""
    from corpus import nearest_names as module

    lengths: list[int] = []
    extract = module.process.extract

    def noted(name: str, *more: object, **named: object) -> object:
        lengths.append(len(name))
        return extract(name, *more, **named)

    monkeypatch.setattr(module.process, "extract", noted)
    return lengths


def test_a_name_is_near_another_up_to_the_bound() -> None:
    known = "a" * MAX_COMPARED
    assert nearest_names(known[:-1] + "b", [known]) == (known,)
    assert nearest_names(known + "b", [known]) == ()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_long_name_in_an_address_is_a_404_at_once(client: FlaskClient, compared: list[int], address: str) -> None:
    for unit in ("a", "caching/", "%E6%BC%A2"):
        answer = client.get(address.format(unit * (60_000 // len(unit))))
        assert answer.status_code == 404
        assert len(answer.data) < 200_000
    assert compared == []


@pytest.mark.parametrize("member", ["skill", "document", "skills"])
def test_a_long_name_in_a_body_is_compared_with_nothing(client: FlaskClient, compared: list[int], member: str) -> None:
    for length in (400, 60_000):
        name = "a" * length
        answer = client.post("/api/v1/related", json={member: [name] if member == "skills" else name})
        assert answer.status_code in (400, 404)
    assert compared == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda searcher, name: searcher.skill(name),
        lambda searcher, name: searcher.guide(name),
        lambda searcher, name: searcher.document(name),
        lambda searcher, name: searcher.related(skill=name),
        lambda searcher, name: searcher.related(document=name),
        lambda searcher, name: searcher.related(skills=["caching", name]),
    ],
)
def test_a_long_name_in_python_is_compared_with_nothing(
    small_index: Path, compared: list[int], ask: Callable[[Searcher, str], object]
) -> None:
    with pytest.raises(UnknownName) as error:
        ask(open_index(small_index), "caching" * 10_000)
    assert error.value.nearest == ()
    assert len(str(error.value)) < 200
    assert compared == []


def test_a_long_value_of_a_filter_is_reported_with_the_values_that_exist(
    small_index: Path, compared: list[int]
) -> None:
    page = open_index(small_index).search("token", {"skill": ["x" * 100_000]})
    assert page.total == 0
    assert max(compared) <= MAX_COMPARED
    assert any("Caching" in notice for notice in page.notices)
    assert max(map(len, page.notices)) < 1_000


def test_guides_are_read_once_for_all_names_that_none_of_them_has(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.documents import Documents

    searcher, read = open_index(small_index), []
    guides = Documents.guides
    monkeypatch.setattr(Documents, "guides", lambda self: read.append(1) or guides(self))
    for i in range(5):
        with pytest.raises(UnknownName):
            searcher.related(skill=f"nothing {i}")
    assert len(read) == 1
