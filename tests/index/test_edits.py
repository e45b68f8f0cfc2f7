"""A build after an edit: it has the bytes of a whole build, and works out again only what the edit changes."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from pkgutil import resolve_name
from shutil import rmtree

import pytest

from index.build import BuildOptions, build
from index.options import SiteOptions
from tests.corpora import write_pages

N_GUIDES = 40
WORDS = ["".join(parts) for parts in product("kmst", ("a", "ri", "o"), ("fka", "dis", "ngo", "cket"), ("", "le", "um"))]
TEMPLATE = "{} is worth its price where teams of several people wait for each other."


def page(name: str, seed: int, body: str = "") -> str:
    """Return a guide whose text depends on ``seed``, with sentences that others share but for its name."""
    rng = random.Random(seed)
    text = ". ".join(" ".join(rng.choices(WORDS, k=9)).capitalize() for _ in range(6))
    related = [f"Guide {rng.randrange(N_GUIDES)}" for _ in range(2)]
    return (
        f"---\ntitle: {name}\naliases: [{rng.choice(WORDS)}{seed}]\nrelated: {related}\n---\n{text}.\n\n"
        f"{TEMPLATE.format(name)}\n\n## Uses\n\nSee [it](guide-{rng.randrange(N_GUIDES)}.md). {rng.choice(WORDS)}.\n\n"
        f"## Questions\n\n### When is {rng.choice(WORDS)} slower than {rng.choice(WORDS)}?\n\nWhen {body or 'ever'}.\n"
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pages = {f"guide-{number}.md": page(f"Guide {number}", number) for number in range(N_GUIDES)}
    return write_pages(tmp_path / "site", pages)


def rewrite(name: str, change: Callable[[str], str]) -> Callable[[Path], object]:
    return lambda site: (site / name).write_text(change((site / name).read_text()))


EDITS: dict[str, Callable[[Path], object]] = {
    "a sentence more": rewrite("guide-7.md", lambda text: text + "\nA zebra crosses.\n"),
    "a guide more": lambda site: write_pages(site, {"zebra.md": page("Zebra", 99)}),
    "another first guide": lambda site: write_pages(site, {"aardvark.md": page("Aardvark", 98)}),
    "a guide less": lambda site: (site / "guide-20.md").unlink(),
    "another address": lambda site: (site / "guide-8.md").rename(site / "moved.md"),
    "another title": rewrite("guide-9.md", lambda text: text.replace("Guide 9", "Okapi")),
    "another alias": rewrite("guide-10.md", lambda text: text.replace("aliases: [", "aliases: [giraffe, ")),
    "another category": rewrite("guide-11.md", lambda text: text.replace("---\n", "---\ncategory: Herds\n", 1)),
    "a link more": rewrite(
        "guide-12.md", lambda text: text.replace("See [it]", "See [that]").replace(".md)", ".html)")
    ),
    "a question less": rewrite("guide-13.md", lambda text: text.partition("## Questions")[0]),
    "another language": rewrite("guide-14.md", lambda text: text.replace("---\n", "---\nlang: de\n", 1)),
    "a copy": lambda site: write_pages(site, {"copy.md": (site / "guide-15.md").read_text()}),
    "a folder of versions": lambda site: write_pages(
        site, {f"v{version}/guide-{n}.md": page(f"Guide {n}", n) for version in (1, 2) for n in range(4)}
    ),
    "a version less": lambda site: rmtree(site / "v1"),
    "no versions any more": lambda site: rmtree(site / "v2"),
    "many guides": lambda site: write_pages(
        site, {f"guide-{n}.md": page(f"Guide {n}", n + 500, "rarely") for n in range(20, 40)}
    ),
    "nothing": lambda site: None,
}


def test_edits_in_a_row_give_the_bytes_of_whole_builds(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.CHUNK", 10)  # so few documents are work for two processes
    build([site], tmp_path / "index")
    for processes, (name, edit) in zip(cycle((1, 2)), EDITS.items(), strict=False):
        edit(site)
        edited = build([site], tmp_path / "index", BuildOptions(processes=processes))
        assert edited.build_id == build([site], tmp_path / name).build_id, name


@pytest.mark.parametrize(
    "site_options", [SiteOptions(aliases={"Guide 3": ("tapir",)}), SiteOptions(boosts={"title": 9})]
)
def test_other_settings_give_the_bytes_of_a_whole_build(site: Path, tmp_path: Path, site_options: SiteOptions) -> None:
    options = BuildOptions(site=site_options)
    before = build([site], tmp_path / "index").build_id
    assert build([site], tmp_path / "index", options).build_id == build([site], tmp_path / "whole", options).build_id
    assert build([site], tmp_path / "index").build_id == before


def test_an_edit_analyses_masks_and_compares_little(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Counter[str] = Counter()

    def note(path: str, n_of: Callable[..., int]) -> None:
        """Add to ``calls`` what ``n_of`` gives for the arguments of each call of the function at ``path``."""
        real = resolve_name(path)

        def noted(*arguments: object) -> object:
            calls[path] += n_of(*arguments)
            return real(*arguments)

        monkeypatch.setattr(path, noted)

    note("index.matrix.surfaces.analyze", lambda token: 1)
    note("index.related.boilerplate.key_of", lambda words: 1)
    note("index.matrix.candidates.best_products", lambda products, *others: products.shape[0])
    build([site], tmp_path / "index")
    whole = dict(calls)
    EDITS["a sentence more"](site)
    build([site], tmp_path / "index")
    edited = {name: n - whole[name] for name, n in calls.items()}
    assert all(0 < edited[name] < whole[name] / 3 for name in calls), (whole, edited)
