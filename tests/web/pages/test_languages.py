"""A site in several languages searches its own by default, and the others where a reader selects them."""

import pytest
from flask.testing import FlaskClient

from index.build import build
from tests.web.conftest import SmallSite
from tests.web.pages.test_search import ids, page, texts
from web.app import create_app

GUIDE = "---\ntitle: {0}\nlang: {1}\ncategory: Design\n---\n\n## {2}\n\n{3}\n\n```\nfactory()\n```\n"


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("languages")
    for name, *parts in (
        ("en/factory", "Factory", "en", "Intent", "A factory makes objects."),
        ("es/factory", "Factory", "es", "Intención", "Una factory crea objetos."),
        ("ar/factory", "Factory", "ar", "الهدف", "factory توفير واجهة لإنشاء."),
    ):
        (folder / name).parent.mkdir()
        (folder / f"{name}.md").write_text(GUIDE.format(*parts), encoding="utf-8")
    build([folder], folder / "index")
    return create_app(SmallSite(folder / "index")).test_client()


def languages(client: FlaskClient, path: str) -> dict[str, tuple[str, bool]]:
    """Return the values of the language filter, each with its URL and whether it is selected."""
    options = page(client, path).cssselect('.option[data-key^="lang="]')
    return {
        option.get("data-key").partition("=")[2]: (option.get("href"), option.get("aria-current") == "true")
        for option in options
    }


def test_the_first_page_lists_the_sites_own_language(several: FlaskClient) -> None:
    assert texts(page(several, "/"), ".cards li > a") == ["Factory"]
    assert "Browse 1 guide" in several.get("/").text


def test_languages_are_called_what_they_call_themselves(several: FlaskClient) -> None:
    shown = texts(page(several, "/search?q=factory"), '.option[data-key^="lang="] span:first-child')
    assert shown == ["English", "العربية", "Español"]


def test_the_sites_own_language_is_chosen_until_the_reader_takes_it_away(several: FlaskClient) -> None:
    found = languages(several, "/search?q=factory")
    assert found["en"] == ("/search?q=factory&lang=all", True)
    assert found["es"] == ("/search?q=factory&lang=es", False)
    everything = languages(several, found["en"][0])
    assert [chosen for _, chosen in everything.values()] == [False, False, False]
    assert everything["ar"][0] == "/search?q=factory&lang=ar"
    spanish = languages(several, found["es"][0])
    assert spanish["es"] == ("/search?q=factory", True)
    assert spanish["ar"][0] == "/search?q=factory&lang=ar&lang=es"


def test_all_languages_are_a_filter_that_can_be_taken_away(several: FlaskClient) -> None:
    found = page(several, "/search?q=factory&kind=guide&lang=all")
    assert len(ids(found)) == 3
    assert "Remove Language: All languages ×" in texts(found, ".chosen a")


def test_what_is_written_from_right_to_left_is_shown_so_and_code_is_not(several: FlaskClient) -> None:
    guide = page(several, "/guides/ar:factory")
    (prose,) = guide.cssselect(".prose")
    assert (prose.get("lang"), prose.get("dir")) == ("ar", "rtl")
    assert page(several, "/guides/factory").cssselect(".prose")[0].get("dir") == "ltr"
    (hit,) = page(several, "/search?q=factory&kind=guide&lang=ar").cssselect(".hit h3")
    assert (hit.get("lang"), hit.get("dir")) == ("ar", "auto")
    assert "direction: ltr" in several.get("/static/site.css", buffered=True).text


def test_a_name_that_translations_share_is_the_guide_in_the_sites_own_language(several: FlaskClient) -> None:
    for name in ("factory", "Factory", "FACTORY"):
        assert several.get(f"/api/v1/skills/{name}").get_json()["slug"] == "factory"
    assert several.get("/api/v1/skills/es:factory").get_json()["lang"] == "es"
