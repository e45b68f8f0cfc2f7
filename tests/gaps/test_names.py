"""Names of guides, and names that nearly are."""

import pytest

from corpus.guide import Guide
from index.analysis import name_key
from index.links import Resolver
from search.gaps.names import GuideNameIndex
from search.gaps.settings import LOOKALIKES


def guide(title: str, *aliases: str, lang: str = "en") -> Guide:
    slug = title.lower().replace(" ", "-")
    return Guide(slug=slug, title=title, skill=title, path=f"{slug}.md", aliases=aliases, lang=lang)


NAMES = GuideNameIndex(
    Resolver(
        [guide("Kubernetes", "k8s"), guide("Event-Driven Architecture"), guide("C"), guide("React"), guide("Next.js")]
    ),
    LOOKALIKES,
)


@pytest.mark.parametrize("name", ["kubernetes", "K8S", "event driven architecture", "Event-Driven-Architecture"])
def test_a_name_is_found_by_slug_title_or_alias_whatever_its_case_and_hyphens(name: str) -> None:
    assert name in NAMES


def test_accents_are_folded() -> None:
    assert name_key("Café") == name_key("cafe")


def test_a_name_with_a_symbol_is_another_name() -> None:
    assert "C++" not in NAMES
    assert NAMES.nearest("C++") is None


@pytest.mark.parametrize("name", ["Kuberntes", "Kubernettes", "Kubrenetes", "ukbernetes"])
def test_a_misspelling_is_near_what_was_meant(name: str) -> None:
    near = NAMES.nearest(name)
    assert near is not None
    assert near.name == "Kubernetes"


@pytest.mark.parametrize("name", ["Nuxt.js", "Preact", "Docker", "Reach2", "Go"])
def test_another_skill_is_no_misspelling(name: str) -> None:
    assert NAMES.nearest(name) is None


def test_the_singular_of_a_name_is_an_inflection() -> None:
    names = GuideNameIndex(Resolver([guide("Microservices")]))
    near = names.inflected("Microservice")
    assert near is not None
    assert near.name == "Microservices"


def test_a_strict_look_takes_only_letters_that_fingers_mistake() -> None:
    names = GuideNameIndex(Resolver([guide("photos")]))
    assert names.nearest("phobos") is not None
    assert names.nearest("phobos", strict=True) is None
    assert names.nearest("phitos", strict=True) is not None


def test_a_translation_answers_with_its_original() -> None:
    names = GuideNameIndex(Resolver([guide("Kafka", lang="es"), guide("Kafka")]))
    near = names.nearest("Kafla")
    assert near is not None
    assert near.guide.lang == "en"
