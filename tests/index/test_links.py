"""Links and names, and what they mean."""

from pathlib import Path

import pytest

from corpus.guide import Guide, Link
from index.build import build
from index.links import Resolver
from search import open_index
from search.gaps.settings import GapSettings
from search.gaps.site import Site


def guide(path: str, title: str = "", lang: str = "en", **fields: str | tuple[str, ...]) -> Guide:
    slug = path.removesuffix(".md").removesuffix("/index")
    return Guide(**{"slug": slug, "title": title, "skill": title, "path": path, "lang": lang, **fields})


ASKING = guide("site/docs/asking.md")
GUIDES = [
    ASKING,
    guide("site/docs/kafka.md", "Apache Kafka", aliases=("event log",)),
    guide("site/docs/streams/index.md", "Streams", old_addresses=("/old/streams.html", "http://[no")),
    guide("site/docs/moved.md", "Moved", slug="site/guides/moved"),
    guide("site/guides/near.md", "Near"),
    guide("redis.md", "Redis", url="https://example.org/in-memory/redis/"),
    guide("site/es/kafka.md", "Kafka en breve", lang="es", slug="site/docs/kafka"),
]
RESOLVER = Resolver(GUIDES, "https://example.org/base/", "/guides/{slug}", ("/about", "site/docs/plain.md"))


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("kafka.md", "site/docs/kafka"),
        ("./Kafka.html#log", "site/docs/kafka#log"),
        ("../kafka/", "site/docs/kafka"),
        ("..\\docs\\kafka.md#log", "site/docs/kafka#log"),
        ("..%5Cguides%5Cnear.md", "site/guides/near"),
        ("/docs/streams/index.md", "site/docs/streams"),
        ("@/docs/kafka.md", "site/docs/kafka"),
        ("/old/streams", "site/docs/streams"),
        ("near", "site/guides/near"),
        ("/in-memory/redis", "redis"),
        ("/guides/redis", "redis"),
        ("/base/docs/kafka", "site/docs/kafka"),
        ("https://example.org/guides/redis#aof", "redis#aof"),
        ("{{ '/docs/kafka/#log' | relative_url }}", "site/docs/kafka#log"),
        ("wiki:Kafka#Dead%20letters", "site/docs/kafka#dead-letters"),
        ("wiki:event%20log#%5Eblock", "site/docs/kafka"),
        ("wiki:#Own%20heading", "site/docs/asking#own-heading"),
        ("#own", "site/docs/asking#own"),
    ],
)
def test_a_link_leads_to_the_guide_however_it_is_written(link: str, meant: str) -> None:
    source = GUIDES[3] if link == "near" else ASKING
    target = RESOLVER.target(link, source)
    assert target.kind == "guide"
    assert f"{target.guide and target.guide.id}#{target.fragment}".removesuffix("#") == meant


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("gone.md", "missing"),
        ("/guides/gone", "missing"),
        ("/docs/plain.md", "missing"),
        ("site/docs/plain.md", "file"),
        ("/about", "file"),
        ("picture.png", "file"),
        ("LICENSE.md", "file"),
        ("/tree/main/docs", "file"),
        ("https://example.com/guides/redis", "outside"),
        ("{{ page.url }}", "outside"),
        ("wiki:Computer", "outside"),
        ("http://[no", "outside"),
        ("", "outside"),
    ],
)
def test_a_link_to_no_guide_is_missing_a_file_or_outside(link: str, kind: str) -> None:
    assert RESOLVER.target(link, ASKING).kind == kind


def test_a_former_address_is_known_as_such() -> None:
    assert RESOLVER.target("/old/streams", ASKING).is_former
    assert not RESOLVER.target("streams", ASKING).is_former


@pytest.mark.parametrize(
    ("name", "lang", "meant"),
    [
        ("Apache Kafka", "en", "site/docs/kafka"),
        ("EVENT-LOG", "en", "site/docs/kafka"),
        ("kafka", "en", "site/docs/kafka"),
        ("kafka", "es", "es:site/docs/kafka"),
        ("streams", "es", "site/docs/streams"),
        ("es:site/docs/kafka", "en", "es:site/docs/kafka"),
        ("Kafka en breve", "en", None),
        ("", "en", None),
    ],
)
def test_a_name_means_a_guide_in_the_language_of_the_source_or_in_english(
    name: str, lang: str, meant: str | None
) -> None:
    found = RESOLVER.guide_named(name, guide("a.md", lang=lang))
    assert (found and found.id) == meant


def test_a_slug_wins_over_the_title_of_another_guide() -> None:
    titled, called = guide("log.md", "Kafka"), guide("kafka.md", "Streams")
    assert Resolver([titled, called]).guide_named("Kafka", titled) == called


def test_related_lists_and_the_gap_queue_agree_on_links_above_the_root_of_the_site(tmp_path: Path) -> None:
    texts = {"a": "[next](/help/b/) waits for tea", "b": "Coffee and a cup", "c": "Something else"}
    (tmp_path / "site" / "help").mkdir(parents=True)
    (tmp_path / "other.md").write_text("---\ntitle: Other\n---\nText\n")
    for name, text in texts.items():
        (tmp_path / "site" / "help" / f"{name}.md").write_text(f"---\ntitle: {name * 5}\n---\n{text}\n")
    build([tmp_path], tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    (hit,) = searcher.related(document="site/help/a", kind="skill", limit=1).hits
    assert [reason.kind for reason in hit.reasons] == ["link"]
    (_, _, target) = Site(searcher.guides(), GapSettings(), "2026-01-01").links[0]
    assert (hit.id, target.guide and target.guide.id) == ("site/help/b", "site/help/b")


def test_an_address_that_is_none_stops_no_build(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('---\ntitle: A\nurl: "http://[no"\n---\n<a href="http://[no">there</a>\n')
    build([tmp_path], tmp_path / "index")
    (read,) = open_index(tmp_path / "index").guides()
    assert read.links == (Link("there", "http://[no", 5),)
