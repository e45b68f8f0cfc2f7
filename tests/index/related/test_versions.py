"""Versions of one page are one page where guides are compared."""

import numpy as np
import pytest

from corpus.document import Document
from corpus.guide import Guide
from index.build import build
from index.related.versions import Versions, versions_of
from search import Searcher, open_index

SUBJECTS = {
    "backup": "A snapshot of the cluster is saved to a bucket and restored from it when a disk fails.",
    "restore": "Restore a snapshot from its bucket: the cluster starts with the members of the saved disk.",
    "upgrade": "Members of the cluster are upgraded one at a time, and a snapshot is saved before.",
    "tuning": "The heartbeat interval and the election timeout follow the round trip between members.",
    "metrics": "Prometheus scrapes the latency of disk writes, of proposals and of the heartbeat.",
    "auth": "Users and roles protect keys; a certificate names the user of a client.",
    "tls": "A certificate and a key encrypt what clients and members send; a Backup holds neither.",
}


def guide(slug: str, page: str = "", version: str = "", n_newer: int = 0, lang: str = "en") -> Guide:
    return Guide(slug, slug, slug, slug, lang=lang, version=version, versioned_page=page, n_newer=n_newer)


def made(*guides: Guide) -> Versions:
    documents = [Document(id=guide.id, kind="guide", guide=guide.id) for guide in guides]
    return versions_of([*documents, Document(id="record", kind="guide", guide="record")], {g.id: g for g in guides})


def test_readers_see_their_own_version_and_else_the_newest() -> None:
    versions = made(
        guide("v1/a", "a", "v1", 1), guide("v2/a", "a", "v2"), guide("v1/b", "b", "v1", 1), guide("v2/b", "b", "v2"),
        guide("v2/new", "new", "v2"), guide("blog"),
    )  # fmt: skip
    v1_a, v2_a, v1_b, v2_b, new, blog, record = range(7)
    seen = {
        (v1_a, v2_b): v1_b, (v2_a, v1_b): v2_b, (blog, v1_b): v2_b, (v1_a, v2_a): v1_a, (v1_a, new): new,
        (v2_a, blog): blog, (v1_a, record): record, (record, v1_a): v2_a,
    }  # fmt: skip
    guides, others = np.array(list(seen)).T
    assert versions.seen_from(guides, others).tolist() == list(seen.values())
    assert versions.is_newest.tolist() == [False, True, False, True, True, True, True]
    assert versions.are_seen(np.array([v1_a, v2_a, blog]), np.array([new, new, new])).tolist() == [False, True, True]


def test_translations_have_versions_of_their_own() -> None:
    versions = made(guide("v1/a", "a", "v1", 1), guide("v2/a", "a", "v2"), guide("v1/a", "a", "v1", lang="es"))
    assert versions.is_newest.tolist() == [False, True, True, True]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Return a site with four versions of the same pages, a page that one version lacks, and one without versions."""
    folder = tmp_path_factory.mktemp("site")
    for version in ("v1", "v2", "v3", "next"):
        for name, text in SUBJECTS.items():
            if (version, name) != ("v1", "restore"):
                path = folder / "docs" / version / f"{name}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"# {name.title()}\n\n{text} See [tuning](tuning.md).\n")
    (folder / "disaster.md").write_text(
        "# Disaster\n\nA disk fails: restore the cluster from a snapshot in a bucket.\n"
    )
    build([folder], folder / "index")
    return open_index(folder / "index")


def test_a_list_holds_each_page_once_and_in_the_version_of_the_guide(site: Searcher) -> None:
    for version in ("v1", "v2", "v3", "next"):
        ids = [hit.id for hit in site.related(document=f"docs/{version}/backup", limit=20, floor=0.0).hits]
        assert len(ids) >= 4
        assert {id_ for id_ in ids if not id_.startswith(f"docs/{version}/")} <= {"disaster"}
        assert f"docs/{version}/backup" not in ids


def test_a_page_without_versions_is_related_to_the_newest(site: Searcher) -> None:
    ids = [hit.id for hit in site.related(document="disaster", limit=20, floor=0.0).hits]
    assert ids
    assert {id_.rpartition("/")[0] for id_ in ids} == {"docs/v3"}


def test_a_mention_and_a_link_mean_the_version_of_the_guide(site: Searcher) -> None:
    hits = {
        hit.id: {r.kind for r in hit.reasons} for hit in site.related(document="docs/v2/tls", limit=20, floor=0.0).hits
    }
    assert "link" in hits["docs/v2/tuning"]
    assert "mention" in hits["docs/v2/backup"]


def test_a_text_is_near_the_newest_version_of_a_page_alone(site: Searcher) -> None:
    text = f"{SUBJECTS['upgrade']} {SUBJECTS['backup']} The members of the cluster restore their disk."
    ids = [hit.id for hit in site.related(text=text, limit=20, floor=0.0).hits]
    assert {"docs/v3/upgrade", "docs/v3/backup"} <= set(ids)
    assert all(id_.startswith("docs/v3/") for id_ in ids if id_ != "disaster")
